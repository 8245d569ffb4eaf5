//! A server as `DESIGN.md` §3 says it behaves, without sockets: what comes in on a line, and what goes out on which.

use super::door::Door;
use super::rng::Rng;
use ed25519_dalek::VerifyingKey;
use plenum_shared::admit::Admission;
use plenum_shared::ids::{PublicKey, RoomId, Seat, Signature};
use plenum_shared::message::{
    ClientMessage, IceServer, IceServers, Join, Limits, Refusal, SeatedPeer, ServerMessage, Welcome,
};
use plenum_shared::{OLDEST_VERSION, VERSION, close, codec, frame, limits};
use std::collections::BTreeMap;

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

/// One running server process.
pub struct Server {
    /// Names this process.
    pub instance: String,
    /// Check both signatures of a join (slow), or take them for granted.
    pub strict: bool,
    /// Rooms behind their doors.
    pub doors: BTreeMap<(RoomId, PublicKey), Door>,
    lines: BTreeMap<u32, Line>,
    rng: Rng,
}

struct Line {
    shard: u8,
    nonce: [u8; 32],
    heard: u64,
    pinged: u64,
    seat: Option<((RoomId, PublicKey), Seat)>,
    /// Within which second it was asked for a word, and how often.
    asked: (u64, u32),
}

/// A page asks for a word no more often within a second.
const MOST_ASKED: u32 = 10;

impl Server {
    /// A server that has just started and knows nobody.
    pub fn new(seed: u64, strict: bool) -> Server {
        let mut rng = Rng::new(seed);
        let instance = format!("{:016x}", rng.any());
        Server { instance, strict, doors: BTreeMap::new(), lines: BTreeMap::new(), rng }
    }

    /// A page has dialled.
    pub fn opened(&mut self, line: u32, shard: u8, now: u64) -> Outbox {
        let nonce = self.rng.bytes32();
        self.lines.insert(line, Line { shard, nonce, heard: now, pinged: now, seat: None, asked: (0, 0) });
        let versions = [OLDEST_VERSION, VERSION];
        vec![say(line, &ServerMessage::Challenge(plenum_shared::message::Challenge { versions, nonce }))]
    }

    /// A line is lost: its seat is kept for a while.
    pub fn lost(&mut self, line: u32, now: u64) {
        let Some(gone) = self.lines.remove(&line) else { return };
        if let Some((door, seat)) = gone.seat
            && let Some(seated_peer) = self.doors.get_mut(&door).and_then(|door| door.seated_peer(seat))
            && seated_peer.line == Some(line)
        {
            seated_peer.line = None;
            seated_peer.lost_at = now;
        }
    }

    /// A frame came in.
    pub fn hears(&mut self, line: u32, said: Frame, now: u64) -> Outbox {
        let Some(from) = self.lines.get_mut(&line) else { return Vec::new() };
        from.heard = now;
        match said {
            Frame::Text(text) => match codec::decode::<ClientMessage>(&text).map(|read| read.message) {
                Ok(ClientMessage::Join(join)) if from.seat.is_none() => self.join(line, join, now),
                Ok(ClientMessage::Ping {}) => {
                    let (second, times) = from.asked;
                    from.asked = (now / 1_000, if second == now / 1_000 { times + 1 } else { 1 });
                    assert!(from.asked.1 <= MOST_ASKED, "the server is stormed");
                    vec![say(line, &ServerMessage::Pong {})]
                }
                Ok(ClientMessage::Pong {} | ClientMessage::Unknown) => Vec::new(),
                Ok(ClientMessage::Leave {}) if from.seat.is_some() => self.leave(line),
                Ok(ClientMessage::Join(_) | ClientMessage::Leave {}) | Err(_) => {
                    self.hang_up(line, close::NOT_UNDERSTOOD, now)
                }
            },
            Frame::Binary(bytes) if bytes.len() > limits::MESSAGE_BYTES => self.hang_up(line, close::TOO_BIG, now),
            Frame::Binary(bytes) => self.forward(line, &bytes, now),
            Frame::Close(_) => {
                self.lost(line, now);
                Vec::new()
            }
        }
    }

