//! The real server's room machine (`plenum-rooms`) behind virtual WebSockets: frames in, frames out, time as an argument.

use super::rng::Rng;
use plenum_rooms::admission::{Asked, Rejected, check, check_form};
use plenum_rooms::close::CloseReason;
use plenum_rooms::door::{Effect, Joiner, SessionId};
use plenum_rooms::keep_alive::{Due, Intervals, KeepAlive};
use plenum_rooms::lock;
use plenum_rooms::pace::{Pace, SeatPace};
use plenum_rooms::rate::Rate;
use plenum_rooms::request::{self, Request, Stage};
use plenum_rooms::rooms::{Refused, RoomLimits, Rooms, SharedDoor};
use plenum_rooms::time::Time;
use plenum_rooms::welcome::{self, Roster, ServerInfo};
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::message::{Challenge, IceServer, IceServers, Join, Limits, Refusal, ServerMessage};
use plenum_shared::{OLDEST_VERSION, VERSION, codec, frame, limits};
use std::collections::BTreeMap;
use std::time::Duration;

/// What goes over a WebSocket.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
    /// A close frame with its code (RFC 6455 §7.4).
    Close(u16),
}

/// Frames to send, in this order, and on which socket.
pub type Outbox = Vec<(u32, Frame)>;

/// The origin of the WebSocket URL that pages dial.
pub const ORIGIN: &str = "wss://meet.example";

/// As a server is configured by default; all pages come from one address, and that one is not what is simulated.
const LIMITS: RoomLimits = RoomLimits {
    doors: 10_000,
    room_size: limits::ROOM_SIZE,
    new_doors: UNLIMITED,
    arrivals_per_door: Rate { burst: 100, every: Duration::from_millis(500) },
    arrivals_per_address: UNLIMITED,
};
const UNLIMITED: Rate = Rate { burst: u32::MAX, every: Duration::ZERO };
const INTERVALS: Intervals =
    Intervals { ping: Duration::from_millis(limits::PING_MS), dead: Duration::from_millis(limits::DEAD_MS) };
const SEAT_KEPT: Duration = Duration::from_millis(limits::SEAT_KEPT_MS);
/// A page sends `ping` no more often within a second.
const MOST_ASKED: u32 = 10;

/// One running server process.
pub struct Server {
    /// Names this process.
    pub instance: String,
    /// Check both signatures of a join (slow), or take them for granted.
    pub strict: bool,
    rooms: Rooms<u32, ()>,
    sockets: BTreeMap<u32, Socket>,
    rng: Rng,
}

struct Socket {
    shard: u8,
    nonce: [u8; 32],
    keep_alive: KeepAlive,
    seat: Option<(SharedDoor<u32>, Seat)>,
    /// Within which second it was sent a `ping`, and how often.
    asked: (u64, u32),
}

impl Server {
    /// A server that has just started and knows nobody.
    pub fn new(seed: u64, strict: bool) -> Server {
        let mut rng = Rng::new(seed);
        let instance = format!("{:016x}", rng.any());
        Server { instance, strict, rooms: Rooms::new(LIMITS), sockets: BTreeMap::new(), rng }
    }

    /// How many sit behind each door, with or without a socket.
    pub fn seats_by_door(&self) -> Vec<usize> {
        let mut doors: BTreeMap<*const std::sync::Mutex<plenum_rooms::door::Door<u32>>, usize> = BTreeMap::new();
        for (door, _) in self.sockets.values().filter_map(|socket| socket.seat.as_ref()) {
            *doors.entry(std::sync::Arc::as_ptr(door)).or_default() += 1;
        }
        let mut seats: Vec<usize> = doors.into_values().collect();
        seats.sort_unstable_by(|one, other| other.cmp(one));
        seats
    }

    /// A page has dialled.
    pub fn opened(&mut self, socket: u32, shard: u8, now: u64) -> Outbox {
        let nonce = self.rng.bytes32();
        let keep_alive = KeepAlive::new(INTERVALS, Time::from_millis(now));
        self.sockets.insert(socket, Socket { shard, nonce, keep_alive, seat: None, asked: (0, 0) });
        let versions = [OLDEST_VERSION, VERSION];
        vec![say(socket, &ServerMessage::Challenge(Challenge { versions, nonce }))]
    }

