//! A version of the pad that somebody else put back: whoever looks at the pad sees for a while why the text is another.

use super::desk::Desk;
use crate::browser::page::document;
use crate::views::document::author::author;
use crate::views::document::clock::room_time;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::language::language;
use crate::views::ui::names::isolated;
use crate::words;
use leptos::prelude::*;

/// Who put back what, until the person has read it or it was long ago.
pub fn notice(desk: Desk) -> El {
    let language = language();
    let unread = memo(move || {
        let pad = desk.pad.get();
        let restored = desk.pads.with(|pads| pads.iter().find(|one| one.id == pad)?.restored)?;
        (desk.signs.read.get() != Some(restored.id)).then_some(restored)
    });
    let now = room_time(memo(move || unread.with(Option::is_some)));
    let news = memo(move || unread.get().filter(|restored| restored.is_told(desk.people.us(), now.get())));
    let told = move || {
        let restored = news.get()?;
        let by = author(restored.by);
        let sentence = move || {
            let language = language.get();
            words::notes_restored(language, &isolated(by()), &document::time_of_day(restored.kept_ms, language.tag()))
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
