//! The render gate, whether the screen waits: laying out a whole room takes as long as making a connection, and people wait for that.

use crate::api::effect::{Command, Effect};
use crate::api::event::{Event, SocketEvent};
use crate::base::ids::{ConnectionId, Epoch};
use crate::base::time::Time;

/// The screen waits at most so long for what comes of our offer, milliseconds: later than this a click would feel slow.
const OFFER_MS: u64 = 100;
/// The same for what comes of our answer, milliseconds: nobody here has clicked.
const ANSWER_MS: u64 = 150;
/// What the server brought is shown after so long, milliseconds: signaling and peer messages come in twos and threes, and whoever
/// comes in sends an offer right behind them.
const MESSAGES_MS: u64 = 30;

/// While a first connection is being made, the page has nothing else to do: what changed on the screen is shown afterwards.
/// A fresh one in the place of another changes little on the screen, and nobody waits to see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RenderGate {
    connecting: Option<Time>,
    reading: Option<Time>,
}

impl RenderGate {
    /// Something is to be done.
    pub fn asked(&mut self, effect: &Effect, now: Time) {
        let Effect::Connection { id: ConnectionId { epoch: Epoch(1), .. }, command } = effect else { return };
        match command {
            Command::Offer { .. } => _ = self.connecting.get_or_insert(now + OFFER_MS),
            Command::Answer { .. } => _ = self.connecting.get_or_insert(now + ANSWER_MS),
            Command::Reveal | Command::Close => self.connecting = None,
            Command::Open { .. }
            | Command::Accept { .. }
            | Command::AddCandidates(_)
            | Command::Send { .. }
            | Command::SetParameters { .. }
            | Command::SetIceServers(_)
            | Command::Say(..)
            | Command::Hear(_)
            | Command::Volume(_)
            | Command::Play(_)
            | Command::WatchFrame(_) => {}
        }
    }

    /// Something has happened.
    pub fn heard(&mut self, event: &Event, now: Time) {
        match event {
            // Whoever does something looks at the screen.
            Event::Intent(_) => *self = RenderGate::default(),
            Event::Failed { .. } => self.connecting = None,
            Event::Socket { news: SocketEvent::Text(_) | SocketEvent::Binary(_), .. } => {
                self.reading.get_or_insert(now + MESSAGES_MS);
            }
            Event::Started(_)
            | Event::Done { .. }
            | Event::Socket { news: SocketEvent::Closed { .. } | SocketEvent::Instance(_), .. }
            | Event::Connection { .. }
            | Event::Envelopes(_)
            | Event::Document(_)
            | Event::Devices(_)
            | Event::Page(_)
            | Event::HeartbeatDue
            | Event::Woke => {}
        }
    }

    /// Until when the screen waits, if it does.
    pub fn until(&mut self, now: Time) -> Option<Time> {
        for wait in [&mut self.connecting, &mut self.reading] {
            *wait = wait.filter(|until| now < *until);
        }
        self.connecting.max(self.reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::event::{Done, Failure, Sdp};
    use crate::api::intent::{AppIntent, Intent};
    use crate::base::ids::{OpId, SocketId};
    use plenum_shared::ids::PeerId;

    const OP: OpId = OpId(1);

    fn connection(command: Command) -> Effect {
        Effect::Connection { id: ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(1) }, command }
    }

    fn waiting_for(command: Command) -> RenderGate {
        let mut gate = RenderGate::default();
        gate.asked(&Effect::HeartbeatTimer(None), Time(0));
        assert_eq!(gate.until(Time(0)), None);
        gate.asked(&connection(command), Time(0));
        gate
    }

    fn offering() -> RenderGate {
        waiting_for(Command::Offer { op: OP, ice_restart: false })
    }

    fn answering() -> RenderGate {
        waiting_for(Command::Answer { op: OP, offer: Sdp("".into()) })
    }

    #[test]
    fn the_screen_waits_until_there_is_a_connection() {
        for (mut gate, longest) in [(offering(), OFFER_MS), (answering(), ANSWER_MS)] {
            gate.heard(&Event::Done { op: OP, done: Done::Described(Sdp("".into())) }, Time(1));
            assert_eq!(gate.until(Time(10)), Some(Time(longest)));
            gate.asked(&connection(Command::Reveal), Time(10));
            assert_eq!(gate.until(Time(10)), None);
        }
    }

    #[test]
    fn the_screen_does_not_wait_for_a_fresh_connection() {
        let mut gate = RenderGate::default();
        let id = ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(2) };
        gate.asked(&Effect::Connection { id, command: Command::Offer { op: OP, ice_restart: false } }, Time(0));
        assert_eq!(gate.until(Time(0)), None);
    }

    #[test]
    fn messages_that_come_together_are_shown_together() {
        let mut gate = RenderGate::default();
        let message = Event::Socket { socket: SocketId(1), news: SocketEvent::Binary(Vec::new()) };
        gate.heard(&message, Time(0));
        gate.heard(&message, Time(10));
        assert_eq!(gate.until(Time(10)), Some(Time(MESSAGES_MS)));
        assert_eq!(gate.until(Time(MESSAGES_MS)), None);
    }

    #[test]
    fn the_screen_does_not_wait_for_ever() {
        let mut gate = offering();
        assert_eq!(gate.until(Time(OFFER_MS - 1)), Some(Time(OFFER_MS)));
        assert_eq!(gate.until(Time(OFFER_MS)), None);
        assert_eq!(gate.until(Time(0)), None, "and not again for the same one");
        for mut gate in [offering(), answering()] {
            gate.heard(&Event::Failed { op: OP, failure: Failure::Other }, Time(1));
            assert_eq!(gate.until(Time(10)), None);
        }
    }

    #[test]
    fn what_a_person_does_is_shown_at_once() {
        let mut gate = answering();
        gate.heard(&Event::Intent(Intent::App(AppIntent::Leave)), Time(1));
        assert_eq!(gate.until(Time(1)), None);
    }
}
