//! The signaling client: dials, proves, takes a seat, resumes after a loss, and never hangs up on anybody.

mod admission;
mod heard;
mod ice_servers;
mod instance;
mod liveness;
mod refusals;
mod standby;
mod waiting;

use crate::api::context::Context;
use crate::api::effect::{Effect, SocketCommand};
use crate::api::event::SocketEvent;
use crate::api::view::SignalingState;
use crate::base::ids::SocketId;
use crate::base::time::{Time, soonest};
use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::KeySchedule;
pub use heard::Heard;
pub use ice_servers::IceServers;
use instance::Instance;
use liveness::Liveness;
use plenum_shared::message::{Challenge, ClientMessage, NoticeKind, Refusal, ServerMessage};
use plenum_shared::{close, codec, frame};
use refusals::Refusals;
use standby::Standby;
use waiting::FIRST_WAIT_MS;

/// Dialling and joining may take this long, milliseconds, before we try anew.
const JOIN_MS: u64 = 10_000;
/// A loss shorter than this is nobody's business, milliseconds.
const BANNER_MS: u64 = 2_000;

enum State {
    Idle,
    Waiting {
        until: Time,
    },
    Dialling {
        socket: SocketId,
        since: Time,
    },
    Joining {
        socket: SocketId,
        since: Time,
        asked: Time,
    },
    Seated {
        socket: SocketId,
        liveness: Liveness,
    },
    /// Final until the person asks again.
    Refused {
        reason: Refusal,
    },
}

/// The signaling client's connection to the server, dialled anew for as long as the meeting lasts.
pub struct Client {
    state: State,
    standby: Standby,
    instance: Instance,
    /// `wss://meet.example`, signed in every join.
    origin: String,
    hello: Vec<u8>,
    failures: u32,
    lost: Option<Time>,
    ever_seated: bool,
    refusals: Refusals,
    /// How long the server, which is about to go away, asked us to stay away then, milliseconds.
    told: Option<u64>,
    /// Messages and fields this build did not know, for the debug log.
    pub unknown: usize,
}

impl Client {
    /// A socket that has not dialled yet. `page_origin` is `location.origin`.
    pub fn new(page_origin: &str, hello: Vec<u8>) -> Client {
        // `https:` becomes `wss:`, `http:` becomes `ws:`; host and port stay (WHATWG URL, "origin").
        let origin =
            page_origin.strip_prefix("http").map_or_else(|| page_origin.to_owned(), |rest| format!("ws{rest}"));
        Client {
            state: State::Idle,
            standby: Standby::default(),
            instance: Instance::default(),
            origin,
            hello,
            failures: 0,
            lost: None,
            ever_seated: false,
            refusals: Refusals::default(),
            told: None,
            unknown: 0,
        }
    }

    /// Dials at once if there is no socket yet, or none that works.
    pub fn dial(&mut self, keys: &KeySchedule, cx: &mut Context) {
        match self.state {
            State::Idle | State::Waiting { .. } | State::Refused { .. } => {
                let socket = self.standby.take().unwrap_or_else(|| self.open(keys, cx));
                self.state = State::Dialling { socket, since: cx.now };
            }
            State::Dialling { .. } | State::Joining { .. } | State::Seated { .. } => {}
        }
    }

    fn open(&mut self, keys: &KeySchedule, cx: &mut Context) -> SocketId {
        let socket = cx.socket();
        cx.effect(Effect::Socket { socket, command: SocketCommand::Open { shard: keys.room().shard() } });
        socket
    }

    /// The network or the page woke up: dial if we were waiting, doubt the socket if we had one.
    pub fn nudge(&mut self, keys: &KeySchedule, cx: &mut Context) {
        match self.state {
            State::Waiting { .. } => self.dial(keys, cx),
            State::Seated { .. } => self.doubt(0, keys, cx),
            State::Idle | State::Dialling { .. } | State::Joining { .. } | State::Refused { .. } => {}
        }
    }

    /// Whether we wait for an answer longer than is usual on this socket.
    pub fn mute(&self, now: Time) -> bool {
        matches!(&self.state, State::Seated { liveness, .. } if liveness.late(now))
    }

    /// Nobody's heartbeats come any more, and for so many milliseconds nothing over this socket either: it goes the same dead
    /// way. Joining again is resuming, so a fresh one costs nothing.
    pub fn distrust(&mut self, silent_ms: u64, keys: &KeySchedule, cx: &mut Context) {
        if let State::Seated { liveness, .. } = self.state
            && (liveness.late(cx.now) || liveness.silent_for(silent_ms, cx.now))
        {
            self.hang_up(cx);
            self.lost.get_or_insert(cx.now);
            self.state = State::Idle;
            self.dial(keys, cx);
        }
    }

