//! The one door into the engine: routes each event to the machine it concerns.

mod data_saver;
mod devices;
mod intents;
mod interruptions;
mod snapshot;
mod whereabouts;

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::{Device, Done, Event, Failure, PageEvent, PreviousSession, Start};
use crate::api::view::{Appearance, Language, NoticeKind, Person, Preferences, Saving, ScreenTrouble, Theme, Unable};
use crate::app::address::Address;
use crate::app::chunk_loader::ChunkLoader;
use crate::app::clipboard::Clipboard;
use crate::app::other_tabs::Tabs;
use crate::base::ids::OpId;
use crate::base::rng::Rng;
use crate::base::time::Time;
use crate::base::untrusted_text::NAME_CHARACTERS;
use crate::invite::LinkError;
use crate::media::interruption::Interrupt;
use crate::media::local_media::{LocalMedia, Outcome};
use crate::media::microphone_monitor::Ear;
use crate::media::push_to_talk::Talk;
use crate::media::screen_share::Sharing;
use crate::media::voice_activity::Voice;
use crate::meeting::contract::{Entry, EntryMode, LocalState, RoomChunk, RoomConfig, RoomHandle};
use crate::messaging::message::GoodbyeReason;
use crate::notifications::Notifications;
use std::sync::Arc;

/// Where the person is.
enum Stage {
    Start {
        problem: Option<LinkError>,
    },
    Damaged(LinkError),
    Unable(Unable),
    /// The code of meetings is still on its way. Of a lobby a person notices nothing.
    Waiting(Box<Entry>),
    Meeting(Box<dyn RoomHandle>),
    Left(Box<Entry>),
    /// The page is hidden for good, or in the back-forward cache.
    Hidden(Box<Entry>),
}

/// The engine of one page.
pub struct Engine {
    rng: Rng,
    ops: u64,
    lines: u32,
    now: Time,
    stage: Stage,
    fetching: ChunkLoader,
    tabs: Tabs,
    origin: String,
    abilities: crate::api::event::Abilities,
    appearance: Appearance,
    name: String,
    visible: bool,
    /// The system has taken the page's sound, for a call perhaps.
    taken: bool,
    saving: Saving,
    own: LocalMedia,
    sharing: Sharing,
    voice: Voice,
    ear: Ear,
    deaf: bool,
    talk: Talk,
    preferences: Preferences,
    notifications: Notifications,
    devices: Arc<[Device]>,
    people: Arc<[Person]>,
    copying: Clipboard,
    address: Address,
}

impl Engine {
    /// An engine with everything it needs, as native tests have it.
    pub fn whole(seed: [u8; 32], now: Time) -> Engine {
        Engine { fetching: ChunkLoader::Here(RoomChunk::here()), ..Engine::new(seed, now) }
    }

    /// An engine whose every random choice follows from the seed. It fetches the code of meetings while it is awake already.
    pub fn new(seed: [u8; 32], now: Time) -> Engine {
        Engine {
            rng: Rng::new(seed),
            ops: 0,
            lines: 0,
            now,
            stage: Stage::Start { problem: None },
            fetching: ChunkLoader::Unasked,
            tabs: Tabs::default(),
            origin: String::new(),
            abilities: Default::default(),
            appearance: Appearance { language: Language::En, theme: Theme::System },
            name: String::new(),
            visible: true,
            taken: false,
            saving: Saving::Nothing,
            own: LocalMedia::new(None, None),
            sharing: Sharing::new(),
            voice: Voice::default(),
            ear: Ear::default(),
            deaf: false,
            talk: Talk::Free,
            preferences: Preferences::default(),
            notifications: Notifications::default(),
            devices: Arc::from([]),
            people: Arc::from([]),
            copying: Clipboard::default(),
            address: Address::default(),
        }
    }

