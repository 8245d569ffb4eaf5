//! The one door into the mind: routes each event to the machine it concerns.

mod acts;
mod glance;

use crate::effect::{Effect, Fragment};
use crate::event::{Device, DeviceNews, Done, Event, Failure, PageNews, Start};
use crate::ids::OpId;
use crate::intent::Text;
use crate::keys::Keys;
use crate::letter::Parting;
use crate::link::{self, Link, LinkError};
use crate::meeting::{Meeting, Myself};
use crate::news::Bulletin;
use crate::own::{Outcome, Own};
use crate::random::Dice;
use crate::session::Session;
use crate::speaking::Voice;
use crate::text::NAME_CHARACTERS;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::{Language, NoticeKind, Person, Taste, Theme, Unable};
use plenum_shared::bytes;
use std::sync::Arc;

/// Where the person is.
enum Stage {
    Start {
        problem: Option<LinkError>,
    },
    Damaged(LinkError),
    Unable(Unable),
    Meeting(Box<Meeting>),
    Left {
        link: Link,
        before: Box<Session>,
    },
    /// The page is hidden for good, or in the back-forward cache.
    Hidden {
        link: Link,
        before: Box<Session>,
        inside: bool,
    },
}

/// The mind of one page.
pub struct Engine {
    dice: Dice,
    ops: u64,
    lines: u32,
    now: Time,
    stage: Stage,
    origin: String,
    abilities: crate::event::Abilities,
    taste: Taste,
    name: String,
    visible: bool,
    own: Own,
    voice: Voice,
    bulletin: Bulletin,
    devices: Arc<[Device]>,
    people: Arc<[Person]>,
    copying: Option<OpId>,
}

impl Engine {
    /// A mind whose every random choice follows from the seed.
    pub fn new(seed: [u8; 32], now: Time) -> Engine {
        Engine {
            dice: Dice::new(seed),
            ops: 0,
            lines: 0,
            now,
            stage: Stage::Start { problem: None },
            origin: String::new(),
            abilities: Default::default(),
            taste: Taste { language: Language::En, theme: Theme::System },
            name: String::new(),
            visible: true,
            own: Own::new(None, None),
            voice: Voice::default(),
            bulletin: Bulletin::default(),
            devices: Arc::from([]),
            people: Arc::from([]),
            copying: None,
        }
    }

