//! A hostile member: the messages they write, and the meeting of two that they come into.

use super::World;
use super::act::Act;
use super::rng::Rng;
use super::sdp::{self, Credentials};
use super::weather::Weather;
use plenum_engine::api::effect::{Candidate, Source};
use plenum_engine::api::values::Presence;
use plenum_engine::api::view::Person;
use plenum_engine::messaging::message::{
    Description, DescriptionKind, LinkMessage, PeerMessage, Resumes, RoomMessage, Status,
};

/// The hostile one among the guests.
pub const MALLORY: usize = 0;

impl World {
    /// Ada and Ben talk and see each other; others of that many people may come in later, and guests who mean no good.
    pub fn two_talk(seed: u64, people: usize) -> World {
        let mut world = World::new(seed, people, Weather::calm());
        world.hostile = true;
        for who in 0..2 {
            for act in [Act::Open(who), Act::Microphone(who, true), Act::Camera(who, true), Act::Join(who)] {
                world.act(&act);
            }
        }
        world.settle();
        world
    }

    /// The same two, and Mallory has just come in under her own name.
    pub fn two_talk_with_mallory(seed: u64) -> World {
        let mut world = World::two_talk(seed, 2);
        world.invite_guest();
        (0..2).for_each(|who| world.guest_enters(MALLORY, who, "Mallory"));
        world.run(1_000);
        world.hung_up = 0;
        world
    }

    /// Ada and Ben have noticed nothing: they see and hear each other over the first and only connection they made.
    pub fn unharmed(&mut self) {
        self.disturb(0);
        self.settle();
        assert!(self.receives(0, 1, Source::Microphone) && self.receives(1, 0, Source::Camera));
        let theirs = self.peerings.iter().filter(|one| !self.strangers.contains(&one.id.peer));
        assert_eq!(
            (self.hung_up, theirs.count()),
            (0, 2),
            "the connection between Ada and Ben is the first and only one"
        );
    }

    /// As somebody sees a guest.
    pub fn guest_as_seen(&self, viewer: usize, guest: usize) -> Option<Person> {
        let (page, peer) = (self.page_of(viewer)?, self.guests[guest].member.peer());
        self.pages[page].view.people.iter().find(|shown| shown.peer == peer).cloned()
    }

    /// The same message to both of the two.
    pub fn writes_both(&mut self, epoch: u32, message: &PeerMessage) {
        (0..2).for_each(|who| self.guest_writes(MALLORY, who, epoch, message));
    }
}

/// A status without anything on air.
pub fn status(revision: u32, presence: Presence, name: &str) -> Status {
    let [microphone, camera, deaf, screen, screen_sound] = [false; 5];
    let (name, trouble, resumes) = (name.into(), None, None);
    Status { revision, presence, name, microphone, camera, deaf, screen, screen_sound, trouble, resumes }
}

/// "I am in, and was somebody else before."
pub fn heir(revision: u32, name: &str, resumes: Resumes) -> PeerMessage {
    PeerMessage::Room(RoomMessage::Status(Status { resumes: Some(resumes), ..status(revision, Presence::In, name) }))
}

/// A description with a certificate and ICE credentials of its own.
pub fn description(rng: &mut Rng, kind: DescriptionKind) -> String {
    let of = Credentials { fingerprint: sdp::fingerprint(rng), ufrag: rng.ice_chars(4) };
    if kind == DescriptionKind::Offer { sdp::offer(&of, rng).to_string() } else { sdp::answer(&of, rng).to_string() }
}

/// The same description with other ICE credentials.
pub fn restarted(sdp: &str, rng: &mut Rng) -> String {
    let ufrag = sdp.lines().find(|line| line.starts_with("a=ice-ufrag:")).unwrap_or_default();
    sdp.replace(ufrag, &format!("a=ice-ufrag:{}", rng.ice_chars(4)))
}

/// An offer.
pub fn offer(sdp: String) -> PeerMessage {
    PeerMessage::Link(LinkMessage::Description(Description { kind: DescriptionKind::Offer, sdp }))
}

/// An answer.
pub fn answer(sdp: String) -> PeerMessage {
    PeerMessage::Link(LinkMessage::Description(Description { kind: DescriptionKind::Answer, sdp }))
}

/// Candidates of the first media section.
pub fn candidates(lines: &[&str]) -> PeerMessage {
    let candidate =
        |line: &&str| Candidate { candidate: (*line).to_owned(), mid: Some("0".into()), line: Some(0), ufrag: None };
    PeerMessage::Link(LinkMessage::Candidates { candidates: lines.iter().map(candidate).collect() })
}
