//! Whether the screen waits: laying out a whole room takes as long as making an offer, and people wait for the offer.

use crate::effect::{Command, Effect};
use crate::event::{Done, Event};
use crate::time::Time;

/// The screen waits at most so long for an offer, milliseconds: later than this a click would feel slow.
const LONGEST_MS: u64 = 50;

/// While an offer is being made the page has nothing else to do: what changed on the screen is shown when it has left.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    until: Option<Time>,
}

impl Patience {
    /// Something is to be done.
    pub fn asked(&mut self, effect: &Effect, now: Time) {
        if let Effect::Connection { command: Command::Offer { .. }, .. } = effect {
            self.until.get_or_insert(now + LONGEST_MS);
        }
    }

    /// Something has happened.
    pub fn heard(&mut self, event: &Event) {
        if let Event::Done { done: Done::Described(_), .. } | Event::Failed { .. } = event {
            self.until = None;
        }
    }

    /// Until when the screen waits, if it does.
    pub fn until(&mut self, now: Time) -> Option<Time> {
        self.until = self.until.filter(|until| now < *until);
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Failure, Sdp};
    use crate::ids::{ConnectionId, Epoch, OpId};
    use plenum_shared::ids::PeerId;

    fn offering() -> Patience {
        let id = ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(1) };
        let mut patience = Patience::default();
        patience.asked(&Effect::Connection { id, command: Command::Close }, Time(0));
        assert_eq!(patience.until(Time(0)), None);
        patience
            .asked(&Effect::Connection { id, command: Command::Offer { op: OpId(1), ice_restart: false } }, Time(0));
        patience
    }

    #[test]
    fn the_screen_waits_until_the_offer_has_left() {
        let mut patience = offering();
        patience.heard(&Event::Done { op: OpId(2), done: Done::Plain });
        assert_eq!(patience.until(Time(10)), Some(Time(LONGEST_MS)));
        patience.heard(&Event::Done { op: OpId(1), done: Done::Described(Sdp("".into())) });
        assert_eq!(patience.until(Time(10)), None);
    }

    #[test]
    fn the_screen_does_not_wait_for_ever() {
        let mut patience = offering();
        assert_eq!(patience.until(Time(LONGEST_MS - 1)), Some(Time(LONGEST_MS)));
        assert_eq!(patience.until(Time(LONGEST_MS)), None);
        assert_eq!(patience.until(Time(0)), None, "and not again for the same one");
        let mut patience = offering();
        patience.heard(&Event::Failed { op: OpId(1), failure: Failure::Other });
        assert_eq!(patience.until(Time(10)), None);
    }
}
