//! The browser, one Web API per file: carries out effects and posts events, without an opinion of its own.

mod abilities;
mod capture;
mod chime;
mod clipboard;
pub mod clock;
mod connection;
pub mod connections;
mod devices;
mod envelopes;
mod failure;
pub mod film;
pub mod focus;
mod frames;
mod gaps;
mod history;
mod interruptions;
pub mod large;
mod line;
mod listener;
pub mod logbook;
mod meter;
pub mod outgoing;
pub mod page;
pub mod popover;
pub mod preview;
mod promises;
mod pulse;
pub mod random;
mod refusal;
pub mod registry;
mod screen;
pub mod sheet;
pub mod sound;
pub mod stage;
mod storage;
mod streams;
mod tabs;
pub mod timer;
mod voice;
mod wake_lock;
mod wishes;

use crate::driver::Post;
use crate::inside::{self, Mesh, Missing};
use capture::{Capture, Studio};
use devices::Devices;
use history::History;
use line::Line;
use outgoing::Outgoing;
use page::Page;
use plenum_engine::api::effect::{Effect, SocketCommand, Source};
use plenum_engine::api::event::{Done, Start};
use plenum_engine::base::ids::{DeviceId, OpId, SocketId};
use promises::Promises;
use pulse::Pulse;
use sound::Sound;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tabs::Tabs;
use wake_lock::WakeLock;

/// Everything the page has opened.
pub struct Browser {
    post: Post,
    lines: RefCell<HashMap<SocketId, Line>>,
    outgoing: Rc<Outgoing>,
    /// Comes with the second part of the program.
    mesh: Rc<OnceCell<Box<dyn Mesh>>>,
    /// Chosen before the mesh was here.
    speaker: Rc<RefCell<Option<DeviceId>>>,
    microphone: Rc<Capture>,
    camera: Rc<Capture>,
    devices: Rc<Devices>,
    sound: Rc<Sound>,
    pulse: Pulse,
    wake_lock: Rc<WakeLock>,
    tabs: Tabs,
    promises: Promises,
    history: History,
    _page: Page,
}

impl Browser {
    /// Nothing is open yet; news of the page and the devices come from here on.
    pub fn new(post: Post) -> Browser {
        let outgoing = Rc::<Outgoing>::default();
        let devices = Rc::new(Devices::new(post.clone()));
        let sound = Rc::new(Sound::new(post.clone()));
        let wake_lock = Rc::<WakeLock>::default();
        let studio = Rc::new(Studio {
            post: post.clone(),
            outgoing: outgoing.clone(),
            devices: devices.clone(),
            sound: sound.clone(),
        });
        Browser {
            lines: RefCell::default(),
            outgoing,
            mesh: Rc::default(),
            speaker: Rc::default(),
            microphone: Capture::new(Source::Microphone, studio.clone()),
            camera: Capture::new(Source::Camera, studio),
            devices,
            sound,
            pulse: Pulse::new(post.clone()),
            wake_lock,
            tabs: Tabs::new(post.clone()),
            promises: Promises::new(post.clone()),
            history: History::new(&post),
            _page: Page::new(post.clone()),
            post,
        }
    }

    /// What the page knows at its start; the list of devices follows.
    pub fn start(&self) -> Start {
        self.devices.list();
        Start {
            origin: page::origin(),
            fragment: history::fragment(),
            abilities: abilities::abilities(),
            languages: page::languages(),
            remembered: storage::remembered(),
            previous: storage::take_session(),
        }
    }

    /// Carries out one effect.
    pub fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Socket { socket: line, command } => self.line(line, command),
            Effect::Connection { id, command } => {
                if let Some(mesh) = self.mesh.get() {
                    mesh.carry_out(id, command);
                }
            }
            Effect::Prepare { offers, plain, ice_servers } => {
                if let Some(mesh) = self.mesh.get() {
                    mesh.prepare(offers, plain, &ice_servers);
                }
            }
            Effect::OpenMicrophone { op, device } => self.microphone.open_microphone(op, device.as_ref()),
            Effect::EnableMicrophone(enabled) => self.microphone.enable(enabled),
            Effect::CloseMicrophone => self.microphone.close(),
            Effect::Measure(wanted) => self.microphone.measure(wanted),
            Effect::Process(processing) => self.microphone.process(processing),
            Effect::Speaker(speaker) => match self.mesh.get() {
                Some(mesh) => mesh.speaker(speaker),
                None => *self.speaker.borrow_mut() = speaker,
            },
            Effect::OpenCamera { op, camera } => self.camera.open_camera(op, &camera),
            Effect::CameraSize(size) => self.camera.resize(size),
            Effect::CloseCamera => self.camera.close(),
            Effect::Screen(command) => {
                if let Some(mesh) = self.mesh.get() {
                    mesh.screen(command);
                }
            }
            Effect::FetchRoomChunk { op } => self.fetch(op),
            Effect::Remember(keepsake) => storage::remember(&keepsake),
            Effect::KeepSession(session) => storage::keep_session(&session),
            Effect::Bequeath(session) => storage::bequeath(session.as_ref()),
            Effect::Go(fragment) => self.history.go(&fragment),
            Effect::Mend(fragment) => self.history.mend(&fragment),
            Effect::Stand(standing) => self.history.stand(standing),
            Effect::Copy { op, text } => clipboard::copy(&self.promises, op, &text.0),
            Effect::OpenTabs(room) => self.tabs.open(room),
            Effect::TellTabs(word) => self.tabs.tell(word),
            Effect::CopyLog { op, report } => clipboard::copy(&self.promises, op, &logbook::page(&report)),
            Effect::Chime(chime) => chime::play(&self.sound, chime),
            Effect::Envelopes(whom) => {
                if let Some(mesh) = self.mesh.get() {
                    mesh.compare(whom);
                }
            }
            Effect::Resume => {
                preview::resume();
                if let Some(mesh) = self.mesh.get() {
                    mesh.resume();
                }
                self.sound.resume();
                self.wake_lock.take_again();
            }
            Effect::WakeLock(wanted) => self.wake_lock.set(wanted),
            Effect::HeartbeatTimer(every) => self.pulse.set(every),
            // The mirror's, not the browser's; the driver sends it there.
            Effect::Level(..) => {}
        }
    }

    fn fetch(&self, op: OpId) {
        let (mesh, post, outgoing) = (self.mesh.clone(), self.post.clone(), self.outgoing.clone());
        let (speaker, sound) = (self.speaker.clone(), self.sound.clone());
        self.promises.keep(op, async move {
            let inside = inside::fetch().await.map_err(|Missing| registry::unfetched())?;
            post.install(inside.host);
            mesh.get_or_init(|| (inside.mesh)(post, outgoing, sound)).speaker(speaker.take());
            Ok(Done::ChunkLoaded)
        });
    }

    fn line(&self, id: SocketId, command: SocketCommand) {
        match command {
            SocketCommand::Open { shard } => {
                let opened = Line::open(id, shard, &self.post);
                let mut lines = self.lines.borrow_mut();
                lines.retain(|_, line| !line.is_closed());
                lines.extend(opened.map(|line| (id, line)));
            }
            SocketCommand::Text(text) => {
                if let Some(line) = self.lines.borrow().get(&id) {
                    line.text(&text);
                }
            }
            SocketCommand::Binary(bytes) => {
                if let Some(line) = self.lines.borrow().get(&id) {
                    line.binary(&bytes);
                }
            }
            SocketCommand::Close => {
                let closed = self.lines.borrow_mut().remove(&id);
                drop(closed);
            }
        }
    }
}
