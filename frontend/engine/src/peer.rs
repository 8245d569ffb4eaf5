//! One of the others: their letter box, their tie to us, what they say of themselves, and whether they are here.

mod screening;

use crate::account::Account;
use crate::called::Called;
use crate::effect::{Effect, Role, Source};
use crate::letter::{Letter, Parting, Standing, Status};
use crate::listening::Listening;
use crate::meeting::Manners;
use crate::post::{Post, Ways};
use crate::quality::Course;
use crate::speaking::Voice;
use crate::tie::{SILENT_MS, Tie};
use crate::time::Time;
use crate::together::Together;
use crate::turn::Turn;
use crate::view::{self, Hearing, Name, News, Person, Place, TileId};
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::words::Sitter;

/// After a page was unloaded its tile waits this long for a reload, milliseconds.
pub const RELOAD_MS: u64 = 6_000;

/// Something is announced of one person so often at most, milliseconds.
const ANNOUNCE_MS: u64 = 3_000;

/// Whether somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Only the server says so: no letter of theirs has opened.
    Rumoured,
    /// A letter of theirs has opened.
    Here,
    /// Their page was unloaded a moment ago; a reload comes back into this tile.
    Leaving { since: Time },
    /// Nothing was heard for too long; any letter that opens brings them back.
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
    /// Letters to and from them.
    pub post: Post,
    /// The connection to them.
    pub tie: Tie,
    /// Whether they are here.
    pub presence: Presence,
    /// The newest of theirs.
    pub status: Option<Status>,
    /// Their tile.
    pub tile: TileId,
    /// Their sound.
    pub voice: Voice,
    /// How well we see and hear each other.
    pub course: Course,
    /// What is known of the line to them.
    pub account: Account,
    /// Our ear for them.
    pub listening: Listening,
    /// Whether we sit in one room.
    pub together: Together,
    /// What we asked of each other.
    pub manners: Manners,
    /// Letters we do not share a version with.
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
    pub fn new(us: PeerId, them: PeerId, sitter: &Sitter, post: Post, first: Role, now: Time) -> Peer {
        Peer {
            hello: sitter.hello.clone(),
            seat: None,
            met: now,
            unlisted: Some(now),
            post,
            tie: Tie::new(us, them, first, now),
            presence: Presence::Rumoured,
            status: None,
            tile: TileId(0),
            voice: Voice::default(),
            course: Course::default(),
            account: Account::default(),
            listening: Listening::default(),
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
    pub fn steps(&self, letter: &Letter) -> bool {
        let Letter::Status(new) = letter else { return false };
        let known = self.status.as_ref();
        let inside = known.is_some_and(|status| status.place == Standing::In);
        known.is_none_or(|known| known.revision < new.revision) && (new.place == Standing::In) != inside
    }

    /// What came faster than it may, and may be acted on by now.
    pub fn due(&mut self, now: Time) -> Vec<Letter> {
        let steps = self.tie.budget.held().iter().any(|letter| self.steps(letter));
        self.tie.budget.due(steps, now)
    }

    /// What they are called.
    pub fn name(&self) -> Name {
        self.called.shown()
    }

    /// Whether they are in the room, by their own word.
    pub fn inside(&self) -> bool {
        self.presence == Presence::Here && self.status.as_ref().is_some_and(|status| status.place == Standing::In)
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
        [voice, camera && self.tie.picture(Source::Camera) && !self.course.dark]
    }

    /// Whether a tile or a line in the list is theirs.
    pub fn shown(&self) -> bool {
        match self.presence {
            Presence::Here => self.status.is_some(),
            Presence::Leaving { .. } => true,
            Presence::Rumoured | Presence::Lost { .. } | Presence::Gone { .. } => false,
        }
    }

    /// Since when they are not here any more, if they ever were; who may come back as the same counts later than who is gone.
    pub fn absent(&self) -> Option<(bool, Time)> {
        match self.presence {
            Presence::Gone { since } => Some((false, since)),
            Presence::Lost { since } => Some((true, since)),
            Presence::Rumoured | Presence::Here | Presence::Leaving { .. } => None,
        }
    }

    /// Whether they said goodbye for good.
    pub fn gone(&self) -> bool {
        matches!(self.presence, Presence::Gone { .. })
    }

    /// They said goodbye.
    pub fn goodbye(&mut self, how: Parting, turn: &mut Turn) {
        let inside = self.inside();
        self.tie.end(turn);
        self.presence = match how {
            Parting::Unloaded | Parting::Unknown if inside => Presence::Leaving { since: turn.now },
            Parting::Left | Parting::Unloaded | Parting::Unknown => Presence::Gone { since: turn.now },
        };
        self.quiet(turn);
    }

    /// Nothing speaks for them being here any more. Whose page was unloaded and not loaded anew is gone for good.
    pub fn lost(&mut self, turn: &mut Turn) {
        self.tie.end(turn);
        self.presence = match self.presence {
            Presence::Leaving { .. } | Presence::Gone { .. } => Presence::Gone { since: turn.now },
            Presence::Rumoured | Presence::Here | Presence::Lost { .. } => Presence::Lost { since: turn.now },
        };
        self.quiet(turn);
    }

    /// They are back as somebody new, who takes over tile and place. What was given is not there to be given again.
    pub fn bequeath(&mut self, turn: &mut Turn) -> Heritage {
        self.tie.end(turn);
        self.presence = Presence::Gone { since: turn.now };
        self.quiet(turn);
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
        use view::Tie::{Connected, Connecting, Failed, Interrupted, Leaving, None as NoTie, OtherVersion};
        let (announced, news) = match (self.announced, here, self.tie.view(now)) {
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

    fn quiet(&mut self, turn: &mut Turn) {
        if let Some(step) = self.voice.hush() {
            turn.effect(Effect::Level(Some(self.tie.them()), step));
        }
    }

    /// Whether it is time to let them go.
    pub fn overdue(&self, now: Time) -> bool {
        match self.presence {
            Presence::Leaving { since } => now.since(since) >= RELOAD_MS,
            Presence::Here if self.tie.wanted() => self.tie.gone(self.seat.is_some(), now),
            Presence::Here => self.unlisted.is_some_and(|since| now.since(since) >= SILENT_MS),
            Presence::Rumoured | Presence::Lost { .. } | Presence::Gone { .. } => false,
        }
    }

    /// When that is to be looked at next.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let at = match self.presence {
            Presence::Leaving { since } => Some(since + RELOAD_MS),
            Presence::Here if !self.tie.wanted() => self.unlisted.map(|since| since + SILENT_MS),
            Presence::Here | Presence::Rumoured | Presence::Lost { .. } | Presence::Gone { .. } => None,
        };
        let ours = crate::time::soonest(self.voice.deadline(now), at);
        let ours = crate::time::soonest(ours, self.tie.budget.deadline(now).filter(|at| *at > now));
        let announce = self.announced_at.map(|at| at + ANNOUNCE_MS).filter(|at| *at > now);
        let ours = crate::time::soonest(ours, announce);
        let machines = crate::time::soonest(self.tie.deadline(now), self.post.deadline());
        crate::time::soonest(crate::time::soonest(ours, machines), self.course.deadline())
    }

    /// The ways that are open towards them.
    pub fn ways(&self, line: Option<crate::ids::LineId>, now: Time) -> Ways {
        let channel = self.tie.channel(now);
        Ways {
            server: line.zip(self.seat),
            channel: channel.map(|(id, _)| id),
            beside: self.tie.channels().find(|id| channel.is_some_and(|(other, _)| other != *id)),
            trusted: channel.is_some_and(|(_, trusted)| trusted),
        }
    }

    /// As the views see them.
    pub fn view(&self, peer: PeerId, now: Time) -> Person {
        let leaving = matches!(self.presence, Presence::Leaving { .. });
        let (microphone, camera, place) = match &self.status {
            Some(status) if status.place == Standing::In => {
                (status.microphone && !leaving, status.camera && !leaving, Place::In)
            }
            Some(_) | None => (false, false, Place::Lobby),
        };
        Person {
            peer,
            tile: self.tile,
            name: self.name(),
            place,
            microphone,
            camera,
            speaking: microphone && self.voice.speaking(now),
            deaf: place == Place::In && !leaving && self.status.as_ref().is_some_and(|status| status.deaf),
            hearing: self.listening.hearing,
            seating: self.together.seating(),
            stream: self.tie.stream(),
            next: self.tie.next_stream(),
            picture: camera && self.tie.picture(Source::Camera) && !self.course.dark,
            screen: self.screening(),
            tie: match (leaving, self.other_version) {
                (true, _) => view::Tie::Leaving,
                (false, true) => view::Tie::OtherVersion,
                (false, false) => self.tie.view(now),
            },
            grade: self.account.grade(),
        }
    }
}
