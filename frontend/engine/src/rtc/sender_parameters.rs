//! Parameters of one `RTCRtpSender`: what is wanted, what is in force, and at most one op between the two.

use crate::api::context::Context;
use crate::api::effect::{Command, Source};
use crate::api::sender_parameters::Parameters;
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::{Time, soonest};
use crate::rtc::op::OP_MS;

/// After a refusal it is tried again after so long, milliseconds; each further wait is twice the one before.
const AGAIN_MS: u64 = 1_000;
/// Doublings at most: about once a minute costs nothing.
const DOUBLINGS: u32 = 6;

/// The parameters of one sender of one connection.
#[derive(Debug)]
pub struct SenderParameters {
    source: Source,
    wanted: Option<Parameters>,
    in_force: Option<Parameters>,
    flight: Option<(OpId, Parameters, Time)>,
    refusals: u32,
    again: Option<Time>,
}

impl SenderParameters {
    /// Nothing is wanted yet.
    pub fn new(source: Source) -> SenderParameters {
        SenderParameters { source, wanted: None, in_force: None, flight: None, refusals: 0, again: None }
    }

    /// Changes what is wanted, and asks for it if nothing is under way.
    pub fn want(&mut self, parameters: Parameters, id: ConnectionId, cx: &mut Context) {
        if self.wanted != Some(parameters) {
            self.wanted = Some(parameters);
            (self.refusals, self.again) = (0, None);
        }
        self.go(id, cx);
    }

    /// Takes the answer of an op; false if it is not ours. A sender that refuses goes on as it was.
    pub fn done(&mut self, op: OpId, kept: bool, id: ConnectionId, cx: &mut Context) -> bool {
        let Some((_, parameters, _)) = self.flight.filter(|(ours, ..)| *ours == op) else { return false };
        self.flight = None;
        if kept {
            self.in_force = Some(parameters);
            self.refusals = 0;
        } else {
            self.refuse(parameters, cx.now);
        }
        self.go(id, cx);
        true
    }

    /// The most it may send as far as is known, bits per second.
    pub fn bitrate(&self) -> u32 {
        self.in_force.filter(|parameters| parameters.active).map_or(0, |parameters| parameters.bitrate)
    }

    /// When it is tried again.
    pub fn deadline(&self) -> Option<Time> {
        soonest(self.again, self.flight.map(|(.., since)| since + OP_MS))
    }

    fn refuse(&mut self, parameters: Parameters, now: Time) {
        if self.wanted == Some(parameters) {
            self.again = Some(now + (AGAIN_MS << self.refusals.min(DOUBLINGS)));
            self.refusals += 1;
        }
    }

    fn go(&mut self, id: ConnectionId, cx: &mut Context) {
        // A promise that is never answered counts as refused; its answer would come too late.
        if let Some((_, parameters, since)) = self.flight
            && cx.now.since(since) >= OP_MS
        {
            self.flight = None;
            self.refuse(parameters, cx.now);
        }
        let due = self.again.is_none_or(|again| again <= cx.now);
        if let (None, true, Some(parameters)) = (self.flight, due, self.wanted) {
            self.again = None;
            if self.in_force != Some(parameters) {
                let op = cx.op();
                self.flight = Some((op, parameters, cx.now));
                cx.connection(id, Command::SetParameters { op, source: self.source, parameters });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::effect::Effect;
    use crate::base::ids::Epoch;
    use crate::base::rng::Rng;
    use plenum_shared::ids::PeerId;

    const ID: ConnectionId = ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(1) };

    fn sound(bitrate: u32) -> Parameters {
        Parameters { active: true, bitrate, picture: None }
    }

    /// What is asked for in one event.
    fn asked(now: u64, ops: &mut u64, act: impl FnOnce(&mut Context)) -> Vec<(OpId, u32)> {
        let mut rng = Rng::new([0; 32]);
        let mut cx = Context::new(Time(now), &mut rng, ops);
        act(&mut cx);
        let set = |effect| match effect {
            Effect::Connection { command: Command::SetParameters { op, parameters, .. }, .. } => {
                Some((op, parameters.bitrate))
            }
            _ => None,
        };
        cx.effects.into_iter().filter_map(set).collect()
    }

    #[test]
    fn only_the_newest_wish_follows_the_op_in_flight() {
        let (mut sender, mut ops) = (SenderParameters::new(Source::Camera), 0);
        assert_eq!(asked(0, &mut ops, |cx| sender.want(sound(1), ID, cx)), [(OpId(1), 1)]);
        for bitrate in [2, 3] {
            assert_eq!(asked(1, &mut ops, |cx| sender.want(sound(bitrate), ID, cx)), []);
        }
        assert_eq!(asked(2, &mut ops, |cx| assert!(sender.done(OpId(1), true, ID, cx))), [(OpId(2), 3)]);
        assert_eq!(asked(3, &mut ops, |cx| assert!(sender.done(OpId(2), true, ID, cx))), []);
        assert_eq!(asked(4, &mut ops, |cx| sender.want(sound(3), ID, cx)), []);
    }

    #[test]
    fn the_answer_of_a_strange_op_changes_nothing() {
        let (mut sender, mut ops) = (SenderParameters::new(Source::Camera), 0);
        asked(0, &mut ops, |cx| sender.want(sound(1), ID, cx));
        assert_eq!(asked(1, &mut ops, |cx| assert!(!sender.done(OpId(9), true, ID, cx))), []);
    }

    #[test]
    fn a_promise_that_is_never_answered_is_asked_for_again() {
        let (mut sender, mut ops) = (SenderParameters::new(Source::Camera), 0);
        asked(0, &mut ops, |cx| sender.want(sound(1), ID, cx));
        assert_eq!(sender.deadline(), Some(Time(OP_MS)));
        assert_eq!(asked(OP_MS, &mut ops, |cx| sender.want(sound(1), ID, cx)), []);
        let again = OP_MS + AGAIN_MS;
        assert_eq!(asked(again, &mut ops, |cx| sender.want(sound(1), ID, cx)), [(OpId(2), 1)]);
        assert_eq!(asked(again, &mut ops, |cx| assert!(!sender.done(OpId(1), true, ID, cx))), []);
    }

    #[test]
    fn a_refusal_is_tried_again_ever_less_often() {
        let (mut sender, mut ops) = (SenderParameters::new(Source::Camera), 0);
        asked(0, &mut ops, |cx| sender.want(sound(1), ID, cx));
        for (op, now, wait) in [(1, 0, 1_000), (2, 1_000, 2_000), (3, 3_000, 4_000)] {
            assert_eq!(asked(now, &mut ops, |cx| assert!(sender.done(OpId(op), false, ID, cx))), []);
            assert_eq!(sender.deadline(), Some(Time(now + wait)));
            assert_eq!(asked(now + wait - 1, &mut ops, |cx| sender.want(sound(1), ID, cx)), []);
            assert_eq!(asked(now + wait, &mut ops, |cx| sender.want(sound(1), ID, cx)), [(OpId(op + 1), 1)]);
        }
    }
}
