//! The place of the room document's views, which come with the document chunk once the meeting runs.

use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::dom::El;
use leptos::prelude::*;
use plenum_engine::api::view::TileId;
use std::sync::Arc;

/// What the document chunk shows in a room.
pub trait DocumentViews: Send + Sync {
    /// Puts into the panel what a tab of the document shows. `focused`: whoever opens it wants to write.
    fn fill(&self, tab: Tab, panel: El, focused: bool) -> El;
    /// What stands over the tiles.
    fn overlay(&self) -> AnyView;
    /// How many lines of the chat wait to be read; nothing for none.
    fn unread(&self) -> Option<u32>;
    /// Whether others have written something in this tab that nobody here has looked at.
    fn news(&self, tab: Tab) -> bool;
    /// What stands on the tile of one of the others, or on our own.
    fn on_tile(&self, tile: Option<TileId>) -> AnyView;
    /// Whether we have asked to speak.
    fn hand(&self) -> bool;
    /// Somebody presses this key of the page; true if the document has a use for it.
    fn key(&self, key: &str) -> bool;
}

/// Makes the views of one room. They live as long as the room's screen does.
pub type MakeViews = fn(Panel) -> Arc<dyn DocumentViews>;

/// Nothing until the chunk is here; in the context of all views.
#[derive(Clone, Default)]
pub struct DocumentScreens(ArcRwSignal<Option<MakeViews>>);

impl DocumentScreens {
    /// The chunk is here.
    pub fn set(&self, make: MakeViews) {
        self.0.set(Some(make));
    }

    /// Whether the chunk is here.
    pub fn are_here(&self) -> bool {
        self.0.with_untracked(Option::is_some)
    }
}

/// The views of the document in the room that is being shown; nothing until the chunk is here.
#[derive(Clone, Copy)]
pub struct DocumentSlot(RwSignal<Option<Arc<dyn DocumentViews>>>);

impl DocumentSlot {
    /// Empty.
    pub fn new() -> DocumentSlot {
        DocumentSlot(RwSignal::new(None))
    }

    /// Is filled for this room as soon as the chunk is here. What the views hold belongs to whoever calls this.
    pub fn fill(self, panel: Panel) {
        let screens = expect_context::<DocumentScreens>();
        let room = Owner::current();
        Effect::new(move |_| {
            let made = screens.0.get().zip(room.as_ref()).map(|(make, room)| room.with(|| make(panel)));
            self.0.set(made);
        });
    }

    /// The views, as soon as they are here.
    pub fn get(self) -> Option<Arc<dyn DocumentViews>> {
        self.0.get()
    }

    /// A key of the page is pressed; true if the document has a use for it.
    pub fn key(self, key: &str) -> bool {
        self.0.get_untracked().is_some_and(|document| document.key(key))
    }

    /// What stands on a tile.
    pub fn on_tile(self, tile: Option<TileId>) -> impl Fn() -> Option<AnyView> + Send {
        move || self.get().map(|document| document.on_tile(tile))
    }
}
