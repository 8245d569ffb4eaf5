//! The link to one peer: epochs, who offers, what is tried when it breaks, and when somebody counts as gone.

mod answering;
mod audio_stall;
mod connection_set;
mod early_messages;
mod failover;
mod history;
mod retry_policy;
mod snapshot;

use crate::api::context::Context;
use crate::api::effect::{Command, Role};
use crate::api::event::{Channel, ConnectionEvent, ConnectionState, Sdp};
use crate::base::ids::{ConnectionId, Epoch, OpId};
use crate::base::time::Time;
use crate::messaging::message::{ConnectionRequest, LinkMessage};
use crate::messaging::outbox::Outbox;
use crate::messaging::peer_budget::PeerBudget;
use crate::rtc::connection::Connection;
use crate::rtc::failure_detector::FailureDetector;
use crate::rtc::op::Broken;
use answering::Waiting;
use audio_stall::AudioStall;
use connection_set::ConnectionSet;
use early_messages::Early;
use history::{Fall, Happened, History};
use plenum_shared::ids::PeerId;
use plenum_shared::message::IceServer;
use retry_policy::RetryPolicy;
use std::sync::Arc;

/// Without a connection for this long, the smaller peer id offers, milliseconds.
const SEATED_WAIT_MS: u64 = 4_000;
/// A connection that has not proved itself after this counts as failed, milliseconds.
const SETUP_MS: u64 = 15_000;
/// Shown as interrupted after so long without a heartbeat, milliseconds.
const INTERRUPTED_MS: u64 = 2_000;
/// No heartbeat for this long and nothing left to try: gone, if the server does not list them, milliseconds.
pub const SILENT_MS: u64 = 15_000;
/// The same if the server still lists them, milliseconds.
pub const SILENT_LISTED_MS: u64 = 60_000;
/// All channels closed by the other side and no sign of life for this long: gone, milliseconds.
const CLOSED_MS: u64 = 2_000;

/// What both ends of all links share in this event.
pub struct Common {
    /// STUN and TURN.
    pub ice_servers: Arc<[IceServer]>,
    /// What we send, by `Source as usize`.
    pub sending: [bool; 4],
    /// How many people are in the room, ourselves included.
    pub people: usize,
    /// What others begin waits, if it can: enough failovers run, or some were just called off.
    pub crowded: bool,
    /// As many connections are being made as may be at a time: what is not begun yet waits.
    pub full: bool,
}

/// Which connection is which.
struct Epochs {
    current: Epoch,
    /// We were the offerer of this epoch, and it was not answered.
    offered: bool,
    /// The newest epoch that they have written of: what they asked for before that is stale.
    known: Epoch,
}

/// What either side asked of the other.
#[derive(Default)]
struct Requests {
    /// We have asked for a fresh connection beside the old one, and wait for it until then.
    asked: Option<Time>,
    /// A wish of theirs that can wait.
    waiting: Option<Waiting>,
    /// When they last called off what they began.
    relieved: Option<Time>,
}

/// Signs of life, theirs and ours.
struct Liveness {
    /// Since when our own events have come in time.
    awake: Time,
    /// Their last: a heartbeat or an opened message.
    life: Time,
    /// A connection has proved itself once.
    ever_up: bool,
    /// Since when the first one has been tried.
    tried: Option<Time>,
}

/// The link between us and one peer.
pub struct PeerLink {
    us: PeerId,
    them: PeerId,
    first: Role,
    epochs: Epochs,
    retry: RetryPolicy,
    connections: ConnectionSet,
    detector: FailureDetector,
    audio_stall: AudioStall,
    requests: Requests,
    liveness: Liveness,
    /// What of their pictures their status promises: camera, screen.
    promised: [bool; 2],
    /// What they may cost us.
    pub budget: PeerBudget,
    early: Early,
    history: History,
}

impl PeerLink {
    /// A link to somebody who arrived after us (`Role::Answerer`: we wait) or was there before us (`Role::Offerer`).
    pub fn new(us: PeerId, them: PeerId, first: Role, now: Time) -> PeerLink {
        PeerLink {
            us,
            them,
            first,
            epochs: Epochs { current: Epoch(0), offered: false, known: Epoch(0) },
            retry: RetryPolicy::Apart,
            connections: ConnectionSet::default(),
            detector: FailureDetector::default(),
            audio_stall: AudioStall::default(),
            requests: Requests::default(),
            liveness: Liveness { awake: now, life: now, ever_up: false, tried: None },
            promised: [false, false],
            budget: PeerBudget::new(),
            early: Early::default(),
            history: History::default(),
        }
    }

    /// Whether an offer of ours is what begins it once both are in the room.
    pub fn offers_first(&self) -> bool {
        self.first == Role::Offerer && !self.early.offers()
    }