    /// A socket is lost: its seat is kept for a while.
    pub fn lost(&mut self, socket: u32, now: u64) {
        if let Some((door, seat)) = self.sockets.remove(&socket).and_then(|gone| gone.seat) {
            lock(&door).lose(seat, session(socket), Time::from_millis(now));
        }
    }

    /// A frame came in.
    pub fn hears(&mut self, socket: u32, said: Frame, now: u64) -> Outbox {
        let Some(from) = self.sockets.get_mut(&socket) else { return Vec::new() };
        from.keep_alive.heard(Time::from_millis(now));
        let stage = if from.seat.is_some() { Stage::Seated } else { Stage::Joining };
        let request = match &said {
            Frame::Text(text) => request::text(stage, text).0,
            Frame::Binary(bytes) if bytes.len() > limits::MESSAGE_BYTES => Request::Close(CloseReason::TooBig),
            Frame::Binary(bytes) => request::binary(stage, bytes),
            Frame::Close(_) => {
                self.lost(socket, now);
                return Vec::new();
            }
        };
        match request {
            Request::Join(join) => self.join(socket, &join, now),
            Request::Reply(message) => {
                let (second, times) = from.asked;
                from.asked = (now / 1_000, if second == now / 1_000 { times + 1 } else { 1 });
                assert!(from.asked.1 <= MOST_ASKED, "the server is stormed");
                vec![say(socket, &message)]
            }
            Request::Relay(to, message) => self.relay(socket, to, message),
            Request::Leave => self.leave(socket),
            Request::Nothing | Request::Unknown => Vec::new(),
            Request::Close(reason) => self.hang_up(socket, reason, now),
        }
    }

    /// Time passes: pings, dead sockets, seats that were kept long enough.
    pub fn ticks(&mut self, now: u64) -> Outbox {
        let (at, mut outbox) = (Time::from_millis(now), Vec::new());
        let due: Vec<(u32, Due)> = self
            .sockets
            .iter_mut()
            .map(|(socket, state)| (*socket, state.keep_alive.due(INTERVALS, true, at)))
            .collect();
        for (socket, due) in due {
            match due {
                Due::Nothing => {}
                Due::Ping => outbox.push(say(socket, &ServerMessage::Ping {})),
                Due::Dead => outbox.extend(self.hang_up(socket, CloseReason::TimedOut, now)),
            }
        }
        let doors: Vec<SharedDoor<u32>> = self.rooms.doors().cloned().collect();
        for door in doors {
            let (_, effects) = lock(&door).expire(SEAT_KEPT, at);
            outbox.extend(self.carry_out(effects));
            self.rooms.remove_if_empty(&door);
        }
        outbox
    }

    /// Sockets that are open, as long as the process lives.
    pub fn sockets(&self) -> Vec<u32> {
        self.sockets.keys().copied().collect()
    }

    /// Whether this socket is open here.
    pub fn knows(&self, socket: u32) -> bool {
        self.sockets.contains_key(&socket)
    }

    /// Everybody with a seat, in any room.
    pub fn seated(&self) -> Vec<PeerId> {
        let peers = |door: &SharedDoor<u32>| -> Vec<PeerId> {
            lock(door).roster().map(|one| PeerId::of(&one.session_key)).collect()
        };
        self.rooms.doors().flat_map(peers).collect()
    }

    /// Tells every seated socket fresh ICE servers.
    pub fn renews(&self, ice_servers: &[IceServer]) -> Outbox {
        let message =
            ServerMessage::IceServers(IceServers { ice_servers: ice_servers.to_vec(), credential_lifetime_ms: None });
        self.sockets
            .iter()
            .filter(|(_, socket)| socket.seat.is_some())
            .map(|(socket, _)| say(*socket, &message))
            .collect()
    }

