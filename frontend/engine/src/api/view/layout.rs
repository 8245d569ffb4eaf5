//! How the tiles stand, as far as there is something to see of it.

use super::TileId;
use std::sync::Arc;

/// How the tiles stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Large, in this order, all others in a strip beside them; if nobody is, all are equal.
    pub stage: Arc<[Spot]>,
    /// Large because the person wants it so.
    pub pinned: Option<Spot>,
    /// Whoever speaks shall be large.
    pub speaker: bool,
    /// Our own tile is shown.
    pub myself: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Layout { stage: Arc::from([]), pinned: None, speaker: false, myself: true }
    }
}

/// What can be large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The tile of one of the others.
    Person(TileId),
    /// The screen they share.
    Screen(TileId),
}
