//! Membership: the link, the keys that follow from it, who we are there, and who sits where.

use crate::api::event::PreviousSession;
use crate::base::rng::Rng;
use crate::crypto::hello::{self, Hello};
use crate::crypto::identity::{Identity, PreviousIdentity};
use crate::crypto::key_schedule::KeySchedule;
use crate::invite::Link;
use crate::messaging::message::{self, Resumes};
use crate::room::tombstones::Tombstones;
use plenum_shared::bytes;
use plenum_shared::ids::{PeerId, Seat};
use std::collections::BTreeMap;
use std::sync::Arc;

/// In one room. Links between peers belong to pairs of keys, and outlive it.
pub struct Membership {
    /// How one gets here.
    pub link: Link,
    /// The room id, base64url.
    pub room: Arc<str>,
    /// What follows from link and passphrase.
    pub keys: KeySchedule,
    /// Who we are.
    pub identity: Identity,
    /// As the server hands it on.
    pub hello: Vec<u8>,
    /// Who sits where.
    pub seats: BTreeMap<Seat, PeerId>,
    /// Who was met and is not met again.
    pub tombstones: Tombstones,
    /// Somebody is behind another door of this room.
    pub other_door: bool,
}

impl Membership {
    /// Somebody new in a room.
    pub fn new(link: Link, keys: KeySchedule, rng: &mut Rng) -> Membership {
        let identity = Identity::new(rng);
        let hello = Hello::new(&identity, message::VERSIONS, &[], hello::Kind::Person);
        // Our own constants: they fit, and if they ever did not, an empty hello opens nowhere.
        let hello = hello::make(&identity, &keys, &hello, rng).unwrap_or_default();
        let room = bytes::encode(&keys.room().0).into();
        Membership {
            link,
            room,
            keys,
            identity,
            hello,
            seats: BTreeMap::new(),
            tombstones: Tombstones::default(),
            other_door: false,
        }
    }

    /// Who we are to the others.
    pub fn us(&self) -> PeerId {
        self.identity.peer()
    }

    /// The proof that we are who we were before a reload.
    pub fn resume(&self, before: &PreviousSession) -> Resumes {
        let old = PreviousIdentity::from_seed(&before.seed);
        Resumes { key: old.public_key(), signature: old.vouch(&self.keys.room(), &self.us()) }
    }

    /// What we need to know of ourselves after a reload.
    pub fn previous(&self, inside: bool) -> PreviousSession {
        PreviousSession { seed: self.identity.signing_seed(), room: self.room.to_string(), inside }
    }
}
