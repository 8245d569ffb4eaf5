//! The room: the people, the tools, and beside them one panel.

use crate::browser::stage;
use crate::views::dom::{Anchor, El, div, el, memo, p};
use crate::views::places::{self, Places};
use crate::views::{heading, icons, lines, listening, menu, parts, people, say, screens, talk, tile, toolbar};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::TileId;

/// The room.
pub fn room() -> AnyView {
    let panel = RwSignal::new(false);
    let opener = Anchor::new();
    toolbar::keys();
    talk::keys();
    let stage = el("section").set("class", "stage").label(words::room_participants).child(seats()).part(tap());
    el("main")
        .set("class", "room")
        .child(heading().set("class", "unseen").tell(say(words::room_title)))
        .part(screens::bar())
        .child(stage)
        .child(toolbar::toolbar(panel, opener))
        .part(people::panel(panel, opener))
        .child(menu::menu(Some(preferences)))
        .child(lines::lines())
        .done()
}

/// How one listens and talks: what the menu of devices has in the room only.
fn preferences() -> El {
    div("preferences").maybe(screens::play_file()).child(listening::settings()).child(talk::settings())
}

/// All tiles, or the invitation and our own.
fn seats() -> El {
    let places = places::places();
    let alone = memo(move || places.with(Places::alone));
    // In the document tiles stand in the order of their making and never move; their place is `order`.
    let made = |mut tiles: Vec<TileId>| {
        tiles.sort_unstable();
        tiles
    };
    let standing = memo(move || made(places.with(|places| places.inside.clone())));
    let shared = memo(move || made(places.with(|places| places.screens.clone())));
    // More than fit are scrolled, by keyboard too.
    let focusable = move || if places.with(Places::count) > 12 { "0" } else { "-1" }.to_string();
    let own = tile::own_tile().mark("hidden", move || !places.with(Places::myself));
    places::room_for(div("seats").bind("tabindex", focusable), places)
        .each(standing, move |id| tile::tile(id, places))
        .each(shared, move |id| screens::screen_tile(id, places))
        .part(move || alone.get().then(|| invitation().done()))
        .child(own)
        .part(screens::own_screen())
}

/// What to do while one is alone.
fn invitation() -> El {
    let ways = div("ways").maybe(parts::share("btn")).child(parts::copy_link("btn go", words::room_alone_copy));
    div("invitation")
        .child(el("h2").tell(say(words::room_alone_title)))
        .child(p("", words::room_alone_text))
        .child(parts::link_field())
        .child(ways)
}

/// The browser wants a tap before it plays sound.
fn tap() -> impl Fn() -> Option<AnyView> + Send {
    let needed = RwSignal::from(stage::needs_tap());
    move || {
        let button = || parts::button("btn go big", Some(icons::SOUND), words::room_tap).press(stage::tap);
        needed.get().then(|| div("tap").child(button()).done())
    }
}
