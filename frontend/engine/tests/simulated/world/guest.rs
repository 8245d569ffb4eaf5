//! A member without a page, seated at the same server: its socket, whom it has met, what it was told.

use super::World;
use super::member::Member;
use super::server::Frame;
use super::timeline::Lane;
use plenum_engine::api::values::Presence;
use plenum_engine::crypto::sealing::Path;
use plenum_engine::messaging::message::PeerMessage;
use plenum_shared::ids::{PeerId, PublicKey, Seat};
use plenum_shared::message::{ClientMessage, SeatedPeer, ServerMessage};
use plenum_shared::{codec, frame};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Sockets of guests are numbered from here, far from those of pages.
const FIRST_SOCKET: u32 = 1_000_000;
/// Revisions are counted from here, above those of the time of day.
const FIRST_REVISION: u32 = 1_000_000_000;

/// So many sealed messages are kept as they came.
const KEPT: usize = 20;

/// Somebody with real keys and any intentions.
pub struct Guest {
    /// Their keys.
    pub member: Member,
    /// Who sits where, as the server told.
    pub seats: BTreeMap<PeerId, Seat>,
    /// By which key each of them signs, as the server told.
    pub keys: BTreeMap<PeerId, PublicKey>,
    /// Messages that opened: from whom, of which epoch, saying what.
    pub heard: Vec<(PeerId, u32, Value)>,
    /// The first sealed messages they were sent.
    pub raw: Vec<Vec<u8>>,
    /// Whom they have told that they are in.
    pub greeted: BTreeSet<PeerId>,
    /// A description of theirs, once they have one.
    pub sdp: String,
    /// What they sent last, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Who says to have been them.
    pub heirs: Option<[usize; 2]>,
    /// Where they sit themselves.
    pub seat: Option<Seat>,
    socket: u32,
    revision: u32,
    /// They answer nothing any more.
    mute: bool,
}

impl Guest {
    /// A fresh revision of what they say of themselves.
    pub fn revise(&mut self) -> u32 {
        self.revision += 1;
        self.revision
    }
}

impl World {
    /// Somebody who holds the link takes a seat.
    pub fn invite_guest(&mut self) -> usize {
        let member = Member::new(&self.code, &mut self.rng);
        self.seat_guest(member)
    }

    /// The same for somebody who has keys already.
    pub fn seat_guest(&mut self, member: Member) -> usize {
        let guest = self.take_seat(member);
        self.run(500);
        guest
    }

    /// The same, without waiting for the seat.
    pub fn take_seat(&mut self, member: Member) -> usize {
        self.strangers.insert(member.peer());
        let guest = self.guests.len();
        self.guests.push(Guest {
            member,
            seats: BTreeMap::new(),
            keys: BTreeMap::new(),
            heard: Vec::new(),
            raw: Vec::new(),
            greeted: BTreeSet::new(),
            sdp: String::new(),
            sealed: None,
            heirs: None,
            seat: None,
            socket: FIRST_SOCKET + guest as u32,
            revision: FIRST_REVISION,
            mute: false,
        });
        self.dial_again(guest);
        guest
    }

    /// A guest whose server has died dials the next one.
    pub fn dial_again(&mut self, guest: usize) {
        let (now, Guest { member, socket, .. }) = (self.now, &self.guests[guest]);
        let (socket, shard) = (*socket, member.shard());
        let Some(server) = self.server.as_mut().filter(|server| !server.knows(socket)) else { return };
        let outbox = server.opened(socket, shard, now);
        self.guests[guest].seat = None;
        self.deliver(outbox);
    }

    /// A page's peer id.
    pub fn peer_of(&self, person: usize) -> PeerId {
        let page = self.page_of(person).expect("their page is open");
        self.pages[page].peer.expect("they have joined")
    }

    /// A guest writes a message to a person, over the server.
    pub fn guest_writes(&mut self, guest: usize, person: usize, epoch: u32, message: &PeerMessage) {
        self.guest_tells(guest, self.peer_of(person), epoch, message);
    }

    /// The same with a message of any shape.
    pub fn guest_writes_json(&mut self, guest: usize, person: usize, epoch: u32, message: Value) {
        self.guest_tells_json(guest, self.peer_of(person), epoch, message);
    }

    /// The same with any bytes at all inside the seal.
    pub fn guest_writes_bytes(&mut self, guest: usize, person: usize, epoch: u32, body: &[u8]) {
        self.guest_tells_bytes(guest, self.peer_of(person), epoch, body);
    }

    /// A guest writes a message to a peer, over the server.
    pub fn guest_tells(&mut self, guest: usize, to: PeerId, epoch: u32, message: &PeerMessage) {
        let sealed = self.guests[guest].member.write(&to, Path::Server, epoch, message);
        self.guest_sends(guest, to, sealed);
    }