    /// Gives the seat back and hangs up the socket (and nothing else).
    pub fn leave(&mut self, cx: &mut Context) {
        if let State::Seated { socket, .. } = self.state {
            say(socket, &ClientMessage::Leave {}, cx);
        }
        self.hang_up(cx);
        self.standby.hang_up(cx);
        self.state = State::Idle;
        self.lost = None;
    }

    /// How long the server usually takes to answer, milliseconds.
    pub fn round_trip(&self) -> Option<u64> {
        match &self.state {
            State::Seated { liveness, .. } => Some(liveness.usual()),
            State::Idle
            | State::Waiting { .. }
            | State::Dialling { .. }
            | State::Joining { .. }
            | State::Refused { .. } => None,
        }
    }

    /// The socket over which messages go now.
    pub fn seated(&self) -> Option<SocketId> {
        match self.state {
            State::Seated { socket, .. } => Some(socket),
            State::Idle
            | State::Waiting { .. }
            | State::Dialling { .. }
            | State::Joining { .. }
            | State::Refused { .. } => None,
        }
    }

    /// Whether the server ever gave us a seat.
    pub fn ever_seated(&self) -> bool {
        self.ever_seated
    }

    /// Whether this is a socket of ours.
    pub fn owns(&self, other: SocketId) -> bool {
        match self.state {
            State::Dialling { socket, .. } | State::Joining { socket, .. } | State::Seated { socket, .. } => {
                socket == other || self.standby.is(other)
            }
            State::Idle | State::Waiting { .. } | State::Refused { .. } => self.standby.is(other),
        }
    }

    /// Takes news of a socket; those of an older socket are dropped.
    pub fn handle(
        &mut self,
        socket: SocketId,
        news: SocketEvent,
        keys: &KeySchedule,
        session: &Identity,
        cx: &mut Context,
    ) -> Option<Heard> {
        if self.standby.is(socket) {
            return self.standby_news(socket, &news, keys, session, cx);
        }
        let ours = match self.state {
            State::Dialling { socket, .. } | State::Joining { socket, .. } | State::Seated { socket, .. } => socket,
            State::Idle | State::Waiting { .. } | State::Refused { .. } => return None,
        };
        if ours != socket {
            return None;
        }
        if let SocketEvent::Instance(name) = &news {
            self.found(name, keys, cx);
            return None;
        }
        if let State::Seated { liveness, .. } = &mut self.state {
            liveness.hear(cx.now);
        }
        match news {
            SocketEvent::Instance(_) => None,
            SocketEvent::Closed { code } => {
                self.lose(code == close::DISPLACED, cx);
                None
            }
            SocketEvent::Binary(bytes) => {
                self.standby.spare(cx);
                let (seat, message) = frame::split(&bytes)?;
                self.seated().map(|_| Heard::Message(seat, message.to_vec()))
            }
            SocketEvent::Text(text) => {
                self.standby.spare(cx);
                let message = self.read(&text)?;
                self.message(socket, message, keys, session, cx)
            }
        }
    }

    fn read(&mut self, text: &str) -> Option<ServerMessage> {
        let read = codec::decode::<ServerMessage>(text).ok()?;
        self.unknown += read.unknown_fields + usize::from(read.message == ServerMessage::Unknown);
        Some(read.message)
    }

    fn message(
        &mut self,
        socket: SocketId,
        message: ServerMessage,
        keys: &KeySchedule,
        session: &Identity,
        cx: &mut Context,
    ) -> Option<Heard> {
        match message {
            ServerMessage::Challenge(challenge) => {
                if let State::Dialling { since, .. } = self.state {
                    self.join(socket, since, &challenge, keys, session, cx);
                }
                None
            }
            ServerMessage::Welcome(welcome) => match self.state {
                State::Joining { asked, .. } => {
                    let liveness = Liveness::new(cx.now, cx.now.since(asked));
                    self.state = State::Seated { socket, liveness };
                    self.failures = 0;
                    self.lost = None;
                    self.ever_seated = true;
                    self.refusals = Refusals::default();
                    self.told = None;
                    self.instance.seated(&welcome.instance, cx);
                    self.standby.arrived(cx);
                    Some(Heard::Welcome(Box::new(welcome)))
                }
                State::Idle
                | State::Waiting { .. }
                | State::Dialling { .. }
                | State::Seated { .. }
                | State::Refused { .. } => None,
            },
            ServerMessage::Arrived { seated_peer, present } => {
                self.seated().map(|_| Heard::Arrived { seated_peer, present })
            }
            ServerMessage::Seated {} => self.seated().map(|_| Heard::Seated),
            ServerMessage::Departed { seat } => self.seated().map(|_| Heard::Departed(seat)),
            ServerMessage::Notice { kind, retry_after_ms } => {
                self.told = retry_after_ms.filter(|_| kind == NoticeKind::Drain);
                Some(Heard::Notice(kind))
            }
            ServerMessage::Refused { reason, retry_after_ms, origin } => {
                self.refusals.take(origin.as_deref());
                self.refused(reason, retry_after_ms, cx);
                None
            }
            ServerMessage::Ping {} => {
                say(socket, &ClientMessage::Pong {}, cx);
                None
            }
            ServerMessage::IceServers(fresh) => self.seated().map(|_| Heard::IceServers(fresh.ice_servers)),
            ServerMessage::Pong {} | ServerMessage::Unknown => None,
        }
    }

