//! What a hostile member does during an otherwise ordinary meeting: each trick a series of messages to everybody they know of.

use super::World;
use super::guest::Guest;
use super::mallory::{answer, candidates, description, heir, offer, restarted, status};
use super::member::Member;
use super::rng::Rng;
use plenum_engine::api::values::{Presence, Reaction, TextChannel};
use plenum_engine::messaging::message::{
    BandwidthMessage, Claim, CoLocationMessage, ConnectionRequest, DescriptionKind, DiagnosticsMessage, EchoMessage,
    GoodbyeReason, HearingReport, LinkMessage, LiveTextMessage, MuteRequestMessage, PeerMessage, PictureSize,
    PlanBMessage, PrivateMessage, ReactionMessage, RoomMessage, Status, Subscription,
};
use plenum_shared::ids::PeerId;
use serde_json::json;

/// The connection whose offers and restarts are repeated.
const EPOCH: u32 = 1_000;
/// Candidates that lead somewhere and nowhere.
const INVENTED: [&str; 6] = [
    "candidate:1 1 udp 1 10.0.0.1 8080 typ host",
    "candidate:1 1 udp 1 printer.example 9100 typ host",
    "candidate:1 1 udp 1 127.0.0.1 8080 typ host",
    "candidate:1 1 tcp 1 192.168.1.1 22 typ host tcptype passive",
    "candidate:1 1 udp 1 0d9c1f2e-77aa-4b0e-9f00-1a2b3c4d5e6f.local 50000 typ host",
    "",
];

/// A kind of harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// Goes from lobby to room and back.
    Presence,
    /// Shares a screen and stops.
    Screen,
    /// Repeats one offer.
    Offers,
    /// Answers what was never offered.
    Liveness,
    /// Begins one epoch after the other, and asks for more.
    Epochs,
    /// Restarts ICE again and again.
    Restarts,
    /// Invents candidates.
    Candidates,
    /// Bundles of ids that ask for acknowledgements, and of acknowledgements for what was never sent.
    Ids,
    /// Larger than anything may be.
    Oversized,
    /// What is no message at all.
    Malformed,
    /// Requests, wishes and reports without end.
    Requests,
    /// Two heirs of one key, and heirs of people who are still there.
    Heirs,
    /// Passes on to each what the others wrote to them.
    Relay,
    /// Sends sealed messages again, bent and cut.
    Replay,
    /// Leaves with a goodbye or without, and comes back as somebody else.
    Returns,
}

impl Trick {
    /// All of them.
    pub const ALL: [Trick; 15] = [
        Trick::Presence,
        Trick::Screen,
        Trick::Offers,
        Trick::Liveness,
        Trick::Epochs,
        Trick::Restarts,
        Trick::Candidates,
        Trick::Ids,
        Trick::Oversized,
        Trick::Malformed,
        Trick::Requests,
        Trick::Heirs,
        Trick::Relay,
        Trick::Replay,
        Trick::Returns,
    ];

    /// Rounds of it at most: to write large messages and make new keys costs the test more than to read them costs anybody.
    fn most(self) -> u32 {
        match self {
            Trick::Heirs | Trick::Returns => 6,
            Trick::Oversized | Trick::Ids => 20,
            Trick::Offers | Trick::Liveness | Trick::Epochs | Trick::Restarts | Trick::Candidates | Trick::Relay => 60,
            Trick::Presence | Trick::Screen | Trick::Malformed | Trick::Requests | Trick::Replay => 200,
        }
    }
}

impl World {
    /// The hostile member plays a trick for so many rounds, with so long between them, milliseconds.
    pub fn play(&mut self, trick: Trick, rounds: u32, pause: u64) {
        if self.guests.is_empty() {
            self.mallory = self.seat_guest_soon();
        }
        self.mischief = self.mischief.max(self.now + u64::from(rounds.min(trick.most())) * pause);
        self.play_round(trick, 0, rounds.min(trick.most()), pause);
    }

