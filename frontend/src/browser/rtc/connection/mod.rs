//! One `RTCPeerConnection` (W3C WebRTC): carries out commands of the engine and sends its events.

mod audio_level;
mod channel;
mod config;
mod description;
mod ice_candidate;
mod prepared;
mod probe;
mod sender_parameters;
mod state;
mod stats;
mod transceivers;

use crate::browser::base::listener::Listener;
use crate::browser::base::promises::{Promises, answer};
use crate::browser::base::registry::Registered;
use crate::browser::media::local_tracks::{LocalTracks, TrackSink, Wanted};
use crate::browser::media::media_elements;
use crate::event_sender::EventSender;
use channel::DataChannel;
use plenum_engine::api::effect::{Command, Source};
use plenum_engine::api::event::{ConnectionEvent, ConnectionState, Done, Event, Failure, Sdp};
use plenum_engine::base::ids::{ConnectionId, OpId};
use prepared::PreparedConnection;
pub use prepared::PreparedConnections;
pub use probe::Probe;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use transceivers::Transceivers;
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

/// One connection; closed when dropped, and nothing is heard of it afterwards but the failure of ops under way.
pub struct Connection {
    tell: Tell,
    // Dropped before the connection itself: no news of what we close ourselves.
    listeners: RefCell<Vec<Listener>>,
    channels: RefCell<Vec<Rc<DataChannel>>>,
    promises: Promises,
    pc: Registered<RtcPeerConnection>,
    local_tracks: Rc<LocalTracks>,
    wanted: Cell<Wanted>,
    /// Written ahead, not yet applied.
    offer: Cell<Option<Sdp>>,
    transceivers: RefCell<Transceivers>,
    state: Cell<ConnectionState>,
    loudness: audio_level::AudioLevel,
    now: audio_level::Moment,
    counter: stats::Counter,
}

/// Posts news of one connection.
#[derive(Clone)]
struct Tell {
    id: ConnectionId,
    events: EventSender,
}

impl Tell {
    fn news(&self, news: ConnectionEvent) {
        self.events.send(Event::Connection { id: self.id, news });
    }
}

impl Connection {
    /// Takes a prepared connection: from here on it belongs to one peer.
    pub fn open(
        id: ConnectionId,
        prepared: PreparedConnection,
        wanted: Wanted,
        local_tracks: Rc<LocalTracks>,
        events: &EventSender,
    ) -> Rc<Connection> {
        let tell = Tell { id, events: events.clone() };
        let offer = prepared.take_offer();
        let listened = |(which, channel)| DataChannel::new(channel, which, tell.clone());
        media_elements::enter(id, events.clone());
        let connection = Rc::new(Connection {
            listeners: RefCell::default(),
            channels: RefCell::new(prepared.channels.into_iter().map(listened).collect()),
            promises: Promises::new(events.clone()),
            pc: prepared.pc,
            wanted: Cell::new(wanted),
            offer: Cell::new(offer),
            transceivers: RefCell::new(prepared.transceivers),
            state: Cell::new(ConnectionState::Connecting),
            loudness: audio_level::AudioLevel::default(),
            now: audio_level::Moment::default(),
            counter: stats::Counter::new(),
            tell,
            local_tracks,
        });
        let served: Weak<dyn TrackSink> = Rc::downgrade(&(connection.clone() as Rc<dyn TrackSink>));
        connection.local_tracks.serve(served);
        connection.listen();
        connection.put_wanted();
        connection
    }

    /// Puts in what is wanted already, where there are transceivers to put it in.
    fn put_wanted(&self) {
        let here = !self.transceivers.borrow().is_empty();
        let wanted = |source: &Source| self.local_tracks.track_if(self.wanted.get(), *source).is_some();
        Source::ALL.into_iter().filter(|source| here && wanted(source)).for_each(|source| self.refresh(source));
    }

    fn listen(self: &Rc<Self>) {
        let changed = |me: Weak<Connection>| {
            move |_| {
                if let Some(me) = me.upgrade() {
                    me.look();
                }
            }
        };
        let tell = self.tell.clone();
        let gathered = move |event: web_sys::Event| {
            if let Some(candidate) = ice_candidate::gathered(&event) {
                tell.news(ConnectionEvent::Candidate(candidate));
            }
        };
        *self.listeners.borrow_mut() = vec![
            Listener::new(&self.pc, "icecandidate", gathered),
            // Chrome may leave one of the two behind: both are listened to, the worse counts.
            Listener::new(&self.pc, "connectionstatechange", changed(Rc::downgrade(self))),
            Listener::new(&self.pc, "iceconnectionstatechange", changed(Rc::downgrade(self))),
        ];
    }

    /// Carries out anything but `Open` and `Close`.
    pub fn carry_out(self: &Rc<Self>, command: Command) {
        match command {
            Command::Offer { op, ice_restart } => self.offer(op, ice_restart),
            Command::Answer { op, offer } => self.answer(op, offer),
            Command::Accept { op, answer } => self.accept(op, answer),
            Command::AddCandidates(candidates) => {
                let pc = RtcPeerConnection::clone(&self.pc);
                self.promises.also(async move { ice_candidate::add(&pc, candidates).await });
            }
            Command::Send { op, source, on } => self.send(op, source, on),
            Command::SetParameters { op, source, parameters } => {
                let work = self.transceivers.borrow().tune(source, parameters);
                self.promises.keep(op, async move { work.await.map(|()| Done::Plain) });
            }
            Command::SetIceServers(servers) => config::renew(&self.pc, &servers),
            Command::Say(channel, bytes) => {
                if let Some(channel) = self.channels.borrow().get(channel as usize) {
                    channel.say(bytes);
                }
            }
            Command::Reveal => media_elements::reveal(self.tell.id),
            Command::Hear(on) => media_elements::hear(self.tell.id, on),
            Command::Volume(volume) => media_elements::set_volume(self.tell.id, volume),
            Command::Play(which) => media_elements::play_only(self.tell.id, which),
            Command::WatchFrame(source) => media_elements::watch_frame(self.tell.id, source),
            Command::Open { .. } | Command::Close => {}
        }
    }

