//! The one door into the mind: routes each event to the machine it concerns.

mod acts;
mod glance;
mod interruptions;
mod sound;
mod thrift;
mod whereabouts;

use crate::address::Address;
use crate::copying::Copying;
use crate::ear::Ear;
use crate::effect::Effect;
use crate::event::{Device, Done, Event, Failure, PageNews, PreviousSession, Start};
use crate::fetching::Fetching;
use crate::gathering::{Coming, Gathering, Host, Myself, Occasion, Opening};
use crate::ids::OpId;
use crate::interruption::Interrupt;
use crate::letter::Parting;
use crate::link::LinkError;
use crate::news::Bulletin;
use crate::own::{Outcome, Own};
use crate::random::Dice;
use crate::sharing::Sharing;
use crate::speaking::Voice;
use crate::tabs::Tabs;
use crate::talk::Talk;
use crate::text::NAME_CHARACTERS;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::{Habits, Language, NoticeKind, Person, Saving, ScreenTrouble, Taste, Theme, Unable};
use std::sync::Arc;

/// Where the person is.
enum Stage {
    Start {
        problem: Option<LinkError>,
    },
    Damaged(LinkError),
    Unable(Unable),
    /// The code of meetings is still on its way. Of a lobby a person notices nothing.
    Waiting(Box<Occasion>),
    Meeting(Box<dyn Gathering>),
    Left(Box<Occasion>),
    /// The page is hidden for good, or in the back-forward cache.
    Hidden(Box<Occasion>),
}

/// The mind of one page.
pub struct Engine {
    dice: Dice,
    ops: u64,
    lines: u32,
    now: Time,
    stage: Stage,
    fetching: Fetching,
    tabs: Tabs,
    origin: String,
    abilities: crate::event::Abilities,
    taste: Taste,
    name: String,
    visible: bool,
    /// The system has taken the page's sound, for a call perhaps.
    taken: bool,
    saving: Saving,
    own: Own,
    sharing: Sharing,
    voice: Voice,
    ear: Ear,
    deaf: bool,
    talk: Talk,
    habits: Habits,
    bulletin: Bulletin,
    devices: Arc<[Device]>,
    people: Arc<[Person]>,
    copying: Copying,
    address: Address,
}

impl Engine {
    /// A mind with everything it needs, as native tests have it.
    pub fn whole(seed: [u8; 32], now: Time) -> Engine {
        Engine { fetching: Fetching::Here(Host::here()), ..Engine::new(seed, now) }
    }

    /// A mind whose every random choice follows from the seed. It fetches the code of meetings while it is awake already.
    pub fn new(seed: [u8; 32], now: Time) -> Engine {
        Engine {
            dice: Dice::new(seed),
            ops: 0,
            lines: 0,
            now,
            stage: Stage::Start { problem: None },
            fetching: Fetching::Unasked,
            tabs: Tabs::default(),
            origin: String::new(),
            abilities: Default::default(),
            taste: Taste { language: Language::En, theme: Theme::System },
            name: String::new(),
            visible: true,
            taken: false,
            saving: Saving::Nothing,
            own: Own::new(None, None),
            sharing: Sharing::new(),
            voice: Voice::default(),
            ear: Ear::default(),
            deaf: false,
            talk: Talk::Free,
            habits: Habits::default(),
            bulletin: Bulletin::default(),
            devices: Arc::from([]),
            people: Arc::from([]),
            copying: Copying::default(),
            address: Address::default(),
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
        self.keep_holding(&mut turn);
        self.mind_interruptions(&mut turn);
        self.tell_of_silence();
        self.bulletin.tick(turn.now);
        self.fetching.tick(false, &mut turn);
        let me = self.myself();
        if let Stage::Meeting(meeting) = &mut self.stage {
            meeting.finish(&me, &mut self.bulletin, &mut turn);
        }
        self.address.follow(self.standing(), &mut turn);
        if self.own.measure(self.needs_level(), &mut turn) {
            self.interrupted(Interrupt::Unmeasured, &mut turn);
        }
        self.tabs.follow(self.place(), &mut turn);
        self.tabs.tick(&mut turn);
        self.bulletin.hold(NoticeKind::OtherTab, self.tabs.other());
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
            Event::Envelopes(envelopes) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.compare(envelopes, &me, turn);
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
        self.saving = thrift::read(kept.saving.as_deref());
        self.own = Own::new(kept.microphone, kept.camera);
        self.remember_habits(kept.habits.as_deref(), turn);
        self.fetching.begin(turn);
        if let Some(fragment) = start.fragment {
            self.visit(&fragment, start.previous, turn);
        }
    }

    fn meet(&mut self, occasion: Occasion, turn: &mut Turn) {
        self.bulletin.clear();
        if !self.abilities.webrtc {
            self.stage = Stage::Unable(Unable::NoWebRtc);
            return;
        }
        let Some(host) = self.fetching.host() else {
            self.stage = Stage::Waiting(Box::new(occasion));
            return;
        };
        let opening = Opening { occasion: &occasion, origin: &self.origin, name: &self.name, lines: self.lines };
        self.stage = match host.begin(opening, turn) {
            Ok(meeting) => Stage::Meeting(meeting),
            Err(unable) => Stage::Unable(unable),
        };
        let back = matches!(&self.stage, Stage::Meeting(meeting) if meeting.inside());
        if back && occasion.coming == Coming::Reloaded {
            self.bulletin.pass(NoticeKind::BackAfterReload, turn.now);
        }
    }

    /// The code of meetings is here: whoever waits for one goes on.
    fn fetched(&mut self, op: OpId, host: Host, turn: &mut Turn) {
        if self.fetching.came(op, host)
            && let Some(occasion) = self.stop_waiting()
        {
            self.meet(occasion, turn);
        }
    }

    fn stop_waiting(&mut self) -> Option<Occasion> {
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Waiting(occasion) => Some(*occasion),
            other => {
                self.stage = other;
                None
            }
        }
    }

