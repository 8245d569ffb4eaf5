//! The room: the people, the tools, and beside them one panel.

use crate::browser::stage;
use crate::mirror::{Mirror, use_mirror};
use crate::views::dom::{Anchor, El, div, el, memo, p};
use crate::views::{grid, heading, icons, listening, menu, parts, people, say, talk, tile, toolbar};
use crate::words;
use leptos::prelude::*;
use plenum_engine::view::{Place, TileId};

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
        .child(stage)
        .child(toolbar::toolbar(panel, opener))
        .part(people::panel(panel, opener))
        .child(menu::menu(Some(div("habits").child(listening::settings()).child(talk::settings()))))
        .done()
}

/// All tiles, or the invitation and our own.
fn seats() -> El {
    let mirror = use_mirror();
    let inside = memo(move || inside(&mirror));
    let alone = memo(move || inside.with(Vec::is_empty));
    // Alone there are two things to show: the invitation and oneself.
    let count = move || inside.with(|inside| inside.len().max(1)) + 1;
    // In the document tiles stand in the order of their making and never move; their place is `order`.
    let standing = memo(move || {
        let mut standing = inside.get();
        standing.sort_unstable();
        standing
    });
    let place = move |id: TileId| inside.with(|inside| inside.iter().position(|other| *other == id).unwrap_or(0));
    // More than fit are scrolled, by keyboard too.
    let focusable = move || if count() > 12 { "0" } else { "-1" }.to_string();
    let mut seats = div("seats").bind("tabindex", focusable);
    for (shape, (columns, rows)) in grid::SHAPES.into_iter().zip(grid::PROPERTIES) {
        seats = seats
            .style(columns, move || grid::layout(count(), shape).0.to_string())
            .style(rows, move || grid::layout(count(), shape).1.to_string());
    }
    seats
        .each(standing, move |id| tile::tile(id, move || place(id)))
        .part(move || alone.get().then(|| invitation().done()))
        .child(tile::own_tile())
}

/// Those in the meeting, in the order of their tiles; people in the lobby have none yet.
fn inside(mirror: &Mirror) -> Vec<TileId> {
    let place = |id: &TileId| mirror.person(*id).with(|person| person.place);
    mirror.tiles.with(|tiles| tiles.iter().copied().filter(|id| place(id) == Place::In).collect())
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