    /// Tells how loud the person is; to be called a few times a second.
    pub fn listen_in(&self) {
        if self.state.get() == ConnectionState::Connected
            && let Some(receiver) = self.transceivers.borrow().receiver(Source::Microphone)
            && let Some(level) = self.loudness.read(receiver)
        {
            self.tell.news(ConnectionEvent::Level(level));
        }
    }

    /// How loud the person is right now, 0..=1; nothing while there is no connection.
    pub fn loudness(&self) -> Option<f64> {
        let connected = self.state.get() == ConnectionState::Connected;
        let receiver = self.transceivers.borrow().receiver(Source::Microphone).filter(|_| connected)?;
        Some(self.now.read(receiver))
    }

    /// Tells what was carried, not more often than every so many milliseconds; to be called a few times a second.
    pub fn count(self: &Rc<Self>, every: u64) {
        if self.state.get() != ConnectionState::Connected || !self.counter.is_due(every) {
            return;
        }
        let (asked, me) = (self.pc.get_stats(), Rc::downgrade(self));
        self.promises.also(async move {
            let report = JsFuture::from(asked).await;
            if let (Ok(report), Some(me)) = (report, me.upgrade())
                && let Some(stats) = me.counter.read(&report)
            {
                me.tell.news(ConnectionEvent::Stats(stats));
            }
        });
    }

    fn offer(&self, op: OpId, ice_restart: bool) {
        let pc = RtcPeerConnection::clone(&self.pc);
        let Some(written) = self.offer.take() else {
            return self
                .promises
                .keep(op, async move { description::offer(&pc, ice_restart).await.map(Done::Described) });
        };
        // Told before it is applied: an answer is accepted after it all the same (W3C WebRTC §4.4.1.2, operations chain).
        let (applied, tell) = (description::apply_offer(&pc, &written), self.tell.clone());
        self.tell.events.send(answer(op, Ok(Done::Described(written))));
        self.promises.also(async move {
            if applied.await.is_err() {
                tell.news(ConnectionEvent::State(ConnectionState::Failed));
            }
        });
    }

    fn answer(self: &Rc<Self>, op: OpId, offer: Sdp) {
        let (pc, me) = (RtcPeerConnection::clone(&self.pc), Rc::downgrade(self));
        self.promises.keep(op, async move {
            description::take_offer(&pc, &offer).await?;
            me.upgrade().ok_or(Failure::Other)?.take_transceivers();
            let described = description::answer(&pc).await?;
            if let Some(me) = me.upgrade() {
                let limits = me.transceivers.borrow().limit();
                me.promises.also(limits);
            }
            Ok(Done::Described(described))
        });
    }

    fn accept(self: &Rc<Self>, op: OpId, answer: Sdp) {
        let (pc, me) = (RtcPeerConnection::clone(&self.pc), Rc::downgrade(self));
        self.promises.keep(op, async move {
            description::take_answer(&pc, &answer).await?;
            if let Some(me) = me.upgrade() {
                me.show();
            }
            Ok(Done::Plain)
        });
    }

    /// The answerer's half of "a connection has four transceivers": it takes those of the first offer.
    fn take_transceivers(&self) {
        if self.transceivers.borrow().is_empty() {
            *self.transceivers.borrow_mut() = transceivers::take(&self.pc);
            self.put_wanted();
        }
        self.show();
    }

    /// Makes the streams for the tile, once the other side is known to have these transceivers.
    fn show(&self) {
        if !media_elements::has_streams(self.tell.id)
            && let Some(streams) = self.transceivers.borrow().streams()
        {
            media_elements::set_streams(self.tell.id, streams);
            self.tell.news(ConnectionEvent::StreamChanged);
        }
    }

    fn send(&self, op: OpId, source: Source, on: bool) {
        let mut wanted = self.wanted.get();
        wanted[source as usize] = on;
        self.wanted.set(wanted);
        if self.transceivers.borrow().is_empty() {
            self.tell.events.send(answer(op, Ok(Done::Plain)));
            return;
        }
        let track = self.local_tracks.track_if(wanted, source);
        let work = self.transceivers.borrow().put(source, track);
        self.promises.keep(op, async move { work.await.map(|()| Done::Plain) });
    }

    fn look(&self) {
        let state = state::worse(
            state::of_connection(self.pc.connection_state()),
            state::of_ice(self.pc.ice_connection_state()),
        );
        if self.state.replace(state) != state {
            self.tell.news(ConnectionEvent::State(state));
        }
    }
}

impl TrackSink for Connection {
    fn refresh(&self, source: Source) {
        let track = self.local_tracks.track_if(self.wanted.get(), source);
        let work = self.transceivers.borrow().put(source, track);
        self.promises.also(async move {
            let _ = work.await;
        });
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.listeners.borrow_mut().clear();
        self.channels.borrow_mut().clear();
        media_elements::leave(self.tell.id);
    }
}
