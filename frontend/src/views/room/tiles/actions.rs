//! Actions of a tile: pin, full screen, picture-in-picture.

use crate::browser::page::full_screen;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, button, div, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::words::{self, Word};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::intent::LayoutIntent;
use plenum_engine::api::view::Spot;

/// The `<video>` of a tile.
pub type Video = NodeRef<html::Video>;

/// The buttons of a tile, seen when it is pointed at or has the focus. `shown`: the `<video>` they are about.
pub fn actions(spot: Spot, shown: RwSignal<Option<Video>>) -> El {
    // It may have gone in this very moment.
    let video = move || shown.get_untracked().and_then(|video| video.try_get_untracked().flatten());
    let fill = move || {
        if let Some(video) = video() {
            full_screen::fill(&video);
        }
    };
    let float = move || {
        if let Some(video) = video() {
            full_screen::float(&video);
        }
    };
    div("acts")
        .child(pin(spot))
        .maybe(full_screen::can_float().then(|| action("way roomy", icons::FLOAT, words::room_float).press(float)))
        .maybe(full_screen::can_fill().then(|| action("way roomy", icons::FILL, words::room_fill).press(fill)))
}

fn pin(spot: Spot) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let pinned = memo(move || layout.with(|layout| layout.pinned == Some(spot)));
    action("way", icons::PIN, words::room_pin).bind("aria-pressed", move || pinned.get().to_string()).press(move || {
        let wish = if pinned.get_untracked() { LayoutIntent::Unpin } else { LayoutIntent::Pin(spot) };
        dispatch.send(wish);
    })
}

fn action(classes: &'static str, path: &'static str, word: Word) -> El {
    button(classes).label(word).bind("title", say(word)).child(icon(path))
}
