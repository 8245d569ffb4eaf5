//! One of the others: where they sit, who they are as a participant, the link to them and the outbox of messages to them.

use crate::api::context::Context;
use crate::api::effect::{Effect, Role, Source};
use crate::api::values::Presence;
use crate::api::view::{Grade, LinkState, Person, Screening, Seating, Stream, Streams, TileId};
use crate::base::ids::SocketId;
use crate::base::time::{Time, soonest};
use crate::messaging::message::{GoodbyeReason, PeerMessage};
use crate::messaging::outbox::{Outbox, Transports};
use crate::messaging::streams::BulkStreams;
use crate::room::member::Member;
use crate::room::participant::{Existence, Heritage, Participant, RELOAD_MS};
use crate::rtc::peer_link::{PeerLink, SILENT_MS};
use plenum_shared::ids::PeerId;
use plenum_shared::message::SeatedPeer;

/// Whoever could not be connected to for so long is told of, milliseconds: by then a first connection has been given up.
const CUT_OFF_MS: u64 = 15_000;
/// Whoever has said something within so long, milliseconds, answers: each attempt to connect makes both say something.
const ANSWERS_MS: u64 = 10_000;

/// One of the others.
pub struct Peer {
    /// What the server says of them.
    pub member: Member,
    /// What they say of themselves.
    pub person: Participant,
    /// The connection to them.
    pub link: PeerLink,
    /// Messages to and from them.
    pub outbox: Outbox,
    /// What is too large for messages.
    pub streams: BulkStreams,
    last_visible: Option<VisibleState>,
}

/// What there is to see of somebody, small enough to compare after every event.
#[derive(Clone, Copy, Debug, PartialEq)]
struct VisibleState {
    shown: bool,
    tile: TileId,
    /// Its revision.
    status: Option<u32>,
    link: LinkState,
    streams: [Option<Stream>; 2],
    /// Whether frames have come: camera, screen.
    pictures: [bool; 2],
    speaking: bool,
}

impl Peer {
    /// Somebody of whom only the server has spoken so far.
    pub fn new(us: PeerId, them: PeerId, seated_peer: &SeatedPeer, outbox: Outbox, first: Role, now: Time) -> Peer {
        Peer {
            member: Member::new(seated_peer, now),
            person: Participant::default(),
            link: PeerLink::new(us, them, first, now),
            outbox,
            streams: BulkStreams::default(),
            last_visible: None,
        }
    }

    /// What came faster than it may, and may be acted on by now.
    pub fn due(&mut self, now: Time) -> Vec<PeerMessage> {
        let steps = self.link.budget.held().iter().any(|message| self.person.steps(message));
        self.link.budget.due(steps, now)
    }

    /// Something of theirs has opened.
    pub fn lives(&mut self, now: Time) {
        self.link.lives(now);
        match self.person.existence {
            Existence::Rumoured | Existence::Lost { .. } => self.person.existence = Existence::Here,
            // Whoever said goodbye comes back as somebody new; late messages do not bring them back.
            Existence::Here | Existence::Leaving { .. } | Existence::Gone { .. } => {}
        }
    }

    /// They said goodbye.
    pub fn goodbye(&mut self, how: GoodbyeReason, cx: &mut Context) {
        let inside = self.person.inside();
        self.link.end(cx);
        self.streams.abandon();
        self.person.existence = match how {
            GoodbyeReason::Unloaded | GoodbyeReason::Unknown if inside => Existence::Leaving { since: cx.now },
            GoodbyeReason::Left | GoodbyeReason::Unloaded | GoodbyeReason::Unknown => Existence::Gone { since: cx.now },
        };
        self.quiet(cx);
    }

    /// Nothing speaks for them being here any more. Whose page was unloaded and not loaded anew is gone for good.
    pub fn lost(&mut self, cx: &mut Context) {
        self.link.end(cx);
        self.streams.abandon();
        self.person.existence = match self.person.existence {
            Existence::Leaving { .. } | Existence::Gone { .. } => Existence::Gone { since: cx.now },
            Existence::Rumoured | Existence::Here | Existence::Lost { .. } => Existence::Lost { since: cx.now },
        };
        self.quiet(cx);
    }

    /// They are back as somebody new, who takes over tile and place.
    pub fn bequeath(&mut self, cx: &mut Context) -> Heritage {
        self.link.end(cx);
        self.streams.abandon();
        self.person.existence = Existence::Gone { since: cx.now };
        self.quiet(cx);
        self.person.bequeath()
    }

    fn quiet(&mut self, cx: &mut Context) {
        if let Some(step) = self.person.voice.hush() {
            cx.effect(Effect::Level(Some(self.link.them()), step));
        }
    }

    /// Whether they are here and answer over the server, and for long no connection to them could be made.
    pub fn cut_off(&self, now: Time) -> bool {
        let answers = self.link.silent_for(now) < ANSWERS_MS && !self.outbox.unacknowledged(now);
        answers && self.unconnected().is_some_and(|since| now.since(since) >= CUT_OFF_MS)
    }

