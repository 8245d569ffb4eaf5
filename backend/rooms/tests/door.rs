//! A door under any sequence of joins, losses, departures and time: what each session was told adds up to who is there.

#![allow(clippy::unwrap_used)]

use plenum_rooms::close::CloseReason;
use plenum_rooms::door::{Door, Effect, Joiner, NoSeat, SessionId, Terms, Undeliverable};
use plenum_rooms::pace::{Pace, SeatPace};
use plenum_rooms::rate::Rate;
use plenum_rooms::time::Time;
use plenum_shared::ids::{PublicKey, RoomId, Seat};
use plenum_shared::message::{SeatedPeer, ServerMessage};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

const KEPT: Duration = Duration::from_secs(60);
const TERMS: Terms = Terms { size: 4, arrivals: Rate { burst: 1_000, every: Duration::from_secs(1) } };

fn door() -> Door<u64> {
    Door::new(RoomId([1; 16]), PublicKey([2; 32]), Time::default())
}

/// A door, and what every session has been told.
struct Told {
    door: Door<u64>,
    now: Time,
    next: u64,
    sessions: BTreeMap<u64, (Seat, BTreeMap<u16, SeatedPeer>)>,
}

impl Told {
    fn join(&mut self, who: u8, hello: u8) {
        let session = self.next;
        self.next += 1;
        let pace = SeatPace::new(Pace::new(self.now));
        let joiner = Joiner {
            session_key: PublicKey([who; 32]),
            hello: &[hello],
            session: SessionId(session),
            handle: session,
            pace,
        };
        match self.door.join(joiner, TERMS, || Ok(()), self.now) {
            Ok(joined) => {
                self.carry_out(joined.effects);
                let peers = joined.peers.into_iter().map(|peer| (peer.seat.slot, peer)).collect();
                self.sessions.insert(session, (joined.seat, peers));
            }
            Err(why) => assert_eq!(why, NoSeat::Full),
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect<u64>>) {
        for effect in effects {
            match effect {
                Effect::Close(session, reason) => {
                    assert_eq!(reason, CloseReason::Displaced);
                    self.sessions.remove(&session).unwrap();
                }
                Effect::Send(to, message) => to.iter().for_each(|session| self.tell(*session, &message)),
            }
        }
    }

    fn tell(&mut self, session: u64, message: &ServerMessage) {
        let (own, peers) = self.sessions.get_mut(&session).unwrap();
        match message {
            ServerMessage::Arrived { seated_peer, present: false } => {
                assert_ne!(seated_peer.seat, *own);
                assert_eq!(peers.insert(seated_peer.seat.slot, seated_peer.clone()), None, "a seat is empty first");
            }
            ServerMessage::Departed { seat } => assert_eq!(peers.remove(&seat.slot).map(|peer| peer.seat), Some(*seat)),
            other => panic!("{other:?}"),
        }
    }

    /// The session at this place among those that are open.
    fn pick(&self, at: u8) -> Option<(u64, Seat)> {
        let open = self.sessions.len().max(1);
        self.sessions.iter().nth(usize::from(at) % open).map(|(session, (seat, _))| (*session, *seat))
    }

    fn check(&self) {
        for (session, (own, peers)) in &self.sessions {
            let others: BTreeMap<u16, SeatedPeer> =
                self.door.roster().filter(|peer| peer.seat != *own).map(|peer| (peer.seat.slot, peer)).collect();
            assert_eq!(*peers, others, "what session {session} was told");
            for (to, (seat, _)) in &self.sessions {
                let expected = if to == session { Err(Undeliverable::ToSelf) } else { Ok(to) };
                assert_eq!(self.door.route(*own, SessionId(*session), *seat), expected);
            }
        }
        assert!(self.door.roster().count() <= usize::from(TERMS.size));
    }
}

#[derive(Clone, Debug)]
enum Step {
    Join { who: u8, hello: u8 },
    Lose(u8),
    Leave(u8),
    Wait(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..7_u8, 0..2_u8).prop_map(|(who, hello)| Step::Join { who, hello }),
        2 => any::<u8>().prop_map(Step::Lose),
        1 => any::<u8>().prop_map(Step::Leave),
        1 => (0..80_u8).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn what_sessions_are_told_adds_up_to_the_roster(steps in prop::collection::vec(step(), 1..60)) {
        let mut told = Told { door: door(), now: Time::default(), next: 0, sessions: BTreeMap::new() };
        for step in steps {
            match step {
                Step::Join { who, hello } => told.join(who, hello),
                Step::Lose(at) => {
                    if let Some((session, seat)) = told.pick(at) {
                        prop_assert!(told.door.lose(seat, SessionId(session), told.now));
                        told.sessions.remove(&session);
                        prop_assert!(!told.door.lose(seat, SessionId(session + 1_000), told.now));
                    }
                }
                Step::Leave(at) => {
                    if let Some((session, seat)) = told.pick(at) {
                        told.sessions.remove(&session);
                        let effects = told.door.leave(seat, SessionId(session)).unwrap();
                        told.carry_out(effects);
                        prop_assert_eq!(told.door.leave(seat, SessionId(session)), None);
                    }
                }
                Step::Wait(seconds) => {
                    told.now = told.now + Duration::from_secs(seconds.into());
                    let (_, effects) = told.door.expire(KEPT, told.now);
                    told.carry_out(effects);
                }
            }
            told.check();
        }
    }
}

#[test]
fn who_joins_again_has_their_seat_and_nobody_is_told() {
    let mut told = Told { door: door(), now: Time::default(), next: 0, sessions: BTreeMap::new() };
    told.join(1, 1);
    told.join(2, 1);
    let before = told.sessions[&0].clone();
    told.join(1, 1);
    assert_eq!(told.sessions.get(&0), None, "the older session is closed");
    assert_eq!(told.sessions[&2], before);
    assert_eq!(told.door.route(before.0, SessionId(0), told.sessions[&1].0), Err(Undeliverable::Displaced));
}

#[test]
fn a_seat_is_kept_for_its_time_and_not_a_moment_longer() {
    let mut told = Told { door: door(), now: Time::default(), next: 0, sessions: BTreeMap::new() };
    told.join(1, 1);
    told.join(2, 1);
    let (seat, _) = told.sessions.remove(&0).unwrap();
    assert!(told.door.lose(seat, SessionId(0), told.now));
    let almost = Time(KEPT - Duration::from_millis(1));
    assert_eq!(told.door.expire(KEPT, almost), (0, Vec::new()));
    assert_eq!(told.door.expire(KEPT, Time(KEPT)), (1, vec![Effect::Send(vec![1], ServerMessage::Departed { seat })]));
}
