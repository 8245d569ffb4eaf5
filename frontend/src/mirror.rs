//! The upward stairs: the engine's view, mirrored into one signal per slice and one per person.

use leptos::prelude::*;
use plenum_engine::event::Device;
use plenum_engine::view::{Announcement, LineView, Me, NoticeKind, Person, Screen, Taste, TileId};
use std::sync::Arc;

/// Signals for the views, made outside any view (one made under a `<For>` row dies with it) and set only when different.
#[derive(Clone)]
pub struct Mirror {
    /// Language and theme.
    pub taste: ArcRwSignal<Taste>,
    /// Which screen.
    pub screen: ArcRwSignal<Screen>,
    /// The person in front of this page.
    pub me: ArcRwSignal<Me>,
    /// Tiles in order: keys for `<For>`; the person behind each is `person(tile)`.
    pub tiles: ArcRwSignal<Arc<[TileId]>>,
    /// The line to the server.
    pub line: ArcRwSignal<LineView>,
    /// What can be chosen.
    pub devices: ArcRwSignal<Arc<[Device]>>,
    /// Notices.
    pub notices: ArcRwSignal<Arc<[NoticeKind]>>,
    /// Live region.
    pub announcement: ArcRwSignal<Option<Announcement>>,
    /// The link.
    pub link: ArcRwSignal<Option<Arc<str>>>,
    // … and private maps: person signals by TileId, level signals by peer.
}

impl Mirror {
    /// The person of a tile.
    pub fn person(&self, tile: TileId) -> ArcRwSignal<Person> {
        unimplemented!("{tile:?}")
    }
    /// How loud somebody is, 0..=8; `None` is ourselves.
    pub fn level(&self, who: Option<TileId>) -> ArcRwSignal<u8> {
        unimplemented!("{who:?}")
    }
}
