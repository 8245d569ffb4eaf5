//! The engine of one page: the one door for events, each routed to the part that it concerns.

mod awaiting;
mod data_saver;
mod devices;
mod embedding;
mod intents;
mod interruptions;
mod locked;
mod media;
mod preflight;
mod remains;
mod rescue;
mod snapshot;
mod whereabouts;

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::{Done, Event, Failure, PageEvent, PreviousSession, Start};
use crate::api::storage::Stored;
use crate::api::view::{Doorbell, Language, NoticeKind, ScreenTrouble, Theme, Unable, View};
use crate::app::chunk_loader::ChunkLoader;
use crate::app::clipboard::Clipboard;
use crate::app::other_tabs::Tabs;
use crate::app::page::Page;
use crate::app::profile::Profile;
use crate::app::rescue::Rescue;
use crate::app::slices::Slices;
use crate::app::suggestion::Suggestion;
use crate::base::ids::OpId;
use crate::base::rng::Rng;
use crate::base::time::Time;
use crate::base::untrusted_text::NAME_CHARACTERS;
use crate::invite::LinkError;
use crate::media::Media;
use crate::media::interruption::Interrupt;
use crate::media::local_media::{LocalMedia, Outcome};
use crate::meeting::contract::{
    Beginning, Departure, Entry, EntryMode, Pass, RoomChunk, RoomConfig, RoomEvent, RoomHandle, RoomLock,
};
use crate::messaging::message::GoodbyeReason;
use crate::notifications::Notifications;
use crate::room::feature::Remains;

/// Where the person is.
enum Stage {
    Start {
        problem: Option<LinkError>,
    },
    Damaged(LinkError),
    Unable(Unable),
    /// A new meeting is wanted, and the code that makes its link is still on its way. Of a lobby a person notices nothing but that
    /// the link comes later.
    Founding {
        coming: EntryMode,
        pass: Pass,
    },
    /// The code of meetings is still on its way. Of a lobby a person notices nothing.
    Waiting(Box<Entry>),
    /// Its passphrase is asked for.
    Locked(Box<dyn RoomLock>),
    Meeting(Box<dyn RoomHandle>),
    Left(Box<Entry>),
    /// The page is hidden for good, or in the back-forward cache.
    Hidden(Box<Entry>),
}

/// The engine of one page.
pub struct Engine {
    rng: Rng,
    ops: u64,
    now: Time,
    stage: Stage,
    loader: ChunkLoader,
    tabs: Tabs,
    page: Page,
    profile: Profile,
    media: Media,
    notifications: Notifications,
    clipboard: Clipboard,
    suggestion: Suggestion,
    /// What the meeting that was left last still does.
    remains: Option<Box<dyn Remains>>,
    /// As last seen, and which slices of it the last event has built.
    view: View,
    built: Slices,
}

impl Engine {
    /// An engine with everything it needs, as native tests have it.
    pub fn whole(seed: [u8; 32], now: Time) -> Engine {
        Engine { loader: ChunkLoader::Here(RoomChunk::here()), ..Engine::new(seed, now) }
    }

    /// An engine whose every random choice follows from the seed. It fetches the code of meetings while it is awake already.
    pub fn new(seed: [u8; 32], now: Time) -> Engine {
        let mut engine = Engine {
            rng: Rng::new(seed),
            ops: 0,
            now,
            stage: Stage::Start { problem: None },
            loader: ChunkLoader::Unasked,
            tabs: Tabs::default(),
            page: Page::default(),
            profile: Profile::default(),
            media: Media::new(),
            notifications: Notifications::default(),
            clipboard: Clipboard::default(),
            suggestion: Suggestion::default(),
            remains: None,
            view: View::default(),
            built: Slices::NONE,
        };
        engine.look(Slices::ALL);
        engine
    }

    /// Takes in the code of rooms; `Done::ChunkLoaded` follows.
    pub fn install(&mut self, chunk: RoomChunk) {
        self.loader.install(chunk);
    }