    /// Since when we have tried to connect to somebody who is here, if that has never come about.
    pub fn unconnected(&self) -> Option<Time> {
        let here = self.person.existence == Existence::Here && self.person.inside() && self.member.seat.is_some();
        self.link.unconnected().filter(|_| here)
    }

    /// Whether it is time to let them go.
    pub fn overdue(&self, now: Time) -> bool {
        match self.person.existence {
            Existence::Leaving { since } => now.since(since) >= RELOAD_MS,
            Existence::Here if self.link.wanted() => self.link.gone(self.member.seat.is_some(), now),
            Existence::Here => self.member.unlisted.is_some_and(|since| now.since(since) >= SILENT_MS),
            Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => false,
        }
    }

    /// When that is to be looked at next.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let at = match self.person.existence {
            Existence::Leaving { since } => Some(since + RELOAD_MS),
            Existence::Here if !self.link.wanted() => self.member.unlisted.map(|since| since + SILENT_MS),
            Existence::Here | Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => None,
        };
        let ours = soonest(self.person.deadline(now), at);
        let ours = soonest(ours, self.link.budget.deadline(now).filter(|at| *at > now));
        let cut_off = self.link.unconnected().map(|since| since + CUT_OFF_MS).filter(|at| *at > now);
        let ours = soonest(ours, cut_off);
        let messages = soonest(self.outbox.deadline(), self.streams.deadline());
        soonest(ours, soonest(self.link.deadline(now), messages))
    }

    /// The transports that are open towards them.
    pub fn transports(&self, socket: Option<SocketId>, now: Time) -> Transports {
        let channel = self.link.channel(now);
        Transports {
            server: socket.zip(self.member.seat),
            channel: channel.map(|(id, _)| id),
            beside: self.link.channels().find(|id| channel.is_some_and(|(other, _)| other != *id)),
            trusted: channel.is_some_and(|(_, trusted)| trusted),
        }
    }

    /// What there is of them: a voice, if their status says so; a picture that has come.
    pub fn perceived(&self) -> [bool; 2] {
        let said = self.person.status.as_ref().filter(|_| self.person.inside());
        let (voice, camera) = said.map_or((false, false), |status| (status.microphone, status.camera));
        [voice, camera && self.link.picture(Source::Camera)]
    }

    /// The link as a person should know it.
    pub fn link_state(&self, now: Time) -> LinkState {
        match (&self.person.existence, self.member.other_version) {
            (Existence::Leaving { .. }, _) => LinkState::Leaving,
            (Existence::Rumoured | Existence::Here | Existence::Lost { .. } | Existence::Gone { .. }, true) => {
                LinkState::OtherVersion
            }
            (Existence::Rumoured | Existence::Here | Existence::Lost { .. } | Existence::Gone { .. }, false) => {
                self.link.view(now)
            }
        }
    }

    /// Whether there is something else to see of them than when this was last asked. Some events, heartbeats above all, are
    /// so frequent that only this is asked after them, and not everything built anew.
    pub fn looks_different(&mut self, now: Time) -> bool {
        let visible = VisibleState {
            shown: self.person.shown(),
            tile: self.person.tile,
            status: self.person.status.as_ref().map(|status| status.revision),
            link: self.link_state(now),
            streams: [self.link.stream(), self.link.next_stream()],
            pictures: [Source::Camera, Source::Screen].map(|source| self.link.picture(source)),
            speaking: self.person.voice.speaking(now),
        };
        self.last_visible.replace(visible) != Some(visible)
    }

    /// As the views see them, but for what features know of them.
    pub fn view(&self, peer: PeerId, now: Time) -> Person {
        let leaving = matches!(self.person.existence, Existence::Leaving { .. });
        let (microphone, camera, presence) = match &self.person.status {
            Some(status) if status.presence == Presence::In => {
                (status.microphone && !leaving, status.camera && !leaving, Presence::In)
            }
            Some(_) | None => (false, false, Presence::Lobby),
        };
        Person {
            peer,
            tile: self.person.tile,
            name: self.person.name(),
            presence,
            microphone,
            camera,
            speaking: microphone && self.person.voice.speaking(now),
            deaf: presence == Presence::In && !leaving && self.person.status.as_ref().is_some_and(|status| status.deaf),
            hearing: self.person.playback.hearing,
            seating: Seating::Apart,
            streams: Streams { shown: self.link.stream(), next: self.link.next_stream() },
            picture: camera && self.link.picture(Source::Camera),
            screen: self.screening(),
            link: self.link_state(now),
            grade: Grade::Good,
        }
    }

    /// What is shown of their screen.
    fn screening(&self) -> Screening {
        let [_, picture] = self.person.promised();
        match (self.person.shares(), self.link.picture(Source::Screen)) {
            (false, _) => Screening::No,
            (true, _) if !picture => Screening::Sound,
            (true, false) => Screening::Coming,
            (true, true) => Screening::Shown,
        }
    }
}
