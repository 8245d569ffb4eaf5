//! Updates that came before what they build upon: in a mesh an answer can overtake its question. They wait, bounded and not for ever.

use crate::base::ids::{Key, PadId};
use crate::base::time::Time;
use std::collections::VecDeque;

/// Updates of one peer that wait at most: two seconds of typing.
pub const UPDATES: usize = 64;
/// Their bytes at most.
pub const BYTES: usize = 256 * 1024;
/// So long they wait, milliseconds; then the peer is asked for what is missing.
pub const WAIT_MS: u64 = 3_000;

/// An update that waits.
pub struct Early {
    /// Who sent it.
    pub from: Key,
    /// Of which pad.
    pub pad: PadId,
    /// The update.
    pub bytes: Vec<u8>,
    since: Time,
}

/// All that wait.
#[derive(Default)]
pub struct Waiting(VecDeque<Early>);

impl Waiting {
    /// One more; false if its sender has too many there already, and it is dropped.
    pub fn put(&mut self, from: Key, pad: PadId, bytes: &[u8], now: Time) -> bool {
        let of_peer = self.0.iter().filter(|early| early.from == from);
        let (count, held) = of_peer.fold((0, 0), |(count, held), early| (count + 1, held + early.bytes.len()));
        let room = count < UPDATES && held + bytes.len() <= BYTES;
        if room {
            self.0.push_back(Early { from, pad, bytes: bytes.to_vec(), since: now });
        }
        room
    }

    /// Takes all of them out, to be tried again; what does not fit yet is put back.
    pub fn take(&mut self) -> VecDeque<Early> {
        std::mem::take(&mut self.0)
    }

    /// Puts one back.
    pub fn put_back(&mut self, early: Early) {
        self.0.push_back(early);
    }

    /// Drops what has waited too long: whose it was, and how many.
    pub fn expire(&mut self, now: Time) -> Vec<Key> {
        let old = |early: &Early| now.since(early.since) >= WAIT_MS;
        let from = self.0.iter().filter(|early| old(early)).map(|early| early.from).collect();
        self.0.retain(|early| !old(early));
        from
    }

    /// Forgets a peer's.
    pub fn forget(&mut self, peer: &Key) {
        self.0.retain(|early| early.from != *peer);
    }

    /// When the first has waited too long.
    pub fn deadline(&self) -> Option<Time> {
        self.0.iter().map(|early| early.since + WAIT_MS).min()
    }
}
