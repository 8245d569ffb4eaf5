//! Adaptors to the browser, one Web API per file: they carry out effects and send events, without an opinion of their own.

pub mod base;
pub mod media;
pub mod page;
pub mod rtc;
mod socket;
pub mod storage;
pub mod workers;

use crate::event_sender::EventSender;
use base::chunk::Missing;
use base::promises::Promises;
use base::registry;
use media::audio_context::SharedAudioContext;
use media::capture::{Capture, Studio};
use media::chime;
use media::devices::Devices;
use media::examination;
use media::local_tracks::LocalTracks;
use page::document::{self, Page};
use page::embedder::TellEmbedder;
use page::history::{self, History};
use page::notification::Notifications;
use page::other_tabs::OtherTabs;
use page::update::{self, UpdateEvents};
use page::wake_lock::WakeLock;
use page::{abilities, clipboard, files};
use plenum_engine::api::effect::{Effect, SocketCommand, Source};
use plenum_engine::api::event::{Done, Failure, Start};
use plenum_engine::api::view::{Language, Name};
use plenum_engine::base::ids::{DeviceId, OpId, SocketId};
use rtc::mesh::{FetchRoom, Mesh};
use socket::Socket;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use storage::kept_copies::RunStore;
use storage::web_storage;
use workers::document_loader::RunDocument;
use workers::heartbeat_timer::HeartbeatTimer;
use workers::passphrase::AskPassphraseWorker;

/// Where the room chunk goes.
struct RoomSlot {
    fetch: FetchRoom,
    /// Comes with the chunk.
    mesh: Rc<OnceCell<Box<dyn Mesh>>>,
    /// So does this.
    document: Rc<OnceCell<RunDocument>>,
    /// And this.
    store: Rc<OnceCell<RunStore>>,
    /// And this.
    notifications: Rc<OnceCell<Notifications>>,
    /// And what asks the worker for passphrases.
    passphrase: Rc<OnceCell<AskPassphraseWorker>>,
    /// And what tells the page around this one.
    embedder: Rc<OnceCell<TellEmbedder>>,
    /// Chosen before the mesh was here.
    speaker: Rc<RefCell<Option<DeviceId>>>,
}

/// Everything the page has opened.
pub struct Browser {
    events: EventSender,
    sockets: RefCell<HashMap<SocketId, Socket>>,
    local_tracks: Rc<LocalTracks>,
    room: RoomSlot,
    microphone: Rc<Capture>,
    camera: Rc<Capture>,
    devices: Rc<Devices>,
    sound: Rc<SharedAudioContext>,
    heartbeat: HeartbeatTimer,
    wake_lock: Rc<WakeLock>,
    tabs: OtherTabs,
    promises: Promises,
    history: History,
    _page: Page,
    _update: UpdateEvents,
}

impl Browser {
    /// Nothing is open yet; news of the page and the devices come from here on.
    pub fn new(events: EventSender, fetch_room: FetchRoom) -> Browser {
        let local_tracks = Rc::<LocalTracks>::default();
        let devices = Rc::new(Devices::new(events.clone()));
        let sound = Rc::new(SharedAudioContext::new(events.clone()));
        let wake_lock = Rc::<WakeLock>::default();
        let studio = Rc::new(Studio {
            events: events.clone(),
            local_tracks: local_tracks.clone(),
            devices: devices.clone(),
            sound: sound.clone(),
        });
        Browser {
            sockets: RefCell::default(),
            local_tracks,
            room: RoomSlot {
                fetch: fetch_room,
                mesh: Rc::default(),
                document: Rc::default(),
                store: Rc::default(),
                notifications: Rc::default(),
                passphrase: Rc::default(),
                embedder: Rc::default(),
                speaker: Rc::default(),
            },
            microphone: Capture::new(Source::Microphone, studio.clone()),
            camera: Capture::new(Source::Camera, studio),
            devices,
            sound,
            heartbeat: HeartbeatTimer::new(events.clone()),
            wake_lock,
            tabs: OtherTabs::new(events.clone()),
            promises: Promises::new(events.clone()),
            history: History::new(&events),
            _page: Page::new(events.clone()),
            _update: UpdateEvents::new(&events),
            events,
        }
    }

    /// What the page knows at its start; the list of devices follows.
    pub fn start(&self) -> Start {
        self.devices.list();
        Start {
            origin: document::origin(),
            fragment: history::fragment(),
            abilities: abilities::abilities(),
            agent: abilities::agent(),
            languages: document::languages(),
            remembered: web_storage::remembered(),
            previous: web_storage::take_session(),
        }
    }