    /// Takes in one event and says what is to be done. Also does everything whose time has come.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<Effect> {
        self.now = now.max(self.now);
        // The random source are lent to the turn, and come back with it.
        let mut rng = std::mem::replace(&mut self.rng, Rng::new([0; 32]));
        let mut ops = self.ops;
        let mut cx = Context::new(self.now, &mut rng, &mut ops);
        self.route(event, &mut cx);
        self.keep_holding(&mut cx);
        self.mind_interruptions(&mut cx);
        self.tell_of_silence();
        self.notifications.tick(cx.now);
        self.fetching.tick(false, &mut cx);
        let me = self.myself();
        if let Stage::Meeting(meeting) = &mut self.stage {
            meeting.finish(&me, &mut self.notifications, &mut cx);
        }
        self.address.follow(self.standing(), &mut cx);
        if self.own.measure(self.needs_level(), &mut cx) {
            self.interrupted(Interrupt::Unmeasured, &mut cx);
        }
        self.tabs.follow(self.place(), &mut cx);
        self.tabs.tick(&mut cx);
        self.notifications.hold(NoticeKind::OtherTab, self.tabs.other());
        let effects = cx.effects;
        self.rng = rng;
        self.ops = ops;
        self.people = self.look_around();
        effects
    }

    fn route(&mut self, event: Event, cx: &mut Context) {
        let me = self.myself();
        match event {
            Event::Started(start) => self.start(*start, cx),
            Event::Intent(intent) => self.intent(intent, cx),
            Event::Done { op, done } => self.done(op, done, &me, cx),
            Event::Failed { op, failure } => self.failed(op, failure, &me, cx),
            Event::Socket { socket: line, news } => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.line(line, news, &me, &mut self.notifications, cx);
                }
            }
            Event::Connection { id, news } => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.connection(id, news, &me, cx);
                }
            }
            Event::Envelopes(envelopes) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.compare(envelopes, &me, cx);
                }
            }
            Event::Devices(news) => self.device_news(news, cx),
            Event::Page(news) => self.page_news(news, cx),
            Event::HeartbeatDue => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.pulse(cx);
                }
            }
            Event::Woke => {}
        }
    }

    fn start(&mut self, start: Start, cx: &mut Context) {
        self.origin = start.origin;
        self.abilities = start.abilities;
        let kept = start.remembered;
        self.appearance.theme = match kept.theme.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            Some(_) | None => Theme::System,
        };
        let mut languages = kept.language.iter().chain(&start.languages);
        self.appearance.language = languages.find_map(|tag| language(tag)).unwrap_or(Language::En);
        self.name = kept.name.map(|name| bounded(name.0)).unwrap_or_default();
        self.saving = data_saver::read(kept.saving.as_deref());
        self.own = LocalMedia::new(kept.microphone, kept.camera);
        self.remember_habits(kept.preferences.as_deref(), cx);
        self.fetching.begin(cx);
        if let Some(fragment) = start.fragment {
            self.visit(&fragment, start.previous, cx);
        }
    }

    fn meet(&mut self, occasion: Entry, cx: &mut Context) {
        self.notifications.clear();
        if !self.abilities.webrtc {
            self.stage = Stage::Unable(Unable::NoWebRtc);
            return;
        }
        let Some(host) = self.fetching.host() else {
            self.stage = Stage::Waiting(Box::new(occasion));
            return;
        };
        let opening = RoomConfig { occasion: &occasion, origin: &self.origin, name: &self.name, lines: self.lines };
        self.stage = match host.begin(opening, cx) {
            Ok(meeting) => Stage::Meeting(meeting),
            Err(unable) => Stage::Unable(unable),
        };
        let back = matches!(&self.stage, Stage::Meeting(meeting) if meeting.inside());
        if back && occasion.coming == EntryMode::Reloaded {
            self.notifications.pass(NoticeKind::BackAfterReload, cx.now);
        }
    }

    /// The code of meetings is here: whoever waits for one goes on.
    fn fetched(&mut self, op: OpId, host: RoomChunk, cx: &mut Context) {
        if self.fetching.came(op, host)
            && let Some(occasion) = self.stop_waiting()
        {
            self.meet(occasion, cx);
        }
    }

    fn stop_waiting(&mut self) -> Option<Entry> {
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Waiting(occasion) => Some(*occasion),
            other => {
                self.stage = other;
                None
            }
        }
    }

    /// Out of the meeting, if there is one: devices closed, goodbyes said.
    fn end(&mut self, how: GoodbyeReason, cx: &mut Context) {
        let stage = std::mem::replace(&mut self.stage, Stage::Start { problem: None });
        let occasion = match stage {
            Stage::Meeting(meeting) => {
                let (link, inside) = (meeting.link().clone(), meeting.inside());
                let (before, lines) = meeting.leave(how, cx);
                self.lines = lines;
                let coming = if inside { EntryMode::Reloaded } else { EntryMode::ToLobby };
                Entry { link, before: Some(before), coming }
            }
            Stage::Waiting(occasion) => *occasion,
            other => {
                self.stage = other;
                return;
            }
        };
        self.own.close(cx);
        self.talk.set_free();
        (self.ear, self.deaf) = (Ear::default(), false);
        self.sharing.off(cx);
        self.hush(cx);
        self.notifications.clear();
        self.stage = match (how, occasion.coming) {
            (GoodbyeReason::Left, EntryMode::ToLobby) => Stage::Start { problem: None },
            (GoodbyeReason::Left, EntryMode::Inside | EntryMode::Reloaded) => {
                Stage::Left(Box::new(Entry { coming: EntryMode::Inside, ..occasion }))
            }
            (GoodbyeReason::Unloaded | GoodbyeReason::Unknown, _) => {
                if let Some(before) = occasion.before.clone() {
                    let inside = occasion.coming != EntryMode::ToLobby;
                    cx.effect(Effect::KeepSession(PreviousSession { inside, ..before }));
                }
                Stage::Hidden(Box::new(occasion))
            }
        };
    }

    fn done(&mut self, op: OpId, done: Done, me: &LocalState, cx: &mut Context) {
        if let Some(notice) = self.copying.end(op, true) {
            return self.notifications.pass(notice, cx.now);
        }
        match done {
            Done::Opened(opened) => {
                if self.own.microphone_op(op) {
                    self.ear.fresh();
                    self.interrupted(Interrupt::Opened, cx);
                }
                self.own.opened(op, opened, cx);
            }
            Done::Shared { picture, sound, blind } => {
                if self.sharing.opened(op, [picture, sound]) && blind {
                    self.notifications.linger(NoticeKind::ScreenTrouble(ScreenTrouble::NoPicture), cx.now);
                }
            }
            Done::Fetched(host) => self.fetched(op, host, cx),
            Done::Described(sdp) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.done(op, Some(&sdp), me, cx);
                }
            }
            Done::Plain => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.done(op, None, me, cx);
                }
            }
        }
    }

    fn failed(&mut self, op: OpId, failure: Failure, me: &LocalState, cx: &mut Context) {
        if let Some(notice) = self.copying.end(op, false) {
            return self.notifications.pass(notice, cx.now);
        }
        if self.fetching.failed(op, failure, cx.now) {
            return;
        }
        if let Some(trouble) = self.sharing.failed(op, failure) {
            return trouble
                .into_iter()
                .for_each(|what| self.notifications.pass(NoticeKind::ScreenTrouble(what), cx.now));
        }
        match self.own.failed(op, failure, cx) {
            Some(Outcome::Microphone(trouble)) => self.microphone_failed(trouble, cx),
            Some(Outcome::Camera(trouble)) => self.notifications.pass(NoticeKind::CameraTrouble(trouble), cx.now),
            Some(Outcome::Quiet) => {}
            None => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.failed(op, me, cx);
                }
            }
        }
    }

    fn page_news(&mut self, news: PageEvent, cx: &mut Context) {
        match news {
            PageEvent::Blurred => self.lose_hold(cx),
            PageEvent::Visible(visible) => self.shown(visible, cx),
            PageEvent::Paused => self.interrupted(Interrupt::Paused, cx),
            PageEvent::Touched => self.interrupted(Interrupt::Touched, cx),
            PageEvent::Online => {
                self.fetching.tick(true, cx);
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.network_changed(cx);
                }
            }
            PageEvent::Hidden => self.end(GoodbyeReason::Unloaded, cx),
            PageEvent::Restored => match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
                Stage::Hidden(occasion) => self.meet(*occasion, cx),
                other => self.stage = other,
            },
            PageEvent::TabSaid(word) => self.tabs.hear(word, cx),
            PageEvent::Fragment(fragment) => self.address_changed(&fragment, cx),
            PageEvent::Back => self.go_back(cx),
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
