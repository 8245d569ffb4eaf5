//! Reactions that are being shown.

use crate::api::values::Reaction;
use crate::api::view::TileId;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownReaction {
    /// Over whose tile; `None` is our own.
    pub tile: Option<TileId>,
    /// Which.
    pub reaction: Reaction,
    /// Another number is another one, though it may look the same.
    pub number: u32,
}
