//! The screen of the room: tiles, toolbar, and beside them one panel.

pub mod door;
pub mod panel;
pub mod tiles;
pub mod toolbar;

use crate::browser::media::media_elements;
use crate::views::room::panel::connections;
use crate::views::room::panel::document::DocumentSlot;
use crate::views::room::panel::tabs::{self, Panel};
use crate::views::room::tiles::layout::{Place, Placement, Tiles};
use crate::views::room::tiles::{screen_tile, tile};
use crate::views::room::toolbar::{push_to_talk, screen_share};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::language::say;
use crate::views::ui::{components, icons};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::TileId;

/// The room.
pub fn room() -> AnyView {
    let panel = Panel::new();
    toolbar::keys(panel);
    push_to_talk::keys();
    let stage =
        el("section").set("class", "stage").label(words::room_participants).child(seats(panel.document)).part(tap());
    el("main")
        .set("class", "room")
        .child(heading().set("class", "unseen").tell(say(words::room_title)))
        .part(screen_share::bar())
        .child(stage)
        .child(toolbar::toolbar(panel))
        .part(move || panel.document.get().map(|document| document.overlay()))
        .part(tabs::panel(panel))
        .child(connections::dialog())
        .done()
}

/// All tiles, or the invitation and our own.
fn seats(document: DocumentSlot) -> El {
    let tiles = Tiles::new();
    let placement = tiles.placement;
    let alone = memo(move || placement.with(Placement::alone));
    // In the document tiles stand in the order of their making and never move; their place is `order`.
    let made = |mut tiles: Vec<TileId>| {
        tiles.sort_unstable();
        tiles
    };
    let standing = memo(move || made(placement.with(|placement| placement.inside.clone())));
    let shared = memo(move || made(placement.with(|placement| placement.screens.clone())));
    let own = tile::own_tile(tiles, document.on_tile(None)).mark("hidden", move || !placement.with(Placement::myself));
    tiles
        .room(div("seats"))
        .each(standing, move |id| tile::tile(id, tiles, document.on_tile(Some(id))))
        .each(shared, move |id| screen_tile::screen_tile(id, tiles))
        .part(move || alone.get().then(|| tiles.put(invitation(), Place::Invitation).done()))
        .child(own)
        .part(screen_tile::own_screen(tiles))
}

/// What to do while one is alone.
fn invitation() -> El {
    let actions =
        div("actions").maybe(components::share("btn")).child(components::copy_link("btn go", words::room_alone_copy));
    div("invitation")
        .child(el("h2").tell(say(words::room_alone_title)))
        .child(p("", words::room_alone_text))
        .child(components::link_field())
        .child(actions)
}

/// The browser wants a tap before it plays sound.
fn tap() -> impl Fn() -> Option<AnyView> + Send {
    let needed = RwSignal::from(media_elements::needs_tap());
    move || {
        let button =
            || components::button("btn go big", Some(icons::SOUND), words::room_tap).press(media_elements::tap);
        needed.get().then(|| div("tap").child(button()).done())
    }
}
