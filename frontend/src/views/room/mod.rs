//! The screen of the room: tiles, toolbar, and beside them one panel.

pub mod captions;
pub mod door;
pub mod panel;
pub mod tiles;
pub mod toolbar;

use crate::browser::media::media_elements;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::invite::opener;
use crate::views::lobby::locked;
use crate::views::room::captions::CaptionWriter;
use crate::views::room::panel::document::DocumentSlot;
use crate::views::room::panel::tabs::{self, Panel, Tab};
use crate::views::room::panel::{connections, encryption};
use crate::views::room::tiles::layout::{Place, Placement, Tiles};
use crate::views::room::tiles::{screen_tile, tile};
use crate::views::room::toolbar::{media_keys, push_to_talk, screen_share};
use crate::views::ui::components;
use crate::views::ui::dom::{self, El, div, el, memo};
use crate::views::ui::heading::heading;
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::{SignalingState, TileId};

/// The room.
pub fn room() -> AnyView {
    let panel = Panel::new();
    let writer = CaptionWriter::provide();
    toolbar::keys(panel);
    push_to_talk::keys();
    media_keys::keys();
    let stage = el("section")
        .set("class", "stage")
        .label(words::room_participants)
        .child(seats(panel.document))
        .child(invite_corner())
        .part(tap());
    el("main")
        .set("class", "room")
        .child(heading().set("class", "unseen").tell(say(words::room_title)))
        .part(screen_share::bar())
        .child(stage)
        .child(captions::captions(writer, move || panel.lead_back(Tab::People)))
        .child(toolbar::toolbar(panel))
        .child(encryption::corner())
        .part(move || panel.document.get().map(|document| document.overlay()))
        .part(tabs::panel(panel))
        .child(connections::dialog())
        .child(encryption::dialog())
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

/// What to do while one is alone; after a while one may wonder whether it is the right link.
fn invitation() -> El {
    let waited = RwSignal::from(use_mirror().waited_long());
    let server = RwSignal::from(use_mirror().signaling);
    let language = language();
    let told = move |[early, late, away]: [Word; 3]| {
        move || {
            let word = match (server.get(), waited.get()) {
                (SignalingState::Away | SignalingState::Refused { .. }, _) => away,
                (_, true) => late,
                (_, false) => early,
            };
            word(language.get()).to_string()
        }
    };
    let question = el("div")
        .set("role", "status")
        .child(el("h2").tell(told([words::room_alone_title, words::room_waited_title, words::room_away_title])))
        .child(el("p").tell(told([words::room_alone_text, words::room_waited_text, words::room_away_text])));
    let other = move || {
        let dispatch = use_dispatch();
        let other = components::button("btn", None, words::room_waited_elsewhere);
        waited.get().then(|| other.press(move || dispatch.send(AppIntent::GoToStart)).done())
    };
    let actions = div("actions")
        .child(components::copy_link("btn go", words::room_alone_copy))
        .maybe(components::share("btn"))
        .child(opener::opens(components::button("btn", Some(icons::INVITE), words::room_alone_more)))
        .part(other);
    div("invitation").child(question).child(components::link_field()).child(actions).child(locked::protected())
}

/// Where the toolbar has no room for it, on phones, the way to invite somebody stands over the tiles.
fn invite_corner() -> El {
    let button = dom::button("round invite-corner").label(words::invite_open).bind("title", say(words::invite_open));
    opener::opens(button.child(icon(icons::INVITE)))
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