    /// Takes in one event and says what is to be done. Also does everything whose time has come.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<Effect> {
        self.now = now.max(self.now);
        // The dice are lent to the turn, and come back with it.
        let mut dice = std::mem::replace(&mut self.dice, Dice::new([0; 32]));
        let mut ops = self.ops;
        let mut turn = Turn::new(self.now, &mut dice, &mut ops);
        self.route(event, &mut turn);
        self.bulletin.tick(turn.now);
        let me = self.myself();
        if let Stage::Meeting(meeting) = &mut self.stage {
            meeting.finish(&me, &mut self.bulletin, &mut turn);
        }
        let effects = turn.effects;
        self.dice = dice;
        self.ops = ops;
        self.people = self.look_around();
        effects
    }

    fn route(&mut self, event: Event, turn: &mut Turn) {
        let me = self.myself();
        match event {
            Event::Started(start) => self.start(*start, turn),
            Event::Intent(intent) => self.intent(intent, turn),
            Event::Done { op, done } => self.done(op, done, &me, turn),
            Event::Failed { op, failure } => self.failed(op, failure, &me, turn),
            Event::Line { line, news } => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.line(line, news, &me, &mut self.bulletin, turn);
                }
            }
            Event::Connection { id, news } => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.connection(id, news, &me, turn);
                }
            }
            Event::Devices(news) => self.device_news(news, turn),
            Event::Page(news) => self.page_news(news, turn),
            Event::Pulse => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.pulse(turn);
                }
            }
            Event::Woke => {}
        }
    }

    fn start(&mut self, start: Start, turn: &mut Turn) {
        self.origin = start.origin;
        self.abilities = start.abilities;
        let kept = start.remembered;
        self.taste.theme = match kept.theme.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            Some(_) | None => Theme::System,
        };
        let mut languages = kept.language.iter().chain(&start.languages);
        self.taste.language = languages.find_map(|tag| language(tag)).unwrap_or(Language::En);
        self.name = kept.name.map(|name| bounded(name.0)).unwrap_or_default();
        self.own = Own::new(kept.microphone, kept.camera);
        if let Some(fragment) = start.fragment {
            let before =
                start.previous.map(|previous| (Session::from_seed(previous.seed), previous.room, previous.inside));
            self.visit(&fragment, before, turn);
        }
    }

    /// Follows a fragment: into the lobby, or (a reload) straight back into the room.
    fn visit(&mut self, fragment: &Text, before: Option<(Session, String, bool)>, turn: &mut Turn) {
        match link::read(&fragment.0) {
            Err(LinkError::Empty) => self.stage = Stage::Start { problem: None },
            Err(error) => self.stage = Stage::Damaged(error),
            Ok(visit) => {
                if let Some(language) = visit.lang.as_deref().and_then(language) {
                    self.taste.language = language;
                }
                if let (true, Some(name)) = (self.name.is_empty(), visit.name) {
                    self.name = bounded(name);
                }
                // A link that had to be mended stays mended: what is shared from here on is whole.
                if fragment.0 != visit.link.code() {
                    turn.effect(Effect::Mend(Fragment(format!("#{}", visit.link.code()))));
                }
                let (session, inside) = match &before {
                    Some((session, room, inside)) => {
                        let same =
                            Keys::derive(&visit.link, None).is_ok_and(|keys| bytes::encode(&keys.room().0) == *room);
                        (same.then_some(session), same && *inside)
                    }
                    None => (None, false),
                };
                self.meet(visit.link, session, inside, turn);
                if inside && matches!(self.stage, Stage::Meeting(_)) {
                    self.bulletin.pass(NoticeKind::BackAfterReload, turn.now);
                }
            }
        }
    }

    fn meet(&mut self, link: Link, before: Option<&Session>, inside: bool, turn: &mut Turn) {
        self.bulletin.clear();
        if !self.abilities.webrtc {
            self.stage = Stage::Unable(Unable::NoWebRtc);
            return;
        }
        let Ok(keys) = Keys::derive(&link, None) else {
            self.stage = Stage::Unable(Unable::Passphrase);
            return;
        };
        let mut meeting = Meeting::new(link, keys, &self.origin, &self.name, before, self.lines, turn);
        if inside {
            meeting.enter(turn);
        }
        self.stage = Stage::Meeting(Box::new(meeting));
    }

    /// Out of the meeting, if there is one: devices closed, goodbyes said.
    fn end(&mut self, how: Parting, turn: &mut Turn) {
        let stage = std::mem::replace(&mut self.stage, Stage::Start { problem: None });
        self.stage = match stage {
            Stage::Meeting(meeting) => {
                self.own.close(turn);
                self.hush(turn);
                self.bulletin.clear();
                let (link, inside) = (meeting.link.clone(), meeting.inside());
                let (session, previous, lines) = meeting.leave(how, turn);
                self.lines = lines;
                let before = Box::new(session);
                match how {
                    Parting::Left if inside => Stage::Left { link, before },
                    Parting::Left => Stage::Start { problem: None },
                    Parting::Unloaded | Parting::Unknown => {
                        turn.effect(Effect::KeepSession(previous));
                        Stage::Hidden { link, before, inside }
                    }
                }
            }
            other => other,
        };
    }

    fn hush(&mut self, turn: &mut Turn) {
        if let Some(step) = self.voice.hush() {
            turn.effect(Effect::Level(None, step));
        }
    }

    fn done(&mut self, op: OpId, done: Done, me: &Myself, turn: &mut Turn) {
        if self.copying == Some(op) {
            self.copying = None;
            return self.bulletin.pass(NoticeKind::LinkCopied, turn.now);
        }
        match done {
            Done::Opened(opened) => {
                self.own.opened(op, opened, turn);
            }
            Done::Described(sdp) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.done(op, Some(&sdp), me, turn);
                }
            }
            Done::Plain => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.done(op, None, me, turn);
                }
            }
        }
    }

    fn failed(&mut self, op: OpId, failure: Failure, me: &Myself, turn: &mut Turn) {
        if self.copying == Some(op) {
            self.copying = None;
            return self.bulletin.pass(NoticeKind::LinkNotCopied, turn.now);
        }
        match self.own.failed(op, failure, turn) {
            Some(Outcome::Microphone(trouble)) => self.bulletin.pass(NoticeKind::MicrophoneTrouble(trouble), turn.now),
            Some(Outcome::Camera(trouble)) => self.bulletin.pass(NoticeKind::CameraTrouble(trouble), turn.now),
            Some(Outcome::Quiet) => {}
            None => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.failed(op, me, turn);
                }
            }
        }
    }

    fn device_news(&mut self, news: DeviceNews, turn: &mut Turn) {
        match news {
            DeviceNews::Listed(devices) => self.devices = devices.into(),
            DeviceNews::MicrophoneEnded => {
                if self.own.microphone_ended(turn) {
                    self.bulletin.pass(NoticeKind::MicrophoneLost, turn.now);
                }
                self.hush(turn);
            }
            DeviceNews::CameraEnded => {
                if self.own.camera_ended(turn) {
                    self.bulletin.pass(NoticeKind::CameraLost, turn.now);
                }
            }
            DeviceNews::Level(level) => {
                let [on, _] = self.own.on_air();
                let step = if on { self.voice.level(level, turn.now) } else { self.voice.hush() };
                if let Some(step) = step {
                    turn.effect(Effect::Level(None, step));
                }
            }
        }
    }

    fn page_news(&mut self, news: PageNews, turn: &mut Turn) {
        match news {
            PageNews::Visible(visible) => {
                self.visible = visible;
                if let (true, Stage::Meeting(meeting)) = (visible, &mut self.stage) {
                    meeting.nudge(turn);
                }
            }
            PageNews::Online => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.nudge(turn);
                }
            }
            PageNews::Hidden => self.end(Parting::Unloaded, turn),
            PageNews::Restored => {
                let stage = std::mem::replace(&mut self.stage, Stage::Start { problem: None });
                match stage {
                    Stage::Hidden { link, before, inside } => {
                        self.meet(link, Some(&before), inside, turn);
                        if inside {
                            self.bulletin.pass(NoticeKind::BackAfterReload, turn.now);
                        }
                    }
                    other => self.stage = other,
                }
            }
            PageNews::Fragment(fragment) => {
                let same = match (&self.stage, link::read(&fragment.0)) {
                    (Stage::Meeting(meeting), Ok(visit)) => meeting.link == visit.link,
                    _ => false,
                };
                if !same {
                    self.end(Parting::Left, turn);
                    self.visit(&fragment, None, turn);
                }
            }
        }
    }
}

/// A name as it is kept and told: bounded, but otherwise as typed; whoever shows it cleans it.
fn bounded(name: String) -> String {
    name.chars().take(NAME_CHARACTERS).collect()
}

/// The language a tag such as `de-AT` (BCP 47) asks for, if Plenum speaks it.
fn language(tag: &str) -> Option<Language> {
    match tag.split(['-', '_']).next().map(str::to_ascii_lowercase).as_deref() {
        Some("de") => Some(Language::De),
        Some("en") => Some(Language::En),
        Some(_) | None => None,
    }
}
