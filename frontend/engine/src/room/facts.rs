//! What features have found out about somebody, for the room and for other features to read.

use crate::room::tile_size::TileSize;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// About one person.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// They sit beside us: nothing of them is played.
    pub beside: bool,
    /// How large their face is shown.
    pub face: TileSize,
    /// How large their screen is shown, should they share one.
    pub screen: TileSize,
    /// They are the one to see where only one can be.
    pub looked_at: bool,
    /// We spare ourselves their camera, their screen.
    pub spared: [bool; 2],
}

impl Default for Facts {
    fn default() -> Facts {
        let alone = TileSize::Equal { others: 0 };
        Facts { beside: false, face: alone, screen: alone, looked_at: false, spared: [false; 2] }
    }
}

/// About everybody.
#[derive(Debug, Default)]
pub struct AllFacts(LiteMap<PeerId, Facts>);

impl AllFacts {
    /// About one; of whom nothing is known the default holds.
    pub fn of(&self, peer: &PeerId) -> Facts {
        self.0.get(peer).copied().unwrap_or_default()
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, peer: &PeerId) -> &mut Facts {
        self.0.entry(*peer).or_default()
    }

    /// Nothing is known of them any more.
    pub fn forget(&mut self, peer: &PeerId) {
        self.0.remove(peer);
    }
}
