//! Tombstones: who was met and forgotten, and is not met again, since the counters of their messages must not start anew.
//!
//! A day-long room sees a thousand visitors. Of each that has gone, 32 bytes stay: keys and replay windows of a pair begin at
//! zero, so a second pair of the same two sessions would take the messages of the first one once more.

use plenum_shared::ids::PeerId;
use std::collections::VecDeque;

/// Peers remembered as gone: 320 KB at the most. Whoever left so many departures ago is forgotten altogether.
const MAX_TOMBSTONES: usize = 10_000;

/// Those that were forgotten, the earliest first.
#[derive(Default)]
pub struct Tombstones(VecDeque<PeerId>);

impl Tombstones {
    /// Remembers that this peer is not to be met any more.
    pub fn bury(&mut self, peer: PeerId) {
        if self.holds(&peer) {
            return;
        }
        if self.0.len() >= MAX_TOMBSTONES {
            self.0.pop_front();
        }
        self.0.push_back(peer);
    }

    /// Whether this peer was met before.
    pub fn holds(&self, peer: &PeerId) -> bool {
        self.0.contains(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_are_remembered_and_the_earliest_goes_first() {
        let name = |n: usize| PeerId(std::array::from_fn(|at| (n >> (8 * (at % 4))) as u8));
        let mut tombstones = Tombstones::default();
        (0..MAX_TOMBSTONES).for_each(|n| tombstones.bury(name(n)));
        tombstones.bury(name(0));
        assert!((0..MAX_TOMBSTONES).all(|n| tombstones.holds(&name(n))), "nobody is buried twice");
        tombstones.bury(name(MAX_TOMBSTONES));
        assert!(!tombstones.holds(&name(0)) && tombstones.holds(&name(1)) && tombstones.holds(&name(MAX_TOMBSTONES)));
    }
}
