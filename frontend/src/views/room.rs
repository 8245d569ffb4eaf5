//! The room: the people, the tools, and beside them one panel.

use crate::browser::stage;
use crate::mirror::{Mirror, use_mirror};
use crate::views::icons::{self, icon};
use crate::views::{devices, grid, heading, parts, people, say, tile, toolbar};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{Place, TileId};

/// The room.
pub fn room() -> AnyView {
    let panel = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    toolbar::keys();
    view! {
        <main class="room" class:with-panel=move || panel.get()>
            <h1 class="unseen" tabindex="-1" node_ref=heading()>
                {say(words::room_title)}
            </h1>
            <section class="stage" aria-label=say(words::room_participants)>
                {seats()} {tap()}
            </section>
            {toolbar::toolbar(panel, opener)} {people::panel(panel, opener)} {devices::menu()}
        </main>
    }
    .into_any()
}

/// All tiles, or the invitation and our own.
fn seats() -> AnyView {
    let mirror = use_mirror();
    let inside = Memo::new({
        let mirror = mirror.clone();
        move |_| inside(&mirror)
    });
    let alone = Memo::new(move |_| inside.with(Vec::is_empty));
    // Alone there are two things to show: the invitation and oneself.
    let count = Memo::new(move |_| inside.with(|inside| inside.len().max(1)) + 1);
    // In the document tiles stand in the order of their making and never move; their place is `order`.
    let standing = move || {
        let mut standing = inside.get();
        standing.sort();
        standing
    };
    let seat = move |id: TileId| {
        tile::tile(id, move || inside.with(|inside| inside.iter().position(|other| *other == id).unwrap_or(0)))
    };
    let measure = move |index: usize, rows: bool| {
        let (columns, lines) = grid::layout(count.get(), grid::SHAPES[index]);
        if rows { lines } else { columns }.to_string()
    };
    let [tall, square, wide, flat] = grid::PROPERTIES;
    view! {
        <div
            class="seats"
            // More than fit are scrolled, by keyboard too.
            tabindex=move || (count.get() > 12).then_some("0")
            style=(tall.0, move || measure(0, false))
            style=(tall.1, move || measure(0, true))
            style=(square.0, move || measure(1, false))
            style=(square.1, move || measure(1, true))
            style=(wide.0, move || measure(2, false))
            style=(wide.1, move || measure(2, true))
            style=(flat.0, move || measure(3, false))
            style=(flat.1, move || measure(3, true))
        >
            <For each=standing key=|id| *id children=seat />
            {move || alone.get().then(invitation)}
            {tile::own_tile()}
        </div>
    }
    .into_any()
}

/// Those in the meeting, in the order of their tiles; people in the lobby have none yet.
fn inside(mirror: &Mirror) -> Vec<TileId> {
    let place = |id: &TileId| mirror.person(*id).with(|person| person.place);
    mirror.tiles.with(|tiles| tiles.iter().copied().filter(|id| place(id) == Place::In).collect())
}

/// What to do while one is alone.
fn invitation() -> AnyView {
    view! {
        <div class="invitation">
            <h2>{say(words::room_alone_title)}</h2>
            <p>{say(words::room_alone_text)}</p>
            {parts::link_field()}
            <div class="ways">
                {parts::share("btn")}
                {parts::button("btn go", Some(icons::LINK), words::room_alone_copy, || Intent::CopyLink)}
            </div>
        </div>
    }
    .into_any()
}

/// The browser wants a tap before it plays sound.
fn tap() -> AnyView {
    let needed = RwSignal::from(stage::needs_tap());
    (move || {
        needed.get().then(|| {
            view! {
                <div class="tap">
                    <button type="button" class="btn go big" on:click=|_| stage::tap()>
                        {icon(icons::SOUND)}
                        <span>{say(words::room_tap)}</span>
                    </button>
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}
