//! What can be done with a tile: pin it, fill the screen with it, give it a window of its own.

use crate::browser::large;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, button, div, memo};
use crate::views::icons::{self, icon};
use crate::views::say;
use crate::words::{self, Word};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::intent::LayoutIntent;
use plenum_engine::api::view::Spot;

/// The `<video>` of a tile.
pub type Video = NodeRef<html::Video>;

/// The buttons of a tile, seen when it is pointed at or has the focus. `shown`: the `<video>` they are about.
pub fn ways(spot: Spot, shown: RwSignal<Option<Video>>) -> El {
    // It may have gone in this very moment.
    let video = move || shown.get_untracked().and_then(|video| video.try_get_untracked().flatten());
    let fill = move || {
        if let Some(video) = video() {
            large::fill(&video);
        }
    };
    let float = move || {
        if let Some(video) = video() {
            large::float(&video);
        }
    };
    div("acts")
        .child(pin(spot))
        .maybe(large::can_float().then(|| way("way roomy", icons::FLOAT, words::room_float).press(float)))
        .maybe(large::can_fill().then(|| way("way roomy", icons::FILL, words::room_fill).press(fill)))
}

fn pin(spot: Spot) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let pinned = memo(move || layout.with(|layout| layout.pinned == Some(spot)));
    way("way", icons::PIN, words::room_pin).bind("aria-pressed", move || pinned.get().to_string()).press(move || {
        let wish = if pinned.get_untracked() { LayoutIntent::Unpin } else { LayoutIntent::Pin(spot) };
        dispatch.send(wish);
    })
}

fn way(classes: &'static str, path: &'static str, word: Word) -> El {
    button(classes).label(word).bind("title", say(word)).child(icon(path))
}