    fn play_round(&mut self, trick: Trick, round: u32, rounds: u32, pause: u64) {
        if round == rounds {
            return;
        }
        let guest = self.mallory;
        self.dial_again(guest);
        for to in self.victims(guest) {
            if !self.guests[guest].greeted.contains(&to) {
                self.guests[guest].greeted.insert(to);
                let revision = self.guests[guest].revise();
                self.guest_tells(
                    guest,
                    to,
                    0,
                    &PeerMessage::Room(RoomMessage::Status(status(revision, Presence::In, "Mallory"))),
                );
            }
            self.trick(trick, guest, to, round);
        }
        if trick == Trick::Returns {
            self.return_as_another(guest, round);
        }
        // Only what came since the last round is passed on.
        self.guests[self.mallory].heard.clear();
        self.after(pause, move |world| world.play_round(trick, round + 1, rounds, pause));
    }

    /// Everybody honest whom a guest knows of.
    fn victims(&self, guest: usize) -> Vec<PeerId> {
        self.guests[guest].seats.keys().filter(|peer| !self.strangers.contains(peer)).copied().collect()
    }

    fn return_as_another(&mut self, guest: usize, round: u32) {
        if round.is_multiple_of(2) {
            self.guest_leaves(guest);
        }
        self.mallory = self.seat_guest_soon();
    }

