//! One of the others: their message box, their tie to us, what they say of themselves, and whether they are here.

mod screen;

use crate::api::context::Context;
use crate::api::effect::{Effect, Role, Source};
use crate::api::values::Presence;
use crate::api::view::{self, Hearing, Name, News, Person, TileId};
use crate::bandwidth::PeerPolicy;
use crate::base::time::Time;
use crate::co_location::claim::Together;
use crate::diagnostics::link_report::LinkReport;
use crate::media::voice_activity::Voice;
use crate::meeting::Manners;
use crate::messaging::message::{GoodbyeReason, PeerMessage, RoomMessage, Status};
use crate::messaging::outbox::{Outbox, Transports};
use crate::room::display_name::Called;
use crate::rtc::peer_link::{PeerLink, SILENT_MS};
use crate::rtc::playback_volume::PlaybackVolume;
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::message::SeatedPeer;

/// After a page was unloaded its tile waits this long for a reload, milliseconds.
pub const RELOAD_MS: u64 = 6_000;

/// Something is announced of one person so often at most, milliseconds.
const ANNOUNCE_MS: u64 = 3_000;

/// Whether somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// Only the server says so: no message of theirs has opened.
    Rumoured,
    /// A message of theirs has opened.
    Here,
    /// Their page was unloaded a moment ago; a reload comes back into this tile.
    Leaving { since: Time },
    /// Nothing was heard for too long; any message that opens brings them back.
    Lost { since: Time },
    /// They said goodbye, which is final: they come back as somebody new.
    Gone { since: Time },
}

/// One of the others.
pub struct Peer {
    /// As the server handed it on.
    pub hello: Vec<u8>,
    /// Where they sit, as far as the server says.
    pub seat: Option<Seat>,
    /// When they were first heard of.
    pub met: Time,
    /// Since when they have not been listed.
    pub unlisted: Option<Time>,
    /// Messages to and from them.
    pub outbox: Outbox,
    /// The connection to them.
    pub link: PeerLink,
    /// Whether they are here.
    pub existence: Existence,
    /// The newest of theirs.
    pub status: Option<Status>,
    /// Their tile.
    pub tile: TileId,
    /// Their sound.
    pub voice: Voice,
    /// How well we see and hear each other.
    pub policy: PeerPolicy,
    /// What is known of the line to them.
    pub link_report: LinkReport,
    /// Our ear for them.
    pub listening: PlaybackVolume,
    /// Whether we sit in one room.
    pub together: Together,
    /// What we asked of each other.
    pub manners: Manners,
    /// Messages we do not share a version with.
    pub other_version: bool,
    /// What they are called.
    pub called: Called,
    announced: Announced,
    /// Whether they shared, as far as the live region knows; nothing of those who are not inside.
    announced_screen: Option<bool>,
    /// When something was last announced of them.
    pub announced_at: Option<Time>,
}

/// What the live region has said of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    No,
    /// They took over the tile of who they were before a reload.
    Heir,
    Yes,
    /// That the line to them broke.
    Interrupted,
}

/// What passes from somebody to who they are after a reload.
pub struct Heritage {
    tile: TileId,
    called: Called,
    hearing: Hearing,
    announced: bool,
}

impl Peer {
    /// Somebody of whom only the server has spoken so far.
    pub fn new(us: PeerId, them: PeerId, seated_peer: &SeatedPeer, outbox: Outbox, first: Role, now: Time) -> Peer {
        Peer {
            hello: seated_peer.hello.clone(),
            seat: None,
            met: now,
            unlisted: Some(now),
            outbox,
            link: PeerLink::new(us, them, first, now),
            existence: Existence::Rumoured,
            status: None,
            tile: TileId(0),
            voice: Voice::default(),
            policy: PeerPolicy::default(),
            link_report: LinkReport::default(),
            listening: PlaybackVolume::default(),
            together: Together::default(),
            manners: Manners::default(),
            other_version: false,
            called: Called::default(),
            announced: Announced::No,
            announced_screen: None,
            announced_at: None,
        }
    }

    /// Takes a status if it is newer than the one we have.
    pub fn take_status(&mut self, status: Status) -> bool {
        if self.status.as_ref().is_some_and(|ours| ours.revision >= status.revision) {
            return false;
        }
        self.called.rename(&status.name);
        self.status = Some(status);
        true
    }

