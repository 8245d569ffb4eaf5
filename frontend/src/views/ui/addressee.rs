//! The addressee: whom the person wants to write to alone, wherever they said so. The chat takes it up as soon as it is here.

use leptos::prelude::*;
use plenum_engine::api::view::TileId;

/// Nobody, until somebody is chosen; in the context of all views.
#[derive(Clone, Default)]
pub struct Addressee(ArcRwSignal<Option<TileId>>);

impl Addressee {
    /// The person wants to write to this one.
    pub fn choose(&self, tile: TileId) {
        self.0.set(Some(tile));
    }

    /// Whoever was chosen since this was last asked.
    pub fn take(&self) -> Option<TileId> {
        let chosen = self.0.get();
        if chosen.is_some() {
            self.0.set(None);
        }
        chosen
    }
}

/// The addressee, for any view below the root.
pub fn use_addressee() -> Addressee {
    expect_context()
}
