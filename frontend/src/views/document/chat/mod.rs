//! The Chat tab of the panel: what was written, private messages and files among it, and the field to write into.

mod acts;
mod being_written;
mod composer;
mod drop;
mod file;
mod line;
mod log;
mod picture;
mod preview;
mod private;
mod recipient;
mod size;
mod staged;

use crate::browser::page::scroll;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::language::say;
use crate::words;
pub use being_written::share;
pub use composer::Composer;
pub use drop::takes_files;
use leptos::prelude::*;
pub use log::Log;
use log::{Entry, Own};
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
pub fn fill(panel: El, log: Log, composer: Composer, focused: bool) -> El {
    let chat = RwSignal::from(use_document().chat);
    let shown = RwSignal::new(SHOWN);
    let all = log.entries();
    let entries = memo(move || all.with(|all| all[all.len().saturating_sub(shown.get())..].to_vec()));
    let lines: Lines = memo(move || {
        Arc::new(chat.with(|chat| chat.lines.iter().map(|line| (line.id, line.clone())).collect::<HashMap<_, _>>()))
    });
    let older = memo(move || all.with(Vec::len) > shown.get());
    let empty = memo(move || all.with(Vec::is_empty));
    let list = Anchor::new();
    let at_end = RwSignal::new(true);
    follow(list, at_end);
    read_what_is_shown(at_end, log, entries);
    let more =
        move || button("btn small").press(move || shown.update(|shown| *shown += SHOWN)).tell(say(words::chat_older));
    let lines_shown = div("chat-lines")
        .part(move || older.get().then(|| more().done()))
        .part(move || empty.get().then(|| p("quiet", words::chat_empty).done()))
        .each(entries, move |entry| match entry {
            Entry::Line(id) => line::line(id, lines, log, composer),
            Entry::Own(Own::Private(id)) => private::row(id, log, composer),
            Entry::Own(Own::Incoming(id)) => file::incoming(id, log),
            Entry::Own(Own::Outgoing(number)) => file::outgoing(number, log),
        });
    let said =
        div("chat").set("role", "log").set("tabindex", "0").label(words::chat_lines).anchor(list).child(lines_shown);
    let to_end = move || {
        if let Some(list) = list.get_untracked() {
            scroll::to_end(list);
        }
    };
    let waiting = unread(log);
    let newest = move || {
        let badge = |count: u32| el("span").set("class", "badge").tell(move || count.to_string()).done();
        let count = move || waiting.get().map(badge);
        // The button goes; whoever pressed it is at what they wanted to read.
        let read = move || {
            to_end();
            if let Some(list) = list.get_untracked() {
                let _ = list.focus();
            }
        };
        let down = button("btn small to-newest").press(read);
        (!at_end.get()).then(|| down.child(el("span").tell(say(words::chat_newest))).text(" ").part(count).done())
    };
    panel.child(said).child(composer::composer(composer, lines, focused, being_written::lines(), to_end).part(newest))
}

/// The newest line stays in sight for whoever has it in sight.
fn follow(list: Anchor, at_end: RwSignal<bool>) {
    let watched = StoredValue::new_local(None);
    let told = move |is| {
        if at_end.try_get_untracked().is_some_and(|was| was != is) {
            at_end.set(is);
        }
    };
    list.on_load(move |list| watched.set_value(Some(scroll::watch_end(&list, told))));
}

/// Everything that is shown counts as read: what came while somebody reads further up does not.
fn read_what_is_shown(at_end: RwSignal<bool>, log: Log, entries: Memo<Vec<Entry>>) {
    let dispatch = use_dispatch();
    let chat = RwSignal::from(use_document().chat);
    // A file that has come has more to be done with than one that is offered.
    let files = RwSignal::from(use_mirror().files());
    let grown = memo(move || files.with(|files| files.iter().map(|file| (file.id, file.state)).collect::<Vec<_>>()));
    Effect::new(move |_| {
        // Read, and not only tracked: a memo that nobody reads follows nothing.
        let _news = (entries.with(Vec::len), grown.with(Vec::len));
        let newest = chat.with(|chat| chat.lines.last().map(|line| line.id));
        if !at_end.get() {
            return;
        }
        log.seen();
        if let Some(newest) = newest.filter(|_| chat.with(|chat| chat.unread > 0)) {
            dispatch.send(DocumentIntent(Act::Read(newest)));
        }
    });
}

/// How many lines wait to be read; nothing for none.
pub fn unread(log: Log) -> Memo<Option<u32>> {
    let chat = RwSignal::from(use_document().chat);
    memo(move || Some(chat.with(|chat| chat.unread) + log.unseen()).filter(|unread| *unread > 0))
}