    /// Time passes: pings, dead lines, seats that were kept long enough.
    pub fn ticks(&mut self, now: u64) -> Outbox {
        let mut post = Vec::new();
        let dead: Vec<u32> =
            self.lines.iter().filter(|(_, l)| now - l.heard >= limits::DEAD_MS).map(|(k, _)| *k).collect();
        for line in dead {
            post.extend(self.hang_up(line, close::TIMEOUT, now));
        }
        for (line, state) in &mut self.lines {
            if now - state.pinged >= limits::PING_MS {
                state.pinged = now;
                post.push(say(*line, &ServerMessage::Ping {}));
            }
        }
        for door in self.doors.values_mut() {
            for seat in door.stale(now) {
                post.extend(departed(door, seat));
            }
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

    fn join(&mut self, line: u32, join: Join, now: u64) -> Outbox {
        let state = &self.lines[&line];
        if join.room.shard() != state.shard {
            return self.refuse(line, Refusal::Shard, now);
        }
        if join.hello.len() > limits::HELLO_BYTES || (self.strict && !proven(&join, &state.nonce)) {
            return self.refuse(line, Refusal::Proof, now);
        }
        let key = (join.room, join.admission_key);
        let other_door =
            self.doors.iter().any(|((room, door), inside)| *room == key.0 && *door != key.1 && !inside.is_empty());
        let door = self.doors.entry(key).or_default();
        let mut post = Vec::new();
        let (seat, fresh) = match door.resume(&join.session_key, line) {
            Some((seat, displaced)) => {
                post.extend(displaced.into_iter().map(|old| (old, Frame::Close(close::DISPLACED))));
                (seat, false)
            }
            None => (door.sit(join.session_key, join.hello.clone(), line), true),
        };
        let others: Vec<SeatedPeer> = door.seated_peers().filter(|seated_peer| seated_peer.seat != seat).collect();
        let (told, rest) = others.split_at(others.len().min(limits::WELCOME_PEERS));
        let welcome = Welcome {
            seat,
            instance: self.instance.clone(),
            peers: told.to_vec(),
            ice_servers: Vec::new(),
            credential_lifetime_ms: None,
            stun_port: Some(3478),
            limits: Limits { message_bytes: 65536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
            other_door,
            capabilities: Vec::new(),
        };
        post.push(say(line, &ServerMessage::Welcome(welcome)));
        post.extend(
            rest.iter().map(|seated_peer| {
                say(line, &ServerMessage::Arrived { seated_peer: seated_peer.clone(), present: true })
            }),
        );
        post.push(say(line, &ServerMessage::Seated {}));
        if fresh {
            let seated_peer = SeatedPeer { seat, session_key: join.session_key, hello: join.hello };
            let word = ServerMessage::Arrived { seated_peer, present: false };
            post.extend(door.lines().filter(|other| *other != line).map(|other| say(other, &word)));
        }
        self.lines.retain(|other, _| !post.contains(&(*other, Frame::Close(close::DISPLACED))));
        if let Some(state) = self.lines.get_mut(&line) {
            state.seat = Some((key, seat));
        }
        post
    }

    /// Tells every seated line fresh ICE servers.
    pub fn renews(&self, ice_servers: &[IceServer]) -> Outbox {
        let word =
            ServerMessage::IceServers(IceServers { ice_servers: ice_servers.to_vec(), credential_lifetime_ms: None });
        self.lines.iter().filter(|(_, line)| line.seat.is_some()).map(|(line, _)| say(*line, &word)).collect()
    }

    fn leave(&mut self, line: u32) -> Outbox {
        let mut post = vec![(line, Frame::Close(1000))];
        if let Some((door, seat)) = self.lines.remove(&line).and_then(|line| line.seat)
            && let Some(door) = self.doors.get_mut(&door)
        {
            door.free(seat);
            post.extend(departed(door, seat));
        }
        post
    }

    /// Invariant: at most once, never to a stale generation, never out of the room, bytes untouched.
    fn forward(&mut self, line: u32, bytes: &[u8], now: u64) -> Outbox {
        let Some((door, own)) = self.lines[&line].seat else { return self.hang_up(line, close::NOT_UNDERSTOOD, now) };
        let Some((to, message)) = frame::split(bytes) else { return self.hang_up(line, close::NOT_UNDERSTOOD, now) };
        let receiver =
            self.doors.get_mut(&door).and_then(|door| door.seated_peer(to)).and_then(|seated_peer| seated_peer.line);
        receiver.filter(|_| to != own).map(|to| (to, Frame::Binary(frame::join(own, message)))).into_iter().collect()
    }

    fn refuse(&mut self, line: u32, reason: Refusal, now: u64) -> Outbox {
        let word = say(line, &ServerMessage::Refused { reason, retry_after_ms: None, origin: None });
        std::iter::once(word).chain(self.hang_up(line, close::REFUSED, now)).collect()
    }

    fn hang_up(&mut self, line: u32, code: u16, now: u64) -> Outbox {
        self.lost(line, now);
        vec![(line, Frame::Close(code))]
    }
}

fn departed(door: &Door, seat: Seat) -> Outbox {
    door.lines().map(|line| say(line, &ServerMessage::Departed { seat })).collect()
}

fn say(line: u32, word: &ServerMessage) -> (u32, Frame) {
    (line, Frame::Text(codec::encode(word)))
}

/// Both signatures are over what this very line was asked.
fn proven(join: &Join, nonce: &[u8; 32]) -> bool {
    let signed = Admission {
        origin: ORIGIN,
        nonce,
        room: &join.room,
        admission_key: &join.admission_key,
        session_key: &join.session_key,
        hello: &join.hello,
        version: join.version,
    }
    .bytes();
    let by = |key: &PublicKey, signature: &Signature| {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&key.0).is_ok_and(|key| key.verify_strict(&signed, &signature).is_ok())
    };
    by(&join.admission_key, &join.admission_signature) && by(&join.session_key, &join.session_signature)
}