    /// Whether they come in or go out by this.
    pub fn steps(&self, message: &PeerMessage) -> bool {
        let PeerMessage::Room(RoomMessage::Status(new)) = message else { return false };
        let known = self.status.as_ref();
        let inside = known.is_some_and(|status| status.presence == Presence::In);
        known.is_none_or(|known| known.revision < new.revision) && (new.presence == Presence::In) != inside
    }

    /// What came faster than it may, and may be acted on by now.
    pub fn due(&mut self, now: Time) -> Vec<PeerMessage> {
        let steps = self.link.budget.held().iter().any(|message| self.steps(message));
        self.link.budget.due(steps, now)
    }

    /// What they are called.
    pub fn name(&self) -> Name {
        self.called.shown()
    }

    /// Whether they are in the room, by their own word.
    pub fn inside(&self) -> bool {
        self.existence == Existence::Here && self.status.as_ref().is_some_and(|status| status.presence == Presence::In)
    }

    /// Which of their sounds they say to send: voice, sound of their screen.
    pub fn audible(&self) -> [bool; 2] {
        let said = self.status.as_ref().filter(|_| self.inside());
        said.map_or([false, false], |status| [status.microphone, status.screen_sound])
    }

    /// What there is of them: a voice, by their own word; a picture that we show.
    pub fn perceived(&self) -> [bool; 2] {
        let said = self.status.as_ref().filter(|_| self.inside());
        let (voice, camera) = said.map_or((false, false), |status| (status.microphone, status.camera));
        [voice, camera && self.link.picture(Source::Camera) && !self.policy.dark]
    }

    /// Whether a tile or a line in the list is theirs.
    pub fn shown(&self) -> bool {
        match self.existence {
            Existence::Here => self.status.is_some(),
            Existence::Leaving { .. } => true,
            Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => false,
        }
    }

    /// Since when they are not here any more, if they ever were; who may come back as the same counts later than who is gone.
    pub fn absent(&self) -> Option<(bool, Time)> {
        match self.existence {
            Existence::Gone { since } => Some((false, since)),
            Existence::Lost { since } => Some((true, since)),
            Existence::Rumoured | Existence::Here | Existence::Leaving { .. } => None,
        }
    }

    /// Whether they said goodbye for good.
    pub fn gone(&self) -> bool {
        matches!(self.existence, Existence::Gone { .. })
    }

    /// They said goodbye.
    pub fn goodbye(&mut self, how: GoodbyeReason, cx: &mut Context) {
        let inside = self.inside();
        self.link.end(cx);
        self.existence = match how {
            GoodbyeReason::Unloaded | GoodbyeReason::Unknown if inside => Existence::Leaving { since: cx.now },
            GoodbyeReason::Left | GoodbyeReason::Unloaded | GoodbyeReason::Unknown => Existence::Gone { since: cx.now },
        };
        self.quiet(cx);
    }

    /// Nothing speaks for them being here any more. Whose page was unloaded and not loaded anew is gone for good.
    pub fn lost(&mut self, cx: &mut Context) {
        self.link.end(cx);
        self.existence = match self.existence {
            Existence::Leaving { .. } | Existence::Gone { .. } => Existence::Gone { since: cx.now },
            Existence::Rumoured | Existence::Here | Existence::Lost { .. } => Existence::Lost { since: cx.now },
        };
        self.quiet(cx);
    }

    /// They are back as somebody new, who takes over tile and place. What was given is not there to be given again.
    pub fn bequeath(&mut self, cx: &mut Context) -> Heritage {
        self.link.end(cx);
        self.existence = Existence::Gone { since: cx.now };
        self.quiet(cx);
        let announced = std::mem::replace(&mut self.announced, Announced::No) != Announced::No;
        let hearing = std::mem::take(&mut self.listening).hearing;
        let called = self.called.clone();
        self.called.go();
        Heritage { tile: std::mem::replace(&mut self.tile, TileId(0)), called, hearing, announced }
    }

    /// Takes over what somebody left behind.
    pub fn inherit(&mut self, heritage: Heritage) {
        self.tile = heritage.tile;
        self.called.inherit(&heritage.called);
        self.listening.hearing = heritage.hearing;
        if heritage.announced {
            self.announced = Announced::Heir;
        }
    }

    /// Whether something was announced of them a moment ago.
    pub fn just_announced(&self, now: Time) -> bool {
        self.announced_at.is_some_and(|at| now.since(at) < ANNOUNCE_MS)
    }