    /// Whether no connection is being made, nor about to be.
    pub fn calm(&self) -> bool {
        let done = self.connections.each().all(|connection| connection.confirmed());
        done && matches!(self.retry, RetryPolicy::Hold | RetryPolicy::GivenUp { .. })
    }

    /// Both are in the room.
    pub fn begin(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        if self.retry != RetryPolicy::Apart {
            return;
        }
        self.liveness.life = cx.now;
        match self.offers_first() {
            // The first attempt is none that failed: it is made as soon as there is room for it.
            true => self.offer(common, cx),
            false => self.retry = RetryPolicy::Await { until: cx.now + SEATED_WAIT_MS },
        }
        for (epoch, message) in self.early.all() {
            self.message(epoch.0, &message, None, outbox, common, cx);
        }
    }

    /// One of the two is no longer in the room.
    pub fn end(&mut self, cx: &mut Context) {
        self.retry = RetryPolicy::Apart;
        (self.liveness.ever_up, self.liveness.tried) = (false, None);
        self.requests.asked = None;
        self.requests.waiting = None;
        self.detector.hope();
        self.connections.close(cx);
    }

    /// The other one.
    pub fn them(&self) -> PeerId {
        self.them
    }

    /// Whether both are in the room.
    pub fn wanted(&self) -> bool {
        self.retry != RetryPolicy::Apart
    }

    fn offer(&mut self, common: &Common, cx: &mut Context) {
        // Only somebody who means harm gets this far: their link is their own loss, and no epoch is used twice.
        let Some(epoch) = self.epochs.current.0.checked_add(1) else {
            self.retry = RetryPolicy::GivenUp { since: cx.now };
            return;
        };
        if !self.has_room(common, cx.now) {
            self.retry = RetryPolicy::Queued;
            return;
        }
        self.open(Epoch(epoch), Role::Offerer, common, cx);
    }

    fn open(&mut self, epoch: Epoch, role: Role, common: &Common, cx: &mut Context) {
        let missed = self.requests.asked.is_some() || self.silent(cx.now) == Some(true) || self.soundless().is_some();
        self.budget.connections.take(cx.now);
        self.connections.make_room(cx);
        self.epochs.current = epoch;
        self.epochs.offered = role == Role::Offerer;
        self.retry = RetryPolicy::Hold;
        self.liveness.tried.get_or_insert(cx.now);
        self.requests.asked = None;
        let id = ConnectionId { peer: self.them, epoch };
        let fresh = Connection::open(id, role, common.ice_servers.clone(), common.sending, cx);
        self.connections.add(fresh, missed);
    }

    /// A message about connections has opened. `by_channel` is the epoch of the connection whose channel brought it.
    pub fn message(
        &mut self,
        epoch: u32,
        message: &LinkMessage,
        by_channel: Option<Epoch>,
        outbox: &mut Outbox,
        common: &Common,
        cx: &mut Context,
    ) {
        self.liveness.life = cx.now;
        let epoch = Epoch(epoch);
        if *message != LinkMessage::Unknown {
            self.epochs.known = self.epochs.known.max(epoch);
        }
        if self.retry == RetryPolicy::Apart {
            return self.early.keep(epoch, message);
        }
        match message {
            LinkMessage::Description(description) => self.description(epoch, description, outbox, common, cx),
            LinkMessage::Candidates { .. } if !self.budget.candidates(epoch) => {}
            LinkMessage::Candidates { candidates } => {
                if self.gives_way(epoch) {
                    self.early.keep(epoch, message);
                }
                if let Some(connection) = self.connections.of(epoch) {
                    connection.remote_candidates(candidates.clone(), cx);
                }
            }
            LinkMessage::Fingerprints { mine, yours } if by_channel == Some(epoch) => {
                let result = self.connections.of(epoch).map(|connection| connection.confirm(mine, yours, cx));
                if let Some(Err(Broken)) = result {
                    self.fallen(epoch, Fall::Doubtful, outbox, common, cx);
                }
            }
            LinkMessage::CallOff {} => self.called_off_by_them(epoch, outbox, common, cx),
            LinkMessage::Request { what: ConnectionRequest::IceRestart } => {
                if let Some(connection) = self.connections.of(epoch) {
                    match self.budget.restarts.take(cx.now) {
                        true => connection.restart_ice(cx),
                        false => self.budget.drop_one(),
                    }
                }
            }
            LinkMessage::Request { what: ConnectionRequest::NoMore } => self.asked_no_more(epoch),
            LinkMessage::Request { what: ConnectionRequest::Fresh } => self.asked_by_them(epoch, common, cx),
            LinkMessage::Fingerprints { .. }
            | LinkMessage::Request { what: ConnectionRequest::Unknown }
            | LinkMessage::Unknown => {}
        }
    }