    fn join(&mut self, socket: u32, join: &Join, now: u64) -> Outbox {
        let state = &self.sockets[&socket];
        let asked = Asked { shard: state.shard, nonce: &state.nonce, origins: &[ORIGIN.to_owned()], other_names: &[] };
        let checked = if self.strict { check(join, &asked) } else { check_form(join, state.shard) };
        if let Err(why) = checked {
            let reason = match why {
                Rejected::Version => Refusal::Version,
                Rejected::Shard => Refusal::Shard,
                Rejected::OtherName => Refusal::Origin,
                Rejected::Proof => Refusal::Proof,
            };
            return self.refuse(socket, reason, None, now);
        }
        match self.take_seat(socket, join, Time::from_millis(now)) {
            Ok(outbox) => outbox,
            Err(Refused::RoomFull) => self.refuse(socket, Refusal::RoomFull, Some(30_000), now),
            Err(Refused::DoorsFull | Refused::Closed) => self.refuse(socket, Refusal::Busy, Some(30_000), now),
            Err(Refused::TooManyDoors(wait) | Refused::TooManyArrivals(wait)) => {
                self.refuse(socket, Refusal::TooMany, Some(wait.as_millis() as u64), now)
            }
        }
    }

    fn take_seat(&mut self, socket: u32, join: &Join, now: Time) -> Result<Outbox, Refused> {
        let opened = self.rooms.open(join.room, join.admission_key, (), now)?;
        let joiner = Joiner {
            session_key: join.session_key,
            hello: &join.hello,
            session: session(socket),
            handle: socket,
            pace: SeatPace::new(Pace::new(now)),
        };
        let joined = self.rooms.join(&mut lock(&opened.door), joiner, (), now)?;
        let mut outbox = self.carry_out(joined.effects);
        let roster = Roster { seat: joined.seat, peers: joined.peers, other_door: opened.other_door };
        outbox.extend(welcome::messages(roster, self.info()).map(|message| say(socket, &message)));
        if let Some(state) = self.sockets.get_mut(&socket) {
            state.seat = Some((opened.door, joined.seat));
        }
        Ok(outbox)
    }

    fn info(&self) -> ServerInfo {
        ServerInfo {
            instance: self.instance.clone(),
            ice_servers: IceServers { ice_servers: Vec::new(), credential_lifetime_ms: None },
            stun_port: Some(3478),
            limits: Limits { message_bytes: 65536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
        }
    }

    fn leave(&mut self, socket: u32) -> Outbox {
        let mut outbox = Vec::new();
        if let Some((door, seat)) = self.sockets.get(&socket).and_then(|state| state.seat.clone()) {
            let effects = lock(&door).leave(seat, session(socket)).unwrap_or_default();
            outbox.extend(self.carry_out(effects));
            self.rooms.remove_if_empty(&door);
        }
        outbox.extend(self.carry_out(vec![Effect::Close(socket, CloseReason::Normal)]));
        outbox
    }

    /// Invariant: at most once, never to a stale generation, never out of the room, bytes untouched.
    fn relay(&self, socket: u32, to: Seat, message: &[u8]) -> Outbox {
        let Some((door, own)) = &self.sockets[&socket].seat else { return Vec::new() };
        let receiver = lock(door).route(*own, session(socket), to).copied();
        receiver.map(|to| (to, Frame::Binary(frame::join(*own, message)))).into_iter().collect()
    }

    fn refuse(&mut self, socket: u32, reason: Refusal, retry_after_ms: Option<u64>, now: u64) -> Outbox {
        let message = say(socket, &ServerMessage::Refused { reason, retry_after_ms, origin: None });
        std::iter::once(message).chain(self.hang_up(socket, CloseReason::Refused, now)).collect()
    }

    fn hang_up(&mut self, socket: u32, reason: CloseReason, now: u64) -> Outbox {
        self.lost(socket, now);
        self.carry_out(vec![Effect::Close(socket, reason)])
    }

    /// What the machine wants done, as frames.
    fn carry_out(&mut self, effects: Vec<Effect<u32>>) -> Outbox {
        let mut outbox = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(sockets, message) => {
                    outbox.extend(sockets.into_iter().map(|socket| say(socket, &message)))
                }
                Effect::Close(socket, reason) => {
                    self.sockets.remove(&socket);
                    outbox.extend(reason.code().map(|code| (socket, Frame::Close(code))));
                }
            }
        }
        outbox
    }
}

/// A socket is one session, and is never used again.
fn session(socket: u32) -> SessionId {
    SessionId(socket.into())
}

fn say(socket: u32, message: &ServerMessage) -> (u32, Frame) {
    (socket, Frame::Text(codec::encode(message)))
}
