//! The newest line, shown over the tiles while the chat is closed, until it is read or taken away.

use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::components;
use crate::views::ui::dom::{button, div, el, memo};
use leptos::prelude::*;
use plenum_document::base::ids::RecordId;

/// Characters of a line that are shown.
const CHARACTERS: usize = 140;

/// The preview.
pub fn preview(panel: Panel) -> AnyView {
    let chat = RwSignal::from(use_document().chat);
    let dismissed = RwSignal::new(None::<RecordId>);
    let newest = memo(move || {
        let newest = chat.with(|chat| chat.lines.last().filter(|line| chat.unread > 0 && !line.deleted).cloned());
        newest.filter(|line| !panel.shows(Tab::Chat) && dismissed.get() != Some(line.id))
    });
    let shown = move || {
        let line = newest.get()?;
        let (id, text) = (line.id, line.text.chars().take(CHARACTERS).collect::<String>());
        let said = button("said")
            .press(move || panel.open(Tab::Chat))
            .child(el("bdi").set("class", "by").tell(author(line.author)))
            .text(" ")
            .child(el("span").set("dir", "auto").tell(move || text.clone()));
        let away = components::cross().press(move || dismissed.set(Some(id)));
        Some(div("newest").child(said).child(away).done())
    };
    shown.into_any()
}