    fn trick(&mut self, trick: Trick, guest: usize, to: PeerId, round: u32) {
        let mut rng = Rng::new(self.rng.any());
        let on = round.is_multiple_of(2);
        let Guest { sdp, .. } = &mut self.guests[guest];
        if sdp.is_empty() {
            *sdp = description(&mut rng, DescriptionKind::Offer);
        }
        let sdp = sdp.clone();
        let revision = self.guests[guest].revise();
        match trick {
            Trick::Presence => {
                let place = if on { Presence::Lobby } else { Presence::In };
                self.guest_tells(
                    guest,
                    to,
                    0,
                    &PeerMessage::Room(RoomMessage::Status(status(revision, place, "Mallory"))),
                );
            }
            Trick::Screen => {
                let status = Status { screen: on, ..status(revision, Presence::In, "Mallory") };
                self.guest_tells(guest, to, 0, &PeerMessage::Room(RoomMessage::Status(status)));
            }
            Trick::Offers => self.guest_tells(guest, to, EPOCH, &offer(sdp)),
            Trick::Liveness => {
                let sdp = description(&mut rng, DescriptionKind::Answer);
                let epoch = rng.pick(&[0, 1, 2, round, EPOCH, u32::MAX]);
                self.guest_tells(guest, to, epoch, &answer(sdp));
            }
            Trick::Epochs => {
                let sdp = description(&mut rng, DescriptionKind::Offer);
                self.guest_tells(guest, to, EPOCH + round, &offer(sdp));
                self.guest_tells(
                    guest,
                    to,
                    EPOCH + round,
                    &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh }),
                );
            }
            Trick::Restarts => {
                self.guest_tells(guest, to, EPOCH, &offer(restarted(&sdp, &mut rng)));
                self.guest_tells(
                    guest,
                    to,
                    EPOCH,
                    &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::IceRestart }),
                );
            }
            Trick::Candidates => {
                let many: Vec<&str> = (0..rng.below(100)).map(|_| rng.pick(&INVENTED)).collect();
                self.guest_tells(guest, to, rng.pick(&[1, EPOCH, round]), &candidates(&many));
            }
            Trick::Ids => {
                let first = u64::MAX - u64::from(round) * 64;
                let messages: Vec<_> = (0..64).map(|n| json!({"id": first - n, "topic": "x"})).collect();
                let acks: Vec<u64> = (0..256).map(|n| u64::from(round) * 256 + n).collect();
                let body = json!({"acks": acks, "messages": messages}).to_string();
                self.guest_tells_bytes(guest, to, 0, body.as_bytes());
            }
            Trick::Oversized => {
                let many = json!({"messages": vec![json!({"topic": "echo", "type": "heard"}); 2_000]}).to_string();
                let name = json!({"messages": [{"topic": "room", "type": "status", "revision": revision, "place": "in", "name": "N".repeat(30_000), "microphone": true, "camera": true}]}).to_string();
                self.guest_tells_bytes(guest, to, 0, if on { many.as_bytes() } else { name.as_bytes() });
                self.guest_tells(guest, to, EPOCH + round, &offer(format!("{sdp}{}", "a=x:y\r\n".repeat(3_500))));
            }
            Trick::Malformed => {
                let noise: Vec<u8> = (0..rng.below(600)).map(|_| rng.any() as u8).collect();
                let body = rng.pick(&[
                    "",
                    "{",
                    "null",
                    "{\"messages\":[{}]}",
                    "{\"messages\":[{\"topic\":\"room\",\"type\":\"status\"}]}",
                ]);
                self.guest_tells_bytes(guest, to, round, if on { &noise } else { body.as_bytes() });
            }
            Trick::Requests => {
                let wants = Subscription { revision, camera: PictureSize::Stage, screen: PictureSize::Stage };
                let hears = HearingReport { revision, well: vec![to; 64], badly: Vec::new() };
                let together = Claim { revision, sits: on };
                let messages = [
                    PeerMessage::MuteRequest(MuteRequestMessage::Please {}),
                    PeerMessage::Reactions(ReactionMessage::Show { reaction: Reaction::Applause }),
                    PeerMessage::LiveText(LiveTextMessage::Line {
                        channel: if on { TextChannel::Captions } else { TextChannel::Chat },
                        line: revision,
                        revision,
                        text: "x".repeat(500),
                        done: round.is_multiple_of(3),
                    }),
                    PeerMessage::Private(PrivateMessage::Say { number: revision, text: "x".repeat(6_000) }),
                    PeerMessage::PlanB(PlanBMessage::Note { edition: revision, text: "x".repeat(280) }),
                    PeerMessage::Echo(EchoMessage::Heard {}),
                    PeerMessage::Bandwidth(BandwidthMessage::Subscription(wants)),
                    PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(hears)),
                    PeerMessage::CoLocation(CoLocationMessage::Claim(together)),
                ];
                self.guest_tells(guest, to, 0, &rng.pick(&messages));
            }
            Trick::Heirs => self.inherit(guest, to, round),
            Trick::Relay => {
                let heard = self.guests[guest].heard.clone();
                for (_, epoch, message) in heard.into_iter().filter(|(from, ..)| *from != to) {
                    self.guest_tells_json(guest, to, epoch, message);
                }
            }
            Trick::Replay => {
                self.guest_tells(guest, to, 0, &PeerMessage::Echo(EchoMessage::Heard {}));
                let Some(mut sealed) = self.guests[guest].sealed.clone() else { return };
                match rng.below(3) {
                    0 => {}
                    1 => sealed.truncate(rng.below(sealed.len() as u64) as usize),
                    _ => {
                        let at = rng.below(sealed.len() as u64) as usize;
                        sealed[at] ^= 1 << rng.below(8);
                    }
                }
                self.guest_sends(guest, to, vec![sealed]);
            }
            Trick::Returns => {
                let how = rng.pick(&[GoodbyeReason::Left, GoodbyeReason::Unloaded, GoodbyeReason::Unknown]);
                if on {
                    self.guest_tells(guest, to, 0, &PeerMessage::Room(RoomMessage::Goodbye { reason: how }));
                }
            }
        }
    }

    /// Two of one key, one of a key that somebody honest has, and Mallory herself goes on.
    fn inherit(&mut self, guest: usize, to: PeerId, round: u32) {
        let heirs = match self.guests[guest].heirs {
            Some(heirs) => heirs,
            None => {
                let heirs = [self.seat_guest_soon(), self.seat_guest_soon()];
                *self.guests[guest].heirs.insert(heirs)
            }
        };
        let one = heirs[round as usize % 2];
        let heir_peer = self.guests[one].member.peer();
        let resumes = match (round % 3, self.guests[guest].keys.get(&to)) {
            (2, Some(key)) => self.guests[one].member.claims(*key),
            _ => self.guests[guest].member.vouches_for(&heir_peer),
        };
        let revision = self.guests[one].revise();
        self.guest_tells(one, to, 0, &heir(revision, "Mallory", resumes));
    }

    fn seat_guest_soon(&mut self) -> usize {
        let member = Member::new(&self.code, &mut self.rng);
        self.take_seat(member)
    }
}
