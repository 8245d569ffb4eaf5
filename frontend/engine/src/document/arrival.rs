//! How we came into the room: when, and whether nobody else was there. What goes on in a room that was empty is over, and whoever
//! comes first tells the document so.

use crate::base::time::Time;
use crate::room::feature::Room;
use crate::room::participant::Participant;

/// An arrival.
#[derive(Clone, Copy)]
pub struct Arrival {
    /// When.
    pub at: Time,
    /// Nobody else was in the room.
    pub empty: bool,
}

impl Arrival {
    /// We are coming in now. Of whom nothing is known yet may be in the room.
    pub fn new(room: &Room<'_>, at: Time) -> Arrival {
        let elsewhere = |person: &Participant| person.absent().is_some() || person.here() && !person.inside();
        Arrival { at, empty: room.peers.values().all(|peer| elsewhere(&peer.person)) }
    }
}
