//! Membership: the link, the keys that follow from it, who we are there, and who sits where.

use crate::api::context::Context;
use crate::api::event::{PreviousSession, SocketEvent};
use crate::api::values::SealedPassphrase;
use crate::base::ids::SocketId;
use crate::base::rng::Rng;
use crate::crypto::hello::{self, Hello};
use crate::crypto::identity::{Identity, PreviousIdentity};
use crate::crypto::key_schedule::KeySchedule;
use crate::invite::Link;
use crate::messaging::message::{self, Resumes};
use crate::room::tombstones::Tombstones;
use crate::signaling::client::{Client, Heard};
use litemap::LiteMap;
use plenum_shared::bytes;
use plenum_shared::ids::{PeerId, Seat, Signature};
use std::sync::Arc;

/// In one room. Links between peers belong to pairs of keys, and outlive it.
pub struct Membership {
    /// How one gets here.
    pub link: Link,
    /// The room id, base64url.
    pub room: Arc<str>,
    /// What follows from link and passphrase.
    pub keys: KeySchedule,
    /// Who we are; the same in all rooms of this page, since links between peers outlive a room.
    pub identity: Arc<Identity>,
    /// What calls the server and keeps our seat.
    pub signaling: Client,
    /// As the server hands it on.
    pub hello: Vec<u8>,
    /// Who sits where.
    pub seats: LiteMap<Seat, PeerId>,
    /// Who was met and is not met again.
    pub tombstones: Tombstones,
    /// The proof that we are who we were before a reload.
    pub resumes: Option<Resumes>,
    /// What is written here may stay on this device.
    pub keeps: bool,
    /// What was made of the passphrase, for a reload; nothing where there is none.
    pub pass: Option<SealedPassphrase>,
    /// Somebody is behind another door of this room.
    pub other_door: bool,
}

impl Membership {
    /// In the room of a link, for the server that `page_origin` (`location.origin`) came from. Nothing is dialled yet.
    pub fn new(link: Link, keys: KeySchedule, identity: Arc<Identity>, page_origin: &str, rng: &mut Rng) -> Membership {
        let hello = Hello::new(&identity, message::VERSIONS, &[], hello::Kind::Person);
        // Our own constants: they fit, and if they ever did not, an empty hello opens nowhere.
        let hello = hello::make(&identity, &keys, &hello, rng).unwrap_or_default();
        let room = bytes::encode(&keys.room().0).into();
        Membership {
            link,
            room,
            keys,
            identity,
            signaling: Client::new(page_origin, hello.clone()),
            hello,
            seats: LiteMap::new(),
            tombstones: Tombstones::default(),
            resumes: None,
            keeps: true,
            pass: None,
            other_door: false,
        }
    }

    /// Connects at once if there is no socket yet, or none that works.
    pub fn dial(&mut self, cx: &mut Context) {
        self.signaling.dial(&self.keys, cx);
    }

    /// The network or the page woke up.
    pub fn nudge(&mut self, cx: &mut Context) {
        self.signaling.nudge(&self.keys, cx);
    }

    /// See [`Client::doubt`].
    pub fn doubt(&mut self, silent_ms: u64, cx: &mut Context) {
        self.signaling.doubt(silent_ms, &self.keys, cx);
    }

    /// See [`Client::distrust`].
    pub fn distrust(&mut self, silent_ms: u64, cx: &mut Context) {
        self.signaling.distrust(silent_ms, &self.keys, cx);
    }

    /// Does what is due on the signaling connection.
    pub fn tick(&mut self, cx: &mut Context) {
        self.signaling.tick(&self.keys, cx);
    }

    /// News of one of its sockets.
    pub fn socket(&mut self, socket: SocketId, event: SocketEvent, cx: &mut Context) -> Option<Heard> {
        self.signaling.handle(socket, event, &self.keys, &self.identity, cx)
    }

    /// Who we are to the others.
    pub fn us(&self) -> PeerId {
        self.identity.peer()
    }

    /// Signs a record of the room document, and nothing that is none: "plenum record v1" ‖ room id ‖ its body.
    pub fn sign_record(&self, message: &[u8]) -> Option<Signature> {
        let begins = [b"plenum record v1".as_slice(), &self.keys.room().0].concat();
        message.starts_with(&begins).then(|| self.identity.sign(message))
    }

    /// The proof that we are who we were before a reload.
    pub fn resume(&self, before: &PreviousSession) -> Resumes {
        let old = PreviousIdentity::from_seed(&before.seed);
        Resumes { key: old.public_key(), signature: old.vouch(&self.keys.room(), &self.us()) }
    }

    /// What we need to know of ourselves after a reload.
    pub fn previous(&self, inside: bool) -> PreviousSession {
        let (seed, room) = (self.identity.signing_seed(), self.room.to_string());
        PreviousSession { seed, room, inside, keeps: self.keeps, pass: self.pass.clone() }
    }
}