    /// The same with a message of any shape.
    pub fn guest_tells_json(&mut self, guest: usize, to: PeerId, epoch: u32, message: Value) {
        let sealed = self.guests[guest].member.write_json(&to, Path::Server, epoch, message);
        self.guest_sends(guest, to, sealed);
    }

    /// The same with any bytes at all inside the seal.
    pub fn guest_tells_bytes(&mut self, guest: usize, to: PeerId, epoch: u32, body: &[u8]) {
        let sealed = self.guests[guest].member.seal(&to, Path::Server, epoch, body);
        self.guest_sends(guest, to, vec![sealed]);
    }

    /// "I am in the meeting, under this name."
    pub fn guest_enters(&mut self, guest: usize, person: usize, name: &str) {
        let (to, revision) = (self.peer_of(person), self.now as u32);
        let sealed = self.guests[guest].member.status(&to, revision, name, Presence::In);
        self.guest_sends(guest, to, sealed);
    }

    /// A guest gives the seat back.
    pub fn guest_leaves(&mut self, guest: usize) {
        self.guest_says(self.guests[guest].socket, Frame::Text(codec::encode(&ClientMessage::Leave {})));
    }

    /// Sealed bytes, or any others, to whoever has a peer's seat.
    pub fn guest_sends(&mut self, guest: usize, to: PeerId, sealed: Vec<Vec<u8>>) {
        let Guest { socket, seats, sealed: last, .. } = &mut self.guests[guest];
        let (socket, Some(seat)) = (*socket, seats.get(&to).copied()) else { return };
        *last = sealed.last().cloned();
        for message in sealed {
            self.guest_says(socket, Frame::Binary(frame::join(seat, &message)));
        }
    }

    /// A guest's machine dies silently: nobody answers the server's pings any more.
    pub fn guest_vanishes(&mut self, guest: usize) {
        self.guests[guest].mute = true;
    }

    /// Somebody takes a seat and never sends anything to anybody.
    pub fn invite_silent_guest(&mut self) {
        let member = Member::new(&self.code, &mut self.rng);
        self.take_seat(member);
    }

    fn guest_says(&mut self, socket: u32, said: Frame) {
        let delay = self.rng.latency(self.weather.signaling);
        self.along(Lane::Up(socket), delay, move |world| {
            let now = world.now;
            let outbox = world.server.as_mut().map(|server| server.hears(socket, said, now)).unwrap_or_default();
            world.deliver(outbox);
        });
    }

    /// Whose socket this is, if it is a guest's.
    pub fn guest_at(&self, socket: u32) -> Option<usize> {
        socket.checked_sub(FIRST_SOCKET).map(|guest| guest as usize)
    }

    /// Something arrives on a guest's socket.
    pub fn guest_hears(&mut self, guest: usize, said: Frame) {
        if self.guests[guest].mute {
            return;
        }
        match said {
            Frame::Text(text) => {
                let Ok(message) = codec::decode::<ServerMessage>(&text).map(|read| read.message) else { return };
                match message {
                    ServerMessage::Challenge(challenge) => {
                        let join = ClientMessage::Join(self.guests[guest].member.join(&challenge.nonce));
                        self.guest_says(self.guests[guest].socket, Frame::Text(codec::encode(&join)));
                    }
                    ServerMessage::Welcome(welcome) => {
                        self.guests[guest].seat = Some(welcome.seat);
                        welcome.peers.iter().for_each(|seated_peer| self.guest_meets(guest, seated_peer))
                    }
                    ServerMessage::Arrived { seated_peer, .. } => self.guest_meets(guest, &seated_peer),
                    ServerMessage::Ping {} => {
                        self.guest_says(self.guests[guest].socket, Frame::Text(codec::encode(&ClientMessage::Pong {})));
                    }
                    _ => {}
                }
            }
            Frame::Binary(bytes) => {
                let Some((seat, message)) = frame::split(&bytes) else { return };
                let Guest { member, seats, heard, raw, .. } = &mut self.guests[guest];
                let from = seats.iter().find(|(_, known)| **known == seat).map(|(peer, _)| *peer);
                if raw.len() < KEPT {
                    raw.push(message.to_vec());
                }
                if let Some(from) = from {
                    let messages = member.open(&from, message, Path::Server);
                    heard.extend(messages.into_iter().map(|(epoch, message)| (from, epoch, message)));
                }
            }
            Frame::Close(_) => {}
        }
    }

    fn guest_meets(&mut self, guest: usize, seated_peer: &SeatedPeer) {
        let Guest { member, seats, keys, .. } = &mut self.guests[guest];
        keys.insert(PeerId::of(&seated_peer.session_key), seated_peer.session_key);
        if member.meet(&seated_peer.session_key, &seated_peer.hello) {
            seats.insert(PeerId::of(&seated_peer.session_key), seated_peer.seat);
        }
    }
}