    fn join(
        &mut self,
        socket: SocketId,
        since: Time,
        challenge: &Challenge,
        keys: &KeySchedule,
        session: &Identity,
        cx: &mut Context,
    ) {
        self.state = State::Joining { socket, since, asked: cx.now };
        match admission::join(&self.origin, &self.hello, challenge, keys, session) {
            Ok(join) => say(socket, &ClientMessage::Join(join), cx),
            Err(reason) => self.refused(reason, None, cx),
        }
    }

    fn refused(&mut self, reason: Refusal, retry_after_ms: Option<u64>, cx: &mut Context) {
        self.hang_up(cx);
        self.standby.hang_up(cx);
        self.lost.get_or_insert(cx.now);
        match retry_after_ms {
            Some(wait) => {
                self.refusals.passing = Some(reason);
                self.state = State::Waiting { until: cx.now + wait.clamp(FIRST_WAIT_MS, 60_000) };
            }
            None => self.state = State::Refused { reason },
        }
    }

    /// The socket itself; a standby one is left to whoever dials next.
    fn hang_up(&mut self, cx: &mut Context) {
        self.standby.arrived(cx);
        match self.state {
            State::Dialling { socket, .. } | State::Joining { socket, .. } | State::Seated { socket, .. } => {
                cx.effect(Effect::Socket { socket, command: SocketCommand::Close });
            }
            State::Idle | State::Waiting { .. } | State::Refused { .. } => {}
        }
    }

    /// Does what is due: dials again, gives up a dead socket.
    pub fn tick(&mut self, keys: &KeySchedule, cx: &mut Context) {
        self.look(keys, cx);
        if self.due().is_none_or(|due| due > cx.now) {
            return;
        }
        match self.state {
            State::Waiting { .. } => self.dial(keys, cx),
            State::Dialling { .. } | State::Joining { .. } | State::Seated { .. } => {
                self.hang_up(cx);
                self.lose(false, cx);
            }
            State::Idle | State::Refused { .. } => {}
        }
    }

    fn due(&self) -> Option<Time> {
        match &self.state {
            State::Idle | State::Refused { .. } => None,
            State::Waiting { until } => Some(*until),
            State::Dialling { since, .. } | State::Joining { since, .. } => Some(*since + JOIN_MS),
            State::Seated { liveness, .. } => liveness.dead_at(),
        }
    }

    /// When something is due, the banner included.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let banner = self.lost.map(|lost| lost + BANNER_MS);
        let late = match &self.state {
            State::Seated { liveness, .. } => soonest(liveness.late_at(), self.instance.look_at()),
            State::Idle
            | State::Waiting { .. }
            | State::Dialling { .. }
            | State::Joining { .. }
            | State::Refused { .. } => None,
        };
        [banner, late].into_iter().fold(self.due(), |soon, at| soonest(soon, at.filter(|at| *at > now)))
    }

    /// What the person should know of it.
    pub fn view(&self, now: Time) -> SignalingState {
        match (&self.state, self.refusals.passing) {
            (State::Idle, _) => SignalingState::Idle,
            (State::Refused { reason }, _) => SignalingState::Refused { reason: *reason, retrying: false },
            (State::Seated { .. }, _) => SignalingState::Seated,
            (_, Some(reason)) if !self.ever_seated => SignalingState::Refused { reason, retrying: true },
            (State::Waiting { .. } | State::Dialling { .. } | State::Joining { .. }, _) => match self.lost {
                Some(lost) if now.since(lost) >= BANNER_MS => SignalingState::Away,
                Some(_) | None => SignalingState::Connecting,
            },
        }
    }
}

fn say(socket: SocketId, message: &ClientMessage, cx: &mut Context) {
    cx.effect(Effect::Socket { socket, command: SocketCommand::Text(codec::encode(message)) });
}

#[cfg(test)]
mod tests;
