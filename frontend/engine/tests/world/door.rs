//! One door of a room: seats with generations, kept for a minute after their line is lost.

use plenum_shared::ids::{PublicKey, Seat};
use plenum_shared::limits::SEAT_KEPT_MS;
use plenum_shared::message::SeatedPeer;

/// The seats behind one pair of room and admission key.
#[derive(Default)]
pub struct Door(Vec<Slot>);

#[derive(Default)]
struct Slot {
    generation: u16,
    seated_peer: Option<Member>,
}

/// Who has a seat.
pub struct Member {
    key: PublicKey,
    hello: Vec<u8>,
    /// Their open line, if any.
    pub line: Option<u32>,
    /// When it was lost.
    pub lost_at: u64,
}

impl Door {
    /// A seat for somebody new.
    pub fn sit(&mut self, key: PublicKey, hello: Vec<u8>, line: u32) -> Seat {
        let slot = self.0.iter().position(|slot| slot.seated_peer.is_none()).unwrap_or_else(|| {
            self.0.push(Slot::default());
            self.0.len() - 1
        });
        let place = &mut self.0[slot];
        place.generation = place.generation.wrapping_add(1);
        place.seated_peer = Some(Member { key, hello, line: Some(line), lost_at: 0 });
        Seat { slot: slot as u16, generation: place.generation }
    }

    /// Joining again is resuming: the same seat, and the line that is displaced by this one.
    pub fn resume(&mut self, key: &PublicKey, line: u32) -> Option<(Seat, Option<u32>)> {
        self.0.iter_mut().enumerate().find_map(|(slot, place)| {
            let member = place.seated_peer.as_mut().filter(|member| member.key == *key)?;
            let seat = Seat { slot: slot as u16, generation: place.generation };
            Some((seat, member.line.replace(line)))
        })
    }

    /// Who sits there, unless that sitting is over.
    pub fn seated_peer(&mut self, seat: Seat) -> Option<&mut Member> {
        let place = self.0.get_mut(usize::from(seat.slot))?;
        if place.generation == seat.generation { place.seated_peer.as_mut() } else { None }
    }

    /// The seat is free again.
    pub fn free(&mut self, seat: Seat) {
        if self.seated_peer(seat).is_some() {
            self.0[usize::from(seat.slot)].seated_peer = None;
        }
    }

    /// Frees and names the seats whose line has been lost for too long.
    pub fn stale(&mut self, now: u64) -> Vec<Seat> {
        let mut freed = Vec::new();
        for (slot, place) in self.0.iter_mut().enumerate() {
            if place.seated_peer.as_ref().is_some_and(|m| m.line.is_none() && now - m.lost_at >= SEAT_KEPT_MS) {
                place.seated_peer = None;
                freed.push(Seat { slot: slot as u16, generation: place.generation });
            }
        }
        freed
    }

    /// Everyone as the server tells of them.
    pub fn seated_peers(&self) -> impl Iterator<Item = SeatedPeer> {
        self.0.iter().enumerate().filter_map(|(slot, place)| {
            let member = place.seated_peer.as_ref()?;
            let seat = Seat { slot: slot as u16, generation: place.generation };
            Some(SeatedPeer { seat, session_key: member.key, hello: member.hello.clone() })
        })
    }

    /// Open lines of those who sit.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter_map(|place| place.seated_peer.as_ref()?.line)
    }

    /// Nobody sits here.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|place| place.seated_peer.is_none())
    }
}
