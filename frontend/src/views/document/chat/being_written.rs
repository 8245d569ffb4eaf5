//! What others write just now, letter by letter, if they want it seen: pale, below what was written.

use super::composer::Composer;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, el, memo};
use crate::views::ui::language::language;
use crate::views::ui::names::called;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{LiveTextIntent, Text};
use plenum_engine::api::view::TextChannel;

/// Their lines. No live region: read out letter by letter they would be heard over everything else.
pub fn lines() -> El {
    let live = RwSignal::from(use_mirror().live_text());
    let language = language();
    let ids = memo(move || live.with(|live| live.chat.iter().map(|line| line.id).collect::<Vec<_>>()));
    let empty = memo(move || ids.with(Vec::is_empty));
    let row = move |id: u32| {
        let line = memo(move || live.with(|live| live.chat.iter().find(|line| line.id == id).cloned()));
        let who = move || {
            line.with(|line| line.as_ref().and_then(|line| line.who.as_ref()).map(|who| called(who, language.get())))
        };
        let text = move || line.with(|line| line.as_ref().map_or_else(String::new, |line| line.text.to_string()));
        el("li")
            .child(el("bdi").tell(move || who().unwrap_or_default()))
            .text(" ")
            .child(el("span").set("dir", "auto").tell(text))
            .done()
    };
    el("ul")
        .set("class", "being-written")
        .label(words::chat_being_written)
        .mark("hidden", move || empty.get())
        .each(ids, row)
}

/// Shows the others what is being written, while its author wants it.
///
/// Invariant: nothing that is meant for one person alone is shown, and nothing of a line that stands there already.
pub fn share(composer: Composer) {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let wanted = memo(move || me.with(|me| me.preferences.live_typing));
    let shown = memo(move || if wanted.get() { composer.for_all().unwrap_or_default() } else { String::new() });
    Effect::new(move |before: Option<String>| {
        let text = shown.get();
        if before.unwrap_or_default() != text {
            dispatch.send(LiveTextIntent::Write(TextChannel::Chat, Text(text.clone())));
        }
        text
    });
}
