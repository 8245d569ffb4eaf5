//! A version of the pad that somebody else put back: whoever looks at the pad sees for a while why the text is another.

use super::desk::Desk;
use crate::browser::base::clock;
use crate::browser::page::document;
use crate::views::document::author::author;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::language::language;
use crate::words;
use leptos::prelude::*;

/// Who put back what, until the person has read it or it was long ago.
pub fn notice(desk: Desk) -> El {
    let language = language();
    let news = memo(move || {
        let pad = desk.pad.get();
        let restored = desk.pads.with(|pads| pads.iter().find(|one| one.id == pad)?.restored)?;
        let unread = desk.signs.read.get() != Some(restored.id);
        (unread && restored.is_told(desk.people.us(), clock::unix_ms())).then_some(restored)
    });
    let told = move || {
        let restored = news.get()?;
        let by = author(restored.by);
        let sentence = move || {
            let language = language.get();
            words::notes_restored(language, &by(), &document::time_of_day(restored.kept_ms, language.tag()))
        };
        let read = move || {
            desk.signs.read.set(Some(restored.id));
            // The button is gone.
            if let Some(editor) = desk.editor_of(desk.pad.get_untracked()) {
                editor.focus();
            }
        };
        Some(div("gone").child(el("p").tell(sentence)).child(components::cross().press(read)).done())
    };
    el("div").set("role", "status").part(told)
}
