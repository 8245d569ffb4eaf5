//! The Chat tab of the panel: what was written, and the field to write into.

mod composer;
mod line;
mod preview;

use crate::browser::page::scroll;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::ui::dom::{Anchor, El, button, div, memo, p};
use crate::views::ui::language::say;
use crate::words;
pub use composer::Composer;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::ChatLine;
use plenum_document::base::ids::RecordId;
use plenum_engine::api::intent::DocumentIntent;
pub use preview::preview;
use std::collections::HashMap;
use std::sync::Arc;

/// Lines shown at first; older ones come on request, so many more at a time.
const SHOWN: usize = 200;

/// The lines by their ids: each row looks up its own.
type Lines = Memo<Arc<HashMap<RecordId, Arc<ChatLine>>>>;

/// What the tab shows. `focused`: whoever opens it wants to write.
pub fn fill(panel: El, composer: Composer, focused: bool) -> El {
    let chat = RwSignal::from(use_document().chat);
    let shown = RwSignal::new(SHOWN);
    let ids = memo(move || {
        let ids = chat.with(|chat| chat.lines.iter().map(|line| line.id).collect::<Vec<_>>());
        ids[ids.len().saturating_sub(shown.get())..].to_vec()
    });
    let lines: Lines = memo(move || {
        Arc::new(chat.with(|chat| chat.lines.iter().map(|line| (line.id, line.clone())).collect::<HashMap<_, _>>()))
    });
    let older = memo(move || chat.with(|chat| chat.lines.len()) > shown.get());
    let empty = memo(move || chat.with(|chat| chat.lines.is_empty()));
    let list = Anchor::new();
    read_what_is_shown(list, ids);
    let more =
        move || button("btn small").press(move || shown.update(|shown| *shown += SHOWN)).tell(say(words::chat_older));
    let said = div("chat")
        .set("role", "log")
        .set("tabindex", "0")
        .label(words::chat_lines)
        .anchor(list)
        .part(move || older.get().then(|| more().done()))
        .part(move || empty.get().then(|| p("quiet", words::chat_empty).done()))
        .each(ids, move |id| line::line(id, lines, composer));
    panel.child(said).child(composer::composer(composer, lines, focused))
}

/// The newest line is in sight, and everything that is shown counts as read.
fn read_what_is_shown(list: Anchor, ids: Memo<Vec<RecordId>>) {
    let dispatch = use_dispatch();
    let chat = RwSignal::from(use_document().chat);
    Effect::new(move |_| {
        let newest = ids.with(|ids| ids.last().copied());
        if let Some(list) = list.get() {
            scroll::to_end(list);
        }
        if let Some(newest) = newest.filter(|_| chat.with(|chat| chat.unread > 0)) {
            dispatch.send(DocumentIntent(Act::Read(newest)));
        }
    });
}

/// How many lines wait to be read; nothing for none.
pub fn unread() -> Memo<Option<u32>> {
    let chat = RwSignal::from(use_document().chat);
    memo(move || chat.with(|chat| Some(chat.unread).filter(|unread| *unread > 0)))
}
