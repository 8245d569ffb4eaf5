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

/// Frames to send, in this order, and on which line.
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
    lines: BTreeMap<u32, Line>,
    rng: Rng,
}

struct Line {
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
        Server { instance, strict, rooms: Rooms::new(LIMITS), lines: BTreeMap::new(), rng }
    }

    /// How many sit behind each door, with or without a line.
    pub fn seats_by_door(&self) -> Vec<usize> {
        let mut doors: BTreeMap<*const std::sync::Mutex<plenum_rooms::door::Door<u32>>, usize> = BTreeMap::new();
        for (door, _) in self.lines.values().filter_map(|line| line.seat.as_ref()) {
            *doors.entry(std::sync::Arc::as_ptr(door)).or_default() += 1;
        }
        let mut seats: Vec<usize> = doors.into_values().collect();
        seats.sort_unstable_by(|one, other| other.cmp(one));
        seats
    }

    /// A page has dialled.
    pub fn opened(&mut self, line: u32, shard: u8, now: u64) -> Outbox {
        let nonce = self.rng.bytes32();
        let keep_alive = KeepAlive::new(INTERVALS, Time::from_millis(now));
        self.lines.insert(line, Line { shard, nonce, keep_alive, seat: None, asked: (0, 0) });
        let versions = [OLDEST_VERSION, VERSION];
        vec![say(line, &ServerMessage::Challenge(Challenge { versions, nonce }))]
    }

    /// A line is lost: its seat is kept for a while.
    pub fn lost(&mut self, line: u32, now: u64) {
        if let Some((door, seat)) = self.lines.remove(&line).and_then(|gone| gone.seat) {
            lock(&door).lose(seat, session(line), Time::from_millis(now));
        }
    }

    /// A frame came in.
    pub fn hears(&mut self, line: u32, said: Frame, now: u64) -> Outbox {
        let Some(from) = self.lines.get_mut(&line) else { return Vec::new() };
        from.keep_alive.heard(Time::from_millis(now));
        let stage = if from.seat.is_some() { Stage::Seated } else { Stage::Joining };
        let request = match &said {
            Frame::Text(text) => request::text(stage, text).0,
            Frame::Binary(bytes) if bytes.len() > limits::MESSAGE_BYTES => Request::Close(CloseReason::TooBig),
            Frame::Binary(bytes) => request::binary(stage, bytes),
            Frame::Close(_) => {
                self.lost(line, now);
                return Vec::new();
            }
        };
        match request {
            Request::Join(join) => self.join(line, &join, now),
            Request::Reply(message) => {
                let (second, times) = from.asked;
                from.asked = (now / 1_000, if second == now / 1_000 { times + 1 } else { 1 });
                assert!(from.asked.1 <= MOST_ASKED, "the server is stormed");
                vec![say(line, &message)]
            }
            Request::Relay(to, message) => self.relay(line, to, message),
            Request::Leave => self.leave(line),
            Request::Nothing | Request::Unknown => Vec::new(),
            Request::Close(reason) => self.hang_up(line, reason, now),
        }
    }

    /// Time passes: pings, dead lines, seats that were kept long enough.
    pub fn ticks(&mut self, now: u64) -> Outbox {
        let (at, mut post) = (Time::from_millis(now), Vec::new());
        let due: Vec<(u32, Due)> =
            self.lines.iter_mut().map(|(line, state)| (*line, state.keep_alive.due(INTERVALS, true, at))).collect();
        for (line, due) in due {
            match due {
                Due::Nothing => {}
                Due::Ping => post.push(say(line, &ServerMessage::Ping {})),
                Due::Dead => post.extend(self.hang_up(line, CloseReason::TimedOut, now)),
            }
        }
        let doors: Vec<SharedDoor<u32>> = self.rooms.doors().cloned().collect();
        for door in doors {
            let (_, effects) = lock(&door).expire(SEAT_KEPT, at);
            post.extend(self.carry_out(effects));
            self.rooms.remove_if_empty(&door);
        }
        post
    }

    /// Lines that are open, as long as the process lives.
    pub fn lines(&self) -> Vec<u32> {
        self.lines.keys().copied().collect()
    }

    /// Whether this line is open here.
    pub fn knows(&self, line: u32) -> bool {
        self.lines.contains_key(&line)
    }

    /// Everybody with a seat, in any room.
    pub fn seated(&self) -> Vec<PeerId> {
        let peers = |door: &SharedDoor<u32>| -> Vec<PeerId> {
            lock(door).roster().map(|one| PeerId::of(&one.session_key)).collect()
        };
        self.rooms.doors().flat_map(peers).collect()
    }

    /// Tells every seated line fresh ICE servers.
    pub fn renews(&self, ice_servers: &[IceServer]) -> Outbox {
        let word =
            ServerMessage::IceServers(IceServers { ice_servers: ice_servers.to_vec(), credential_lifetime_ms: None });
        self.lines.iter().filter(|(_, line)| line.seat.is_some()).map(|(line, _)| say(*line, &word)).collect()
    }

    fn join(&mut self, line: u32, join: &Join, now: u64) -> Outbox {
        let state = &self.lines[&line];
        let asked = Asked { shard: state.shard, nonce: &state.nonce, origins: &[ORIGIN.to_owned()], other_names: &[] };
        let checked = if self.strict { check(join, &asked) } else { check_form(join, state.shard) };
        if let Err(why) = checked {
            let reason = match why {
                Rejected::Version => Refusal::Version,
                Rejected::Shard => Refusal::Shard,
                Rejected::OtherName => Refusal::Origin,
                Rejected::Proof => Refusal::Proof,
            };
            return self.refuse(line, reason, None, now);
        }
        match self.take_seat(line, join, Time::from_millis(now)) {
            Ok(post) => post,
            Err(Refused::RoomFull) => self.refuse(line, Refusal::RoomFull, Some(30_000), now),
            Err(Refused::DoorsFull | Refused::Closed) => self.refuse(line, Refusal::Busy, Some(30_000), now),
            Err(Refused::TooManyDoors(wait) | Refused::TooManyArrivals(wait)) => {
                self.refuse(line, Refusal::TooMany, Some(wait.as_millis() as u64), now)
            }
        }
    }

    fn take_seat(&mut self, line: u32, join: &Join, now: Time) -> Result<Outbox, Refused> {
        let opened = self.rooms.open(join.room, join.admission_key, (), now)?;
        let joiner = Joiner {
            session_key: join.session_key,
            hello: &join.hello,
            session: session(line),
            handle: line,
            pace: SeatPace::new(Pace::new(now)),
        };
        let joined = self.rooms.join(&mut lock(&opened.door), joiner, (), now)?;
        let mut post = self.carry_out(joined.effects);
        let roster = Roster { seat: joined.seat, peers: joined.peers, other_door: opened.other_door };
        post.extend(welcome::messages(roster, self.info()).map(|message| say(line, &message)));
        if let Some(state) = self.lines.get_mut(&line) {
            state.seat = Some((opened.door, joined.seat));
        }
        Ok(post)
    }

    fn info(&self) -> ServerInfo {
        ServerInfo {
            instance: self.instance.clone(),
            ice_servers: IceServers { ice_servers: Vec::new(), credential_lifetime_ms: None },
            stun_port: Some(3478),
            limits: Limits { message_bytes: 65536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
        }
    }

    fn leave(&mut self, line: u32) -> Outbox {
        let mut post = Vec::new();
        if let Some((door, seat)) = self.lines.get(&line).and_then(|state| state.seat.clone()) {
            let effects = lock(&door).leave(seat, session(line)).unwrap_or_default();
            post.extend(self.carry_out(effects));
            self.rooms.remove_if_empty(&door);
        }
        post.extend(self.carry_out(vec![Effect::Close(line, CloseReason::Normal)]));
        post
    }

    /// Invariant: at most once, never to a stale generation, never out of the room, bytes untouched.
    fn relay(&self, line: u32, to: Seat, message: &[u8]) -> Outbox {
        let Some((door, own)) = &self.lines[&line].seat else { return Vec::new() };
        let receiver = lock(door).route(*own, session(line), to).copied();
        receiver.map(|to| (to, Frame::Binary(frame::join(*own, message)))).into_iter().collect()
    }

    fn refuse(&mut self, line: u32, reason: Refusal, retry_after_ms: Option<u64>, now: u64) -> Outbox {
        let word = say(line, &ServerMessage::Refused { reason, retry_after_ms, origin: None });
        std::iter::once(word).chain(self.hang_up(line, CloseReason::Refused, now)).collect()
    }

    fn hang_up(&mut self, line: u32, reason: CloseReason, now: u64) -> Outbox {
        self.lost(line, now);
        self.carry_out(vec![Effect::Close(line, reason)])
    }

    /// What the machine wants done, as frames.
    fn carry_out(&mut self, effects: Vec<Effect<u32>>) -> Outbox {
        let mut post = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(lines, message) => post.extend(lines.into_iter().map(|line| say(line, &message))),
                Effect::Close(line, reason) => {
                    self.lines.remove(&line);
                    post.extend(reason.code().map(|code| (line, Frame::Close(code))));
                }
            }
        }
        post
    }
}

/// A line is one session, and is never used again.
fn session(line: u32) -> SessionId {
    SessionId(line.into())
}

fn say(line: u32, word: &ServerMessage) -> (u32, Frame) {
    (line, Frame::Text(codec::encode(word)))
}
