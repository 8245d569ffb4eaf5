//! Somebody who holds the link and real keys, but no engine: says whatever a test wants said, properly sealed.

use super::rng::Rng;
use super::server::ORIGIN;
use plenum_engine::api::values::Presence;
use plenum_engine::base::rng;
use plenum_engine::crypto::hello::{self, Hello, Kind};
use plenum_engine::crypto::identity::{Identity, PreviousIdentity};
use plenum_engine::crypto::key_schedule::KeySchedule;
use plenum_engine::crypto::sealing::{Pair, Path};
use plenum_engine::invite;
use plenum_engine::messaging::message::{self, PeerMessage, Resumes, RoomMessage, Status};
use plenum_shared::VERSION;
use plenum_shared::admit::Admission;
use plenum_shared::ids::{PeerId, PublicKey, Seat};
use plenum_shared::message::{Join, SeatedPeer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A member.
pub struct Member {
    keys: KeySchedule,
    session: Identity,
    hello: Vec<u8>,
    rng: rng::Rng,
    pairs: BTreeMap<PeerId, Pair>,
    next_id: u64,
}

impl Member {
    /// A member of the room behind this code.
    pub fn new(code: &str, rng: &mut Rng) -> Member {
        Member::saying(code, rng, |_| {})
    }

    /// One whose hello says something else.
    pub fn saying(code: &str, rng: &mut Rng, change: impl FnOnce(&mut Hello)) -> Member {
        let mut rng = rng::Rng::new(rng.bytes32());
        let link = invite::read(code).expect("the code of a test is whole").link;
        let keys = KeySchedule::derive(&link, None).expect("without passphrase");
        let session = Identity::new(&mut rng);
        let mut hello = Hello::new(&session, message::VERSIONS, &[], Kind::Person);
        change(&mut hello);
        let hello = hello::make(&session, &keys, &hello, &mut rng).expect("it fits");
        Member { keys, session, hello, rng, pairs: BTreeMap::new(), next_id: 1 }
    }

    /// Who they are to the others.
    pub fn peer(&self) -> PeerId {
        self.session.peer()
    }

    /// The public key of their session.
    pub fn key(&self) -> PublicKey {
        self.session.public_key()
    }

    /// As the server tells of them.
    pub fn seated_peer(&self, seat: Seat) -> SeatedPeer {
        SeatedPeer { seat, session_key: self.session.public_key(), hello: self.hello.clone() }
    }

    /// Answers a challenge.
    pub fn join(&self, nonce: &[u8; 32]) -> Join {
        let (room, admission_key, session_key) =
            (self.keys.room(), self.keys.admission_key(), self.session.public_key());
        let admission = Admission {
            origin: ORIGIN,
            nonce,
            room: &room,
            admission_key: &admission_key,
            session_key: &session_key,
            hello: &self.hello,
            version: VERSION,
        };
        let signed = admission.bytes();
        let (admission_signature, session_signature) = (self.keys.sign_admission(&signed), self.session.sign(&signed));
        let hello = self.hello.clone();
        Join { version: VERSION, room, admission_key, session_key, admission_signature, session_signature, hello }
    }

    /// Agrees on keys with somebody; false if their hello does not open.
    pub fn meet(&mut self, session_key: &PublicKey, their_hello: &[u8]) -> bool {
        let Ok(hello) = hello::open(&self.keys, session_key, their_hello) else { return false };
        let peer = PeerId::of(session_key);
        let pair = Pair::new(&self.keys, &self.session, &self.hello, peer, their_hello, &hello.exchange_key);
        pair.map(|pair| self.pairs.insert(peer, pair)).is_some()
    }

    /// Seals any bytes.
    pub fn seal(&mut self, to: &PeerId, path: Path, epoch: u32, body: &[u8]) -> Vec<u8> {
        let Some(pair) = self.pairs.get_mut(to) else { return Vec::new() };
        pair.seal(path, epoch, body, &mut self.rng).unwrap_or_default()
    }

    /// A bundle of one message that asks to be acknowledged; nothing where it is larger than a sealed message can be.
    pub fn write(&mut self, to: &PeerId, path: Path, epoch: u32, message: &PeerMessage) -> Vec<Vec<u8>> {
        let message = serde_json::to_value(message).unwrap_or_default();
        self.write_json(to, path, epoch, message)
    }

    /// The same for a message of any shape.
    pub fn write_json(&mut self, to: &PeerId, path: Path, epoch: u32, mut message: Value) -> Vec<Vec<u8>> {
        self.next_id += 1;
        if let Some(fields) = message.as_object_mut() {
            fields.insert("id".into(), json!(self.next_id));
        }
        let body = json!({ "messages": [message] }).to_string().into_bytes();
        let sealed = self.seal(to, path, epoch, &body);
        if sealed.is_empty() { Vec::new() } else { vec![sealed] }
    }

    /// "I am here, in the meeting, under this name."
    pub fn status(&mut self, to: &PeerId, revision: u32, name: &str, presence: Presence) -> Vec<Vec<u8>> {
        let name = name.to_owned();
        let [microphone, camera, deaf, screen, screen_sound] = [false; 5];
        let (trouble, resumes) = (None, None);
        let status =
            Status { revision, presence, name, microphone, camera, deaf, screen, screen_sound, trouble, resumes };
        self.write(to, Path::Server, 0, &PeerMessage::Room(RoomMessage::Status(status)))
    }

    /// Opens a message and gives what it says, each with its epoch.
    pub fn open(&mut self, from: &PeerId, sealed: &[u8], path: Path) -> Vec<(u32, Value)> {
        let Some(pair) = self.pairs.get_mut(from) else { return Vec::new() };
        let Ok(opened) = pair.open(sealed, path) else { return Vec::new() };
        let bundle: Value = serde_json::from_slice(&opened.body).unwrap_or_default();
        let messages = bundle["messages"].as_array().cloned().unwrap_or_default();
        messages.into_iter().map(|message| (opened.epoch, message)).collect()
    }

    /// Under which path the server is dialled.
    pub fn shard(&self) -> u8 {
        self.keys.room().shard()
    }

    /// Says that the holder of another key has become this one: what a reload proves, and a liar cannot.
    pub fn claims(&self, key: PublicKey) -> Resumes {
        Resumes { key, signature: self.vouches_for(&self.peer()).signature }
    }

    /// Says that somebody is who this one was before.
    pub fn vouches_for(&self, heir: &PeerId) -> Resumes {
        let old = PreviousIdentity::from_seed(&self.session.signing_seed());
        Resumes { key: old.public_key(), signature: old.vouch(&self.keys.room(), heir) }
    }
}