    /// Carries out one effect.
    pub fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Socket { socket, command } => self.socket(socket, command),
            Effect::Connection { id, command } => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.carry_out(id, command);
                }
            }
            Effect::Prepare { offers, plain, ice_servers } => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.prepare(offers, plain, &ice_servers);
                }
            }
            Effect::Probe { run, ice_servers } => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.probe(run, ice_servers);
                }
            }
            Effect::OpenMicrophone { op, device } => self.microphone.open_microphone(op, device.as_ref()),
            Effect::EnableMicrophone(enabled) => self.microphone.enable(enabled),
            Effect::CloseMicrophone => self.microphone.close(),
            Effect::Measure(wanted) => self.microphone.measure(wanted),
            Effect::Process(processing) => self.microphone.process(processing),
            Effect::Speaker(speaker) => match self.room.mesh.get() {
                Some(mesh) => mesh.speaker(speaker),
                None => *self.room.speaker.borrow_mut() = speaker,
            },
            Effect::OpenCamera { op, camera } => self.camera.open_camera(op, &camera),
            Effect::CameraSize(size) => self.camera.resize(size),
            Effect::Background(effect) => self.camera.background(effect),
            Effect::CloseCamera => self.camera.close(),
            Effect::Screen(command) => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.screen(command);
                }
            }
            Effect::SoundCheck(command) => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.sound_check(command);
                }
            }
            Effect::FetchRoomChunk { op } => self.fetch(op),
            Effect::LookForUpdate => update::look(),
            Effect::Store { op, command } => match self.room.store.get() {
                Some(run) => run(op, command),
                None => self.promises.keep(op, async { Err(Failure::Unsupported) }),
            },
            Effect::Files(command) => files::carry_out(&self.promises, command),
            Effect::Remember(keepsake) => web_storage::remember(&keepsake),
            Effect::KeepSession(session) => web_storage::keep_session(&session),
            Effect::Bequeath(session) => web_storage::bequeath(session.as_ref()),
            Effect::Go(fragment) => self.history.go(&fragment),
            Effect::Mend(fragment) => self.history.mend(&fragment),
            Effect::Stand(standing) => self.history.stand(standing),
            Effect::Copy { op, text } => clipboard::copy(&self.promises, op, &text.0),
            Effect::Examine { op, probe } => self.promises.keep(op, examination::look(probe)),
            Effect::OpenTabs(room) => self.tabs.open(room),
            Effect::TellTabs(word) => self.tabs.tell(word),
            Effect::TellEmbedder(status) => {
                if let Some(tell) = self.room.embedder.get() {
                    tell(status);
                }
            }
            Effect::CopyLog { op, report } => clipboard::copy(&self.promises, op, &base::debug_log::copy(&report)),
            Effect::Chime(chime) => chime::play(&self.sound, chime),
            Effect::AskToNotify { op } => match self.room.notifications.get() {
                Some(notifications) => (notifications.ask)(&self.promises, op),
                None => self.promises.keep(op, async { Err(Failure::Unsupported) }),
            },
            asked @ (Effect::Stretch { op, .. } | Effect::Suggest { op, .. }) => match self.room.passphrase.get() {
                Some(ask) => ask(&self.promises, asked),
                None => self.promises.keep(op, async { Err(Failure::Unsupported) }),
            },
            Effect::Document(command) => {
                if let Some(run) = self.room.document.get() {
                    run(command);
                }
            }
            Effect::Envelopes(whom) => {
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.compare(whom);
                }
            }
            Effect::Resume => {
                media::preview::resume();
                if let Some(mesh) = self.room.mesh.get() {
                    mesh.resume();
                }
                self.sound.resume();
                self.wake_lock.take_again();
            }
            Effect::WakeLock(wanted) => self.wake_lock.set(wanted),
            Effect::HeartbeatTimer(every) => self.heartbeat.set(every),
            // The mirrors', not the browser's, or in the language of the mirror; the driver sends it there.
            Effect::Level(..) | Effect::ShowDocument(_) | Effect::Notify(_) => {}
        }
    }

    /// Shows a notification that somebody came in, with their name if it is to stand there.
    pub fn notify(&self, name: Option<&Name>, language: Language) {
        if let Some(notifications) = self.room.notifications.get() {
            (notifications.show)(name, language);
        }
    }

    fn fetch(&self, op: OpId) {
        let (mesh, events, local_tracks) = (self.room.mesh.clone(), self.events.clone(), self.local_tracks.clone());
        let (speaker, sound, document) = (self.room.speaker.clone(), self.sound.clone(), self.room.document.clone());
        let (fetched, store) = ((self.room.fetch)(), self.room.store.clone());
        let notifications = self.room.notifications.clone();
        let (passphrase, embedder) = (self.room.passphrase.clone(), self.room.embedder.clone());
        self.promises.keep(op, async move {
            let room = fetched.await.map_err(|Missing| registry::unfetched())?;
            events.install(room.host);
            document.get_or_init(|| (room.document)(events.clone()));
            notifications.get_or_init(|| room.notifications);
            passphrase.get_or_init(|| room.passphrase);
            store.get_or_init(|| (room.store)(events.clone()));
            embedder.get_or_init(|| (room.embedder)(events.clone()));
            mesh.get_or_init(|| (room.mesh)(events, local_tracks, sound)).speaker(speaker.take());
            Ok(Done::ChunkLoaded)
        });
    }

    fn socket(&self, id: SocketId, command: SocketCommand) {
        match command {
            SocketCommand::Open { shard } => {
                let opened = Socket::open(id, shard, &self.events);
                let mut sockets = self.sockets.borrow_mut();
                sockets.retain(|_, socket| !socket.is_closed());
                sockets.extend(opened.map(|socket| (id, socket)));
            }
            SocketCommand::Ask { shard } => Socket::ask(id, shard, &self.events),
            SocketCommand::Text(text) => {
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    socket.text(&text);
                }
            }
            SocketCommand::Binary(bytes) => {
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    socket.binary(&bytes);
                }
            }
            SocketCommand::Close => {
                let closed = self.sockets.borrow_mut().remove(&id);
                drop(closed);
            }
        }
    }
}
