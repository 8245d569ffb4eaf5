//! The mesh: all connections of the page, by their ids.

use crate::browser::base::promises::answer;
use crate::browser::media::audio_context::SharedAudioContext;
use crate::browser::media::interruptions::Interruptions;
use crate::browser::media::local_tracks::{LocalTracks, Wanted};
use crate::browser::media::media_elements;
use crate::browser::media::screen_capture::Screen;
use crate::browser::media::sound_check::SoundCheck;
use crate::browser::page::document;
use crate::browser::rtc::connection::{Connection, PreparedConnections, Probe};
use crate::browser::rtc::loudness::Sampling;
use crate::browser::rtc::mesh::Mesh;
use crate::event_sender::EventSender;
use gloo_timers::callback::Interval;
use plenum_engine::api::effect::{Command, ScreenCommand};
use plenum_engine::api::event::{ConnectionEvent, ConnectionState, Done, Event, Failure};
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::base::ids::{ConnectionId, DeviceId};
use plenum_shared::message::IceServer;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// How often people's levels are read, in milliseconds: five times a second looks alive and costs nothing.
const LISTEN_MS: u32 = 200;

/// How often what each carries is read, in milliseconds, and how often while nobody looks.
const COUNT_MS: u64 = 1_000;
const COUNT_HIDDEN_MS: u64 = 5_000;

/// Every connection there is, and what is noted for those to come.
pub struct Connections {
    events: EventSender,
    local_tracks: Rc<LocalTracks>,
    screen: Rc<Screen>,
    sound_check: SoundCheck,
    map: Rc<RefCell<HashMap<ConnectionId, Rc<Connection>>>>,
    noted: RefCell<HashMap<ConnectionId, Wanted>>,
    prepared: PreparedConnections,
    probe: RefCell<Option<Probe>>,
    listening: RefCell<Option<Interval>>,
    sampling: RefCell<Option<Sampling>>,
    _interruptions: Interruptions,
}

impl Connections {
    /// None yet.
    pub fn new(events: EventSender, local_tracks: Rc<LocalTracks>, sound: Rc<SharedAudioContext>) -> Connections {
        let interruptions = Interruptions::new(&events, sound);
        let screen = Screen::new(events.clone(), local_tracks.clone());
        let sound_check = SoundCheck::new(events.clone(), local_tracks.clone());
        Connections {
            events,
            local_tracks,
            screen,
            sound_check,
            map: Rc::default(),
            noted: RefCell::default(),
            prepared: PreparedConnections::default(),
            probe: RefCell::default(),
            listening: RefCell::default(),
            sampling: RefCell::default(),
            _interruptions: interruptions,
        }
    }

    /// What is wanted of a connection that is not there (yet).
    fn miss(&self, id: ConnectionId, command: Command) {
        match command {
            Command::Send { op, source, on } => {
                self.noted.borrow_mut().entry(id).or_default()[source as usize] = on;
                self.events.send(answer(op, Ok(Done::Plain)));
            }
            Command::Offer { op, .. }
            | Command::Answer { op, .. }
            | Command::Accept { op, .. }
            | Command::SetParameters { op, .. } => {
                self.events.send(answer(op, Err(Failure::Other)));
            }
            Command::AddCandidates(_)
            | Command::Say(..)
            | Command::Reveal
            | Command::Hear(_)
            | Command::Volume(_)
            | Command::Play(_)
            | Command::SetIceServers(_)
            | Command::WatchFrame(_)
            | Command::Open { .. }
            | Command::Close => {}
        }
    }

    fn prick_ears(&self) {
        if self.listening.borrow().is_some() {
            return;
        }
        let map = Rc::downgrade(&self.map);
        let listen = move || {
            let Some(map) = map.upgrade() else { return };
            let visible = document::is_visible();
            let connections: Vec<_> = map.borrow().values().cloned().collect();
            for connection in connections {
                if visible {
                    connection.listen_in();
                }
                connection.count(if visible { COUNT_MS } else { COUNT_HIDDEN_MS });
            }
        };
        self.listening.replace(Some(Interval::new(LISTEN_MS, listen)));
    }
}

impl Mesh for Connections {
    fn prepare(&self, offers: usize, plain: usize, ice_servers: &Arc<[IceServer]>) {
        self.prepared.prepare(offers, plain, ice_servers);
    }

    fn probe(&self, run: u32, ice_servers: Option<Arc<[IceServer]>>) {
        // What cannot be made finds nothing.
        let begun = ice_servers.and_then(|servers| Probe::begin(run, &servers, &self.events).ok());
        let ended = self.probe.replace(begun);
        drop(ended);
    }

    fn resume(&self) {
        media_elements::resume();
    }

    fn speaker(&self, speaker: Option<DeviceId>) {
        media_elements::set_speaker(speaker);
    }

    fn screen(&self, command: ScreenCommand) {
        self.screen.carry_out(command);
    }

    fn sound_check(&self, command: SoundCheckCommand) {
        self.sound_check.carry_out(command);
    }

    fn compare(&self, whom: Arc<[ConnectionId]>) {
        let mut sampling = self.sampling.borrow_mut();
        match &*sampling {
            _ if whom.is_empty() => *sampling = None,
            Some(sampling) => sampling.turn_to(whom),
            None => {
                *sampling = Some(Sampling::new(whom, self.events.clone(), self.local_tracks.clone(), self.map.clone()));
            }
        }
    }

    fn carry_out(&self, id: ConnectionId, command: Command) {
        // Invariant: the map is free again before a connection is made, asked or dropped.
        let connection = self.map.borrow().get(&id).cloned();
        match (connection, command) {
            (_, Command::Open { role, ice_servers }) => {
                let wanted = self.noted.borrow_mut().remove(&id).unwrap_or_default();
                let previous = self.map.borrow_mut().remove(&id);
                drop(previous);
                match self.prepared.take(role, &ice_servers) {
                    Ok(made) => {
                        let connection = Connection::open(id, made, wanted, self.local_tracks.clone(), &self.events);
                        self.map.borrow_mut().insert(id, connection);
                        self.prick_ears();
                    }
                    Err(_) => {
                        log::error!("the browser makes no connection");
                        let news = ConnectionEvent::State(ConnectionState::Failed);
                        self.events.send(Event::Connection { id, news });
                    }
                }
            }
            (_, Command::Close) => {
                self.noted.borrow_mut().remove(&id);
                let closed = self.map.borrow_mut().remove(&id);
                drop(closed);
                if self.map.borrow().is_empty() {
                    self.listening.replace(None);
                }
            }
            (Some(connection), command) => connection.carry_out(command),
            (None, command) => self.miss(id, command),
        }
    }
}