    /// What there is to announce, now that they are (or are not) here.
    pub fn announce(&mut self, here: bool, now: Time) -> Option<News> {
        use view::LinkState::{Connected, Connecting, Failed, Interrupted, Leaving, None as NoTie, OtherVersion};
        let (announced, news) = match (self.announced, here, self.link.view(now)) {
            (Announced::No, true, _) => (Announced::Yes, News::Arrived(self.name())),
            (Announced::Heir, true, _) => (Announced::Yes, News::Back(self.name())),
            (Announced::Heir | Announced::Yes | Announced::Interrupted, false, _) => {
                (Announced::No, News::Departed(self.name()))
            }
            (Announced::Yes, true, Interrupted | Failed) => (Announced::Interrupted, News::Interrupted(self.name())),
            (Announced::Interrupted, true, Connected) => (Announced::Yes, News::Reconnected(self.name())),
            (Announced::No, false, _)
            | (Announced::Yes, true, NoTie | Connecting | Connected | Leaving | OtherVersion)
            | (Announced::Interrupted, true, _) => return None,
        };
        self.announced = announced;
        Some(news)
    }

    fn quiet(&mut self, cx: &mut Context) {
        if let Some(step) = self.voice.hush() {
            cx.effect(Effect::Level(Some(self.link.them()), step));
        }
    }

    /// Whether it is time to let them go.
    pub fn overdue(&self, now: Time) -> bool {
        match self.existence {
            Existence::Leaving { since } => now.since(since) >= RELOAD_MS,
            Existence::Here if self.link.wanted() => self.link.gone(self.seat.is_some(), now),
            Existence::Here => self.unlisted.is_some_and(|since| now.since(since) >= SILENT_MS),
            Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => false,
        }
    }

    /// When that is to be looked at next.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let at = match self.existence {
            Existence::Leaving { since } => Some(since + RELOAD_MS),
            Existence::Here if !self.link.wanted() => self.unlisted.map(|since| since + SILENT_MS),
            Existence::Here | Existence::Rumoured | Existence::Lost { .. } | Existence::Gone { .. } => None,
        };
        let ours = crate::base::time::soonest(self.voice.deadline(now), at);
        let ours = crate::base::time::soonest(ours, self.link.budget.deadline(now).filter(|at| *at > now));
        let announce = self.announced_at.map(|at| at + ANNOUNCE_MS).filter(|at| *at > now);
        let ours = crate::base::time::soonest(ours, announce);
        let machines = crate::base::time::soonest(self.link.deadline(now), self.outbox.deadline());
        crate::base::time::soonest(crate::base::time::soonest(ours, machines), self.policy.deadline())
    }

    /// The ways that are open towards them.
    pub fn ways(&self, line: Option<crate::base::ids::SocketId>, now: Time) -> Transports {
        let channel = self.link.channel(now);
        Transports {
            server: line.zip(self.seat),
            channel: channel.map(|(id, _)| id),
            beside: self.link.channels().find(|id| channel.is_some_and(|(other, _)| other != *id)),
            trusted: channel.is_some_and(|(_, trusted)| trusted),
        }
    }

    /// As the views see them.
    pub fn view(&self, peer: PeerId, now: Time) -> Person {
        let leaving = matches!(self.existence, Existence::Leaving { .. });
        let (microphone, camera, presence) = match &self.status {
            Some(status) if status.presence == Presence::In => {
                (status.microphone && !leaving, status.camera && !leaving, Presence::In)
            }
            Some(_) | None => (false, false, Presence::Lobby),
        };
        Person {
            peer,
            tile: self.tile,
            name: self.name(),
            presence,
            microphone,
            camera,
            speaking: microphone && self.voice.speaking(now),
            deaf: presence == Presence::In && !leaving && self.status.as_ref().is_some_and(|status| status.deaf),
            hearing: self.listening.hearing,
            seating: self.together.seating(),
            stream: self.link.stream(),
            next: self.link.next_stream(),
            picture: camera && self.link.picture(Source::Camera) && !self.policy.dark,
            screen: self.screening(),
            link: match (leaving, self.other_version) {
                (true, _) => view::LinkState::Leaving,
                (false, true) => view::LinkState::OtherVersion,
                (false, false) => self.link.view(now),
            },
            grade: self.link_report.grade(),
        }
    }
}