    /// Takes in one event and says what is to be done. Also does everything whose time has come.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<Effect> {
        let due = self.deadline().is_some_and(|at| at <= now);
        let mut stale = if due { Slices::ALL } else { Slices::changed_by(&event) };
        self.now = now.max(self.now);
        // The random source is lent to the context, and comes back with it.
        let mut rng = std::mem::replace(&mut self.rng, Rng::new([0; 32]));
        let mut ops = self.ops;
        let mut cx = Context::new(self.now, &mut rng, &mut ops);
        self.route(event, &mut cx);
        self.pass_lock(&mut cx);
        self.keep_holding(&mut cx);
        self.media.sound_check.follow(self.media.local.view(cx.now).0, &mut cx);
        self.mind_interruptions(&mut cx);
        self.tell_of_silence();
        self.notifications.tick(cx.now);
        self.loader.tick(false, &mut cx);
        let me = self.myself();
        if let Stage::Meeting(meeting) = &mut self.stage {
            let seen = meeting.finish(&me, &mut self.notifications, &mut cx);
            stale = if seen { stale | Slices::ROOM | Slices::NOTICES } else { stale };
        }
        if self.preflight(&mut cx) {
            stale = stale | Slices::ROOM;
        }
        self.mind_rescue(&mut cx);
        self.page.address.follow(self.standing(), &mut cx);
        if self.media.local.measure(self.needs_level(), &mut cx) {
            self.interrupted(Interrupt::Unmeasured, &mut cx);
        }
        self.tabs.follow(self.place(), &mut cx);
        self.tabs.tick(&mut cx);
        self.notifications.hold(NoticeKind::OtherTab, self.tabs.other());
        self.follow_update(&mut cx);
        if self.remains.as_ref().is_some_and(|remains| remains.view() != self.view.beside.keeping) {
            stale = stale | Slices::ROOM;
        }
        // A heartbeat may be what makes us doubt the connection to the server.
        if self.signaling() != self.view.signaling {
            stale = stale | Slices::PAGE;
        }
        // What becomes due between two events is noticed at the next one, be it a heartbeat.
        if !self.notifications.are(&self.view.notices, self.view.announcement.as_ref()) {
            stale = stale | Slices::NOTICES;
        }
        if *self.view.me.around.troubles != *self.notifications.holding() {
            stale = stale | Slices::ME;
        }
        let mut effects = cx.effects;
        self.rng = rng;
        self.ops = ops;
        self.look(stale);
        effects.extend(self.tell_embedder());
        effects
    }

    fn route(&mut self, event: Event, cx: &mut Context) {
        match event {
            Event::Started(start) => self.start(*start, cx),
            Event::Intent(intent) => self.intent(intent, cx),
            Event::Done { op, done } => self.done(op, done, cx),
            Event::Failed { op, failure } => self.failed(op, failure, cx),
            Event::Socket { socket, news } => self.tell_room(RoomEvent::Socket(socket, news), cx),
            Event::Connection { id, news } => self.tell_room(RoomEvent::Connection(id, news), cx),
            Event::Envelopes(envelopes) => self.tell_room(RoomEvent::Loudness(envelopes), cx),
            Event::Document(event) => self.document(event, cx),
            Event::Devices(news) => self.device_news(news, cx),
            Event::Page(news) => self.page_news(news, cx),
            Event::HeartbeatDue => self.tell_room(RoomEvent::HeartbeatDue, cx),
            Event::Woke => {}
        }
    }

    /// For the meeting, if there is one.
    fn tell_room(&mut self, event: RoomEvent, cx: &mut Context) {
        let me = self.myself();
        if let Stage::Meeting(meeting) = &mut self.stage {
            meeting.handle(event, &me, &mut self.notifications, cx);
        } else if let Stage::Locked(lock) = &mut self.stage {
            lock.handle(&event, cx);
        }
    }

    fn start(&mut self, start: Start, cx: &mut Context) {
        self.page.origin = start.origin;
        self.page.abilities = start.abilities;
        self.page.rescue = Rescue::new(start.agent);
        let kept = start.remembered;
        self.profile.appearance.theme = kept.theme.as_deref().and_then(Theme::asked).unwrap_or_default();
        let mut languages = kept.language.iter().chain(&start.languages);
        self.profile.appearance.language = languages.find_map(|tag| Language::asked(tag)).unwrap_or(Language::En);
        self.profile.name = kept.name.map(|name| bounded(name.0)).unwrap_or_default();
        self.profile.saving = data_saver::read(kept.saving.as_deref());
        self.media.local = LocalMedia::new(kept.microphone, kept.camera);
        self.take_preferences(kept.preferences.as_deref(), cx);
        self.loader.begin(cx);
        if let Some(fragment) = start.fragment {
            self.visit(&fragment, start.previous, cx);
        }
    }

    fn meet(&mut self, entry: Entry, cx: &mut Context) {
        self.notifications.clear();
        self.remains = None;
        self.suggestion = Suggestion::default();
        let entry = self.as_far_as_it_goes(entry);
        let Some(chunk) = self.loader.chunk() else {
            self.stage = Stage::Waiting(Box::new(entry));
            return;
        };
        let config = RoomConfig { entry: &entry, origin: &self.page.origin, name: &self.profile.name };
        self.stage = match chunk.begin(config, cx) {
            Beginning::Meeting(meeting) => Stage::Meeting(meeting),
            Beginning::Lock(lock) => Stage::Locked(lock),
        };
        let back = matches!(&self.stage, Stage::Meeting(meeting) if meeting.inside());
        if back && entry.coming == EntryMode::Reloaded {
            self.notifications.pass(NoticeKind::BackAfterReload, cx.now);
        }
    }

    /// Out of the meeting, if there is one: devices closed, goodbyes said.
    fn end(&mut self, how: GoodbyeReason, cx: &mut Context) {
        let me = self.myself();
        let stage = std::mem::replace(&mut self.stage, Stage::Start { problem: None });
        let entry = match stage {
            Stage::Meeting(meeting) => {
                let (link, inside) = (meeting.link().clone(), meeting.inside());
                let Departure { before, remains } = meeting.leave(how, &me, cx);
                self.remains = remains;
                let coming = if inside { EntryMode::Reloaded } else { EntryMode::ToLobby };
                Entry { link, before: Some(before), coming, pass: Pass::Unknown }
            }
            Stage::Waiting(entry) => *entry,
            Stage::Locked(lock) => lock.entry().clone(),
            Stage::Founding { coming, pass } => {
                // Nobody can come back to what has no link yet; a page that is only hidden goes on when it is shown again.
                if how != GoodbyeReason::Left {
                    self.stage = Stage::Founding { coming, pass };
                }
                return self.close_devices(cx);
            }
            other
            @ (Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_)) => {
                self.stage = other;
                return;
            }
        };
        self.close_devices(cx);
        self.stage = match (how, entry.coming) {
            (GoodbyeReason::Left, EntryMode::ToLobby) => Stage::Start { problem: None },
            (GoodbyeReason::Left, EntryMode::Inside | EntryMode::Reloaded) => {
                Stage::Left(Box::new(Entry { coming: EntryMode::Inside, ..entry }))
            }
            (GoodbyeReason::Unloaded | GoodbyeReason::Unknown, _) => {
                if let Some(before) = entry.before.clone() {
                    let inside = entry.coming != EntryMode::ToLobby;
                    cx.effect(Effect::KeepSession(PreviousSession { inside, ..before }));
                }
                Stage::Hidden(Box::new(entry))
            }
        };
    }

    fn done(&mut self, op: OpId, done: Done, cx: &mut Context) {
        if self.copied(op, true, cx.now) || self.media.sound_check.ended(op, true) {
            return;
        }
        if let Some(wish) = self.page.doorbell.answered(op) {
            return self.ring_by(wish, cx);
        }
        match done {
            Done::Opened(opened) => {
                if self.media.local.microphone_op(op) {
                    self.media.monitor.fresh();
                    self.interrupted(Interrupt::Opened, cx);
                }
                self.media.local.opened(op, opened, cx);
            }
            Done::Shared { picture, sound, blind } => {
                if self.media.screen.opened(op, [picture, sound]) && blind {
                    self.notifications.linger(NoticeKind::ScreenTrouble(ScreenTrouble::NoPicture), cx.now);
                }
            }
            Done::ChunkLoaded => self.fetched(op, cx),
            Done::Examined(found) => self.page.rescue.examined(op, *found),
            Done::Described(sdp) => self.tell_room(RoomEvent::Done(op, Some(sdp)), cx),
            Done::Stored(what) => self.stored(op, what, cx),
            Done::Plain | Done::Written => self.tell_room(RoomEvent::Done(op, None), cx),
            Done::Read(bytes) => self.tell_room(RoomEvent::Read(op, bytes), cx),
            Done::Suggested(words) => self.suggestion.came(op, words.as_str()),
            Done::Stretched(pass) => self.tell_room(RoomEvent::Stretched(op, pass), cx),
        }
    }

    fn failed(&mut self, op: OpId, failure: Failure, cx: &mut Context) {
        if self.copied(op, false, cx.now) || self.page.rescue.failed(op) {
            return;
        }
        if self.page.doorbell.answered(op).is_some() {
            self.notifications.pass(NoticeKind::NoNotifications, cx.now);
            return self.ring_by(Doorbell::Chime, cx);
        }
        if self.suggestion.failed(op) {
            return self.notifications.pass(NoticeKind::NoWords, cx.now);
        }
        if self.loader.failed(op, failure, cx.now) || self.media.sound_check.ended(op, false) {
            return;
        }
        if let Some(trouble) = self.media.screen.failed(op, failure) {
            return trouble
                .into_iter()
                .for_each(|what| self.notifications.pass(NoticeKind::ScreenTrouble(what), cx.now));
        }
        match self.media.local.failed(op, failure, cx) {
            Some(Outcome::Microphone(trouble)) => self.microphone_failed(trouble, cx),
            Some(Outcome::Camera(trouble)) => self.notifications.pass(NoticeKind::CameraTrouble(trouble), cx.now),
            Some(Outcome::Quiet) => {}
            None if self.remains.is_some() && !self.is_for_lock(op) => self.stored(op, Stored::Unavailable, cx),
            None => self.tell_room(RoomEvent::Failed(op), cx),
        }
    }

    fn page_news(&mut self, news: PageEvent, cx: &mut Context) {
        match news {
            PageEvent::Blurred => self.lose_hold(cx),
            PageEvent::Visible(visible) => self.shown(visible, cx),
            PageEvent::Paused => self.interrupted(Interrupt::Paused, cx),
            PageEvent::Touched => self.interrupted(Interrupt::Touched, cx),
            PageEvent::Online(network) => {
                self.page.abilities.network = network;
                self.page.preflight.network_changed(cx);
                self.loader.tick(true, cx);
                self.page.update.again(cx);
                self.page.rescue.look_again();
                self.tell_room(RoomEvent::NetworkChanged, cx);
            }
            PageEvent::Hidden => self.end(GoodbyeReason::Unloaded, cx),
            PageEvent::Restored => match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
                Stage::Hidden(entry) => self.meet(*entry, cx),
                other @ (Stage::Start { .. }
                | Stage::Damaged(_)
                | Stage::Unable(_)
                | Stage::Founding { .. }
                | Stage::Waiting(_)
                | Stage::Locked(_)
                | Stage::Meeting(_)
                | Stage::Left(_)) => self.stage = other,
            },
            PageEvent::TabSaid(message) => self.tabs.hear(message, cx),
            PageEvent::Fragment(fragment) => self.address_changed(&fragment, cx),
            PageEvent::Back => self.go_back(cx),
            PageEvent::PartMissing => self.page.update.part_missing(cx),
            PageEvent::UpdateFound => self.page.update.found(),
            PageEvent::Probed(run, news) => self.page.preflight.probed(run, news, cx),
            PageEvent::Embedder(command) => self.embedder_asks(command, cx),
        }
    }
}

/// A name as it is kept and told: bounded, but otherwise as typed; whoever shows it cleans it.
fn bounded(name: String) -> String {
    name.chars().take(NAME_CHARACTERS).collect()
}
