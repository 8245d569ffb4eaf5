//! Whom the next message goes to: everybody, or one person alone.

use crate::mirror::{Mirror, use_mirror};
use crate::views::ui::dom::{div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::in_sentence;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::{Presence, TileId};
use plenum_shared::ids::PeerId;

/// Whom it goes to: a tile stays with its person, also over a reload.
///
/// Invariant: what was meant for one person never goes to all because they have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// All.
    Everybody,
    /// One, and nobody else.
    Only(TileId),
}

/// Who they are now; `None` if they are neither in the room nor in its lobby.
pub fn present(mirror: &Mirror, tile: TileId) -> Option<PeerId> {
    let here = mirror.tiles.with_untracked(|tiles| tiles.contains(&tile));
    here.then(|| mirror.person(tile).with_untracked(|person| person.peer))
}

/// Whether they are in the room, where files can be sent to.
pub fn inside(mirror: &Mirror, tile: TileId) -> bool {
    mirror.person(tile).with_untracked(|person| person.presence == Presence::In)
}

/// The choice; nothing while nobody else is here.
pub fn choice(to: RwSignal<Recipient>) -> impl Fn() -> Option<AnyView> + Send {
    let (mirror, language) = (use_mirror(), language());
    let tiles = RwSignal::from(mirror.tiles.clone());
    // Whoever was chosen stays chosen though they have left: it is for the person to choose somebody else.
    let offered = memo(move || {
        let mut tiles = tiles.get().to_vec();
        if let Recipient::Only(tile) = to.get()
            && !tiles.contains(&tile)
        {
            tiles.push(tile);
        }
        tiles
    });
    let away = memo(move || matches!(to.get(), Recipient::Only(tile) if !tiles.with(|tiles| tiles.contains(&tile))));
    let some = memo(move || !offered.with(Vec::is_empty));
    move || {
        let mirror = mirror.clone();
        some.get().then(move || {
            let option = move |tile: TileId| {
                let person = RwSignal::from(mirror.person(tile));
                let name = move || {
                    let name = person.with(|person| in_sentence(&person.name, language.get()));
                    words::chat_only(language.get(), &name)
                };
                el("option")
                    .bind("value", move || tile.0.to_string())
                    .mark("selected", move || to.get() == Recipient::Only(tile))
                    .tell(name)
                    .done()
            };
            let everybody = el("option").set("value", "").mark("selected", move || to.get() == Recipient::Everybody);
            let chosen = move |tile: String| {
                to.set(tile.parse().map_or(Recipient::Everybody, |tile| Recipient::Only(TileId(tile))));
            };
            let value = move || match to.get() {
                Recipient::Everybody => String::new(),
                Recipient::Only(tile) => tile.0.to_string(),
            };
            // The letters are its own, and not the page's keys.
            let select = el("select")
                .label(words::chat_to)
                .input(chosen)
                .key(|key| key != "Escape")
                .child(everybody.tell(say(words::chat_everybody)))
                .each(offered, option)
                .value(value);
            let note = move || {
                let word = match (to.get(), away.get()) {
                    (Recipient::Everybody, _) => return None,
                    (Recipient::Only(_), true) => words::chat_away,
                    (Recipient::Only(_), false) => words::chat_only_note,
                };
                Some(p("quiet", word).set("role", "status").done())
            };
            let closed = move || (to.get() != Recipient::Everybody).then(|| icon(icons::LOCK));
            div("to").part(closed).child(select).part(note).done()
        })
    }
}
