//! The newest line, private message or offered file, shown over the tiles while the chat is closed, until it is read or taken away.

use super::log::{Entry, Log, Own};
use crate::mirror::document::use_document;
use crate::mirror::use_mirror;
use crate::views::document::author::author;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::language;
use crate::views::ui::names::in_sentence;
use crate::words;
use leptos::prelude::*;

/// Characters of a line that are shown.
const CHARACTERS: usize = 140;

/// The preview.
pub fn preview(panel: Panel, log: Log) -> AnyView {
    let chat = RwSignal::from(use_document().chat);
    let dismissed = RwSignal::new(None::<Entry>);
    let newest = memo(move || {
        let line = chat.with(|chat| chat.lines.last().filter(|line| chat.unread > 0 && !line.deleted).cloned());
        let newest = log.newest_unseen().map(Entry::Own).or(line.map(|line| Entry::Line(line.id)));
        newest.filter(|newest| !panel.shows(Tab::Chat) && dismissed.get() != Some(*newest))
    });
    let shown = move || {
        let newest = newest.get()?;
        let said = button("said").press(move || panel.open(Tab::Chat));
        let said = match newest {
            Entry::Line(id) => {
                let line = chat.with_untracked(|chat| chat.lines.iter().find(|line| line.id == id).cloned())?;
                let by = el("bdi").set("class", "by").tell(author(line.author));
                said.child(by).text(" ").child(shortened(&line.text))
            }
            Entry::Own(own) => told(said, own)?,
        };
        let away = components::cross().press(move || dismissed.set(Some(newest)));
        Some(div("newest").child(said).child(away).done())
    };
    shown.into_any()
}

/// What is no line of the document, in a sentence.
fn told(said: El, own: Own) -> Option<El> {
    let (mirror, language) = (use_mirror(), language());
    let by = |word: fn(_, &str) -> String, name: String| {
        el("bdi").set("class", "by").tell(move || word(language.get(), &name))
    };
    match own {
        Own::Private(id) => {
            let line = mirror.private().with_untracked(|lines| lines.iter().find(|line| line.id == id).cloned())?;
            let name = in_sentence(&line.who, language.get_untracked());
            Some(said.child(by(words::chat_private_from, name)).text(" ").child(shortened(&line.text)))
        }
        Own::Incoming(id) => {
            let file = mirror.files().with_untracked(|files| files.iter().find(|file| file.id == id).cloned())?;
            let name = in_sentence(&file.who, language.get_untracked());
            Some(said.child(by(words::files_from, name)).text(" ").child(shortened(&file.name)))
        }
        Own::Outgoing(_) => None,
    }
}

fn shortened(text: &str) -> El {
    let text: String = text.chars().take(CHARACTERS).collect();
    el("span").set("dir", "auto").tell(move || text.clone())
}
