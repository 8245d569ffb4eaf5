//! What a person says of who sits in one room with them.

use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoLocationIntent {
    /// Say that this person sits in one room with us, or does not (any more). While both say so, neither plays the other's sound.
    SitTogether(PeerId, bool),
}