    /// The answer of an op; false if no connection of this link waits for it.
    pub fn done(
        &mut self,
        op: OpId,
        sdp: Option<&Sdp>,
        outbox: &mut Outbox,
        common: &Common,
        cx: &mut Context,
    ) -> bool {
        let of = |connection: &mut Connection| Some((connection.id.epoch, connection.done(op, sdp, outbox, cx)?));
        let answer = self.connections.each_mut().find_map(of);
        self.after(answer, outbox, common, cx)
    }

    /// An op failed; false if no connection of this link waits for it.
    pub fn failed(&mut self, op: OpId, outbox: &mut Outbox, common: &Common, cx: &mut Context) -> bool {
        let of = |connection: &mut Connection| Some((connection.id.epoch, connection.failed(op, cx)?));
        let answer = self.connections.each_mut().find_map(of);
        self.after(answer, outbox, common, cx)
    }

    fn after(
        &mut self,
        answer: Option<(Epoch, Result<(), Broken>)>,
        outbox: &mut Outbox,
        common: &Common,
        cx: &mut Context,
    ) -> bool {
        if let Some((epoch, Err(Broken))) = answer {
            self.fallen(epoch, Fall::Failed, outbox, common, cx);
        }
        answer.is_some()
    }

    /// News of a connection; those of a dead epoch are dropped.
    pub fn news(
        &mut self,
        epoch: Epoch,
        news: ConnectionEvent,
        outbox: &mut Outbox,
        common: &Common,
        cx: &mut Context,
    ) {
        let now = cx.now;
        let Some(connection) = self.connections.of(epoch) else { return };
        match news {
            ConnectionEvent::Candidate(candidate) => connection.local_candidate(candidate, now),
            ConnectionEvent::State(state) => {
                connection.state = (state, now);
                match state {
                    ConnectionState::Failed | ConnectionState::Closed => {
                        self.fallen(epoch, Fall::Said(state), outbox, common, cx);
                    }
                    ConnectionState::Connecting | ConnectionState::Connected | ConnectionState::Disconnected => {}
                }
            }
            ConnectionEvent::ChannelOpened(channel) => connection.channel_opened(channel, outbox),
            ConnectionEvent::ChannelClosed(channel) => {
                connection.channel_closed(channel, now);
                if channel == Channel::Messages {
                    self.closed_by_them(epoch, outbox, common, cx);
                }
            }
            ConnectionEvent::ChannelSaid(Channel::Heartbeats, _) => {
                connection.heartbeat_heard(now);
                let confirmed = connection.confirmed();
                self.liveness.life = now;
                if self.connections.revives(epoch, now) {
                    self.history.note(epoch, Happened::CameBack, now);
                    self.detector.needless(now);
                }
                if confirmed {
                    self.liveness.ever_up = true;
                }
            }
            // Both are opened by the outbox, and never come here.
            ConnectionEvent::ChannelSaid(Channel::Messages | Channel::Bulk, _) => {}
            ConnectionEvent::StreamChanged => connection.revision.0 += 1,
            ConnectionEvent::FrameDecoded(source) => connection.frame_decoded(source),
            ConnectionEvent::Level(_) | ConnectionEvent::Stats(_) => {}
        }
    }

    /// A heartbeat is due.
    pub fn heartbeat(&mut self, cx: &mut Context) {
        self.connections.each_mut().for_each(|connection| connection.heartbeat(cx));
    }

    /// What we send has changed.
    pub fn send(&mut self, sending: [bool; 4], cx: &mut Context) {
        self.connections.each_mut().for_each(|connection| connection.send(sending, cx));
    }

    /// The next ICE restart goes over these servers.
    pub fn renew_ice_servers(&mut self, servers: &Arc<[IceServer]>, cx: &mut Context) {
        for connection in self.connections.each() {
            cx.connection(connection.id, Command::SetIceServers(servers.clone()));
        }
    }

    /// Whether their camera and their screen are on.
    pub fn watch(&mut self, promised: [bool; 2], cx: &mut Context) {
        self.promised = promised;
        self.connections.each_mut().for_each(|connection| connection.watch(promised, cx));
    }

    /// Which of their sounds their status allows to be played: voice, screen.
    pub fn play(&mut self, said: [bool; 2], cx: &mut Context) {
        self.connections.each_mut().for_each(|connection| connection.play(said, cx));
    }

    /// Does what is due.
    pub fn tick(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        self.look_after(outbox, common, cx);
        self.answer_late(outbox, common, cx);
        self.go_on(outbox, common, cx);
        self.forget_closed(outbox);
        self.connections.listen(self.silent(cx.now) != Some(false) || self.soundless().is_some(), cx);
    }

    /// A message has opened, of whatever kind.
    pub fn lives(&mut self, now: Time) {
        self.liveness.life = now;
    }
}