    /// Out of the meeting, if there is one: devices closed, goodbyes said.
    fn end(&mut self, how: Parting, turn: &mut Turn) {
        let stage = std::mem::replace(&mut self.stage, Stage::Start { problem: None });
        let occasion = match stage {
            Stage::Meeting(meeting) => {
                let (link, inside) = (meeting.link().clone(), meeting.inside());
                let (before, lines) = meeting.leave(how, turn);
                self.lines = lines;
                let coming = if inside { Coming::Reloaded } else { Coming::ToLobby };
                Occasion { link, before: Some(before), coming }
            }
            Stage::Waiting(occasion) => *occasion,
            other => {
                self.stage = other;
                return;
            }
        };
        self.own.close(turn);
        self.talk.set_free();
        (self.ear, self.deaf) = (Ear::default(), false);
        self.sharing.off(turn);
        self.hush(turn);
        self.bulletin.clear();
        self.stage = match (how, occasion.coming) {
            (Parting::Left, Coming::ToLobby) => Stage::Start { problem: None },
            (Parting::Left, Coming::Inside | Coming::Reloaded) => {
                Stage::Left(Box::new(Occasion { coming: Coming::Inside, ..occasion }))
            }
            (Parting::Unloaded | Parting::Unknown, _) => {
                if let Some(before) = occasion.before.clone() {
                    let inside = occasion.coming != Coming::ToLobby;
                    turn.effect(Effect::KeepSession(PreviousSession { inside, ..before }));
                }
                Stage::Hidden(Box::new(occasion))
            }
        };
    }

    fn done(&mut self, op: OpId, done: Done, me: &Myself, turn: &mut Turn) {
        if let Some(notice) = self.copying.end(op, true) {
            return self.bulletin.pass(notice, turn.now);
        }
        match done {
            Done::Opened(opened) => {
                if self.own.microphone_op(op) {
                    self.ear.fresh();
                    self.interrupted(Interrupt::Opened, turn);
                }
                self.own.opened(op, opened, turn);
            }
            Done::Shared { picture, sound, blind } => {
                if self.sharing.opened(op, [picture, sound]) && blind {
                    self.bulletin.linger(NoticeKind::ScreenTrouble(ScreenTrouble::NoPicture), turn.now);
                }
            }
            Done::Fetched(host) => self.fetched(op, host, turn),
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
        if let Some(notice) = self.copying.end(op, false) {
            return self.bulletin.pass(notice, turn.now);
        }
        if self.fetching.failed(op, failure, turn.now) {
            return;
        }
        if let Some(trouble) = self.sharing.failed(op, failure) {
            return trouble.into_iter().for_each(|what| self.bulletin.pass(NoticeKind::ScreenTrouble(what), turn.now));
        }
        match self.own.failed(op, failure, turn) {
            Some(Outcome::Microphone(trouble)) => self.microphone_failed(trouble, turn),
            Some(Outcome::Camera(trouble)) => self.bulletin.pass(NoticeKind::CameraTrouble(trouble), turn.now),
            Some(Outcome::Quiet) => {}
            None => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.failed(op, me, turn);
                }
            }
        }
    }

    fn page_news(&mut self, news: PageNews, turn: &mut Turn) {
        match news {
            PageNews::Blurred => self.lose_hold(turn),
            PageNews::Visible(visible) => self.shown(visible, turn),
            PageNews::Paused => self.interrupted(Interrupt::Paused, turn),
            PageNews::Touched => self.interrupted(Interrupt::Touched, turn),
            PageNews::Online => {
                self.fetching.tick(true, turn);
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.network_changed(turn);
                }
            }
            PageNews::Hidden => self.end(Parting::Unloaded, turn),
            PageNews::Restored => match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
                Stage::Hidden(occasion) => self.meet(*occasion, turn),
                other => self.stage = other,
            },
            PageNews::TabSaid(word) => self.tabs.hear(word, turn),
            PageNews::Fragment(fragment) => self.address_changed(&fragment, turn),
            PageNews::Back => self.go_back(turn),
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
