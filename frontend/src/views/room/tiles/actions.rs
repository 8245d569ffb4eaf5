//! Actions of a tile: pin, full screen, picture-in-picture; on our own, how large it is.

use crate::browser::page::full_screen;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::room::tiles::layout::{Placement, Tiles};
use crate::views::ui::dom::{El, button, div, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::html;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, LayoutIntent};
use plenum_engine::api::view::{Language, Spot};

/// The `<video>` of a tile.
pub type Video = NodeRef<html::Video>;

/// A sentence with the name of whose tile it is.
type Named = fn(Language, &str) -> String;

/// The buttons of a tile, those that make sense now: seen when it is pointed at or has the focus, and where nothing can be
/// pointed at, after "⋯" was pressed. `name`: whose tile it is, as it stands in a sentence; `shown`: the `<video>` they are about;
/// `picture`: there is something to see in it.
pub fn actions(
    spot: Spot,
    tiles: Tiles,
    name: impl Fn() -> String + Copy + Send + Sync + 'static,
    shown: RwSignal<Option<Video>>,
    picture: Memo<bool>,
) -> El {
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
    let language = language();
    let named = move |word: Named| move || word(language.get(), &name());
    let can_pin = memo(move || tiles.placement.with(|placement| placement.can_pin(spot)));
    let open = RwSignal::new(false);
    let opener = move || {
        let opener = button("way dots").bind("aria-label", named(words::room_actions));
        let opener = opener.bind("aria-expanded", move || open.get().to_string()).child(icon(icons::MORE));
        (can_pin.get() || picture.get()).then(|| opener.press(move || open.update(|open| *open = !*open)).done())
    };
    div("acts")
        .when("open", move || open.get())
        .part(move || can_pin.get().then(|| pin(spot, named(words::room_pin)).done()))
        .part(move || {
            let shows = picture.get() && full_screen::can_float();
            shows.then(|| action("way roomy", icons::FLOAT, words::room_float).press(float).done())
        })
        .part(move || {
            let shows = picture.get() && full_screen::can_fill();
            shows.then(|| action("way roomy", icons::FILL, words::room_fill).press(fill).done())
        })
        .part(opener)
}

fn pin(spot: Spot, name: impl Fn() -> String + Copy + Send + 'static) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let pinned = memo(move || layout.with(|layout| layout.pinned == Some(spot)));
    let pin = button("way").bind("aria-label", name).bind("title", name).child(icon(icons::PIN));
    pin.bind("aria-pressed", move || pinned.get().to_string()).press(move || {
        let wish = if pinned.get_untracked() { LayoutIntent::Unpin } else { LayoutIntent::Pin(spot) };
        dispatch.send(wish);
    })
}

/// On our own tile, while there is one other: small and over theirs, or beside it.
pub fn own_actions(tiles: Tiles) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let small = memo(move || me.with(|me| me.preferences.small_self));
    let two = memo(move || tiles.placement.with(Placement::two));
    let button = move || {
        let button = action("way", icons::FLOAT, words::room_small_self);
        let button = button.bind("aria-pressed", move || small.get().to_string());
        button.press(move || dispatch.send(AppIntent::SetSmallSelf(!small.get_untracked()))).done()
    };
    div("acts lone").part(move || two.get().then(button))
}

/// A round button that is only an icon; its name says what it does.
pub fn action(classes: &'static str, path: &'static str, word: Word) -> El {
    button(classes).label(word).bind("title", say(word)).child(icon(path))
}
