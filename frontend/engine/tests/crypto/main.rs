//! The cryptographic rooms, held to known answers and to what hostile members and servers send.

#![allow(clippy::unwrap_used)]

mod hello;
mod kept_copy;
mod kept_note;
mod kept_passphrase;
mod keys;
mod known;
mod link;
mod link_mutations;
mod seal;
mod session;

use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::hello::{Hello, Kind, make};
use plenum_engine::crypto::identity::Identity;
use plenum_engine::crypto::key_schedule::KeySchedule;
use plenum_engine::crypto::sealing::Pair;
use plenum_engine::invite::Link;

/// The secret 00 01 … 0f of all known answers.
const SECRET: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keys of the link without passphrase.
fn keys() -> KeySchedule {
    KeySchedule::derive(&Link::from_parts(SECRET, false), None).unwrap()
}

/// A member of the room of [`keys`].
struct Member {
    session: Identity,
    hello: Vec<u8>,
}

impl Member {
    fn new(keys: &KeySchedule, session_seed: u8, nonce_seed: u8, capabilities: &[&str]) -> Member {
        let session = Identity::from_seed([session_seed; 32]);
        let mut rng = Rng::new([nonce_seed; 32]);
        let hello = make(&session, keys, &Hello::new(&session, [1, 1], capabilities, Kind::Person), &mut rng).unwrap();
        Member { session, hello }
    }

    fn ada() -> Member {
        Member::new(&keys(), 0x11, 0x33, &["pad", "chat"])
    }

    fn ben() -> Member {
        Member::new(&keys(), 0x22, 0x44, &[])
    }

    fn with(&self, keys: &KeySchedule, other: &Member) -> Pair {
        let key = other.session.exchange_key();
        Pair::new(keys, &self.session, &self.hello, other.session.peer(), &other.hello, &key).unwrap()
    }
}

/// Ada's pair towards Ben and Ben's towards Ada.
fn pairs() -> (Pair, Pair) {
    let (ada, ben) = (Member::ada(), Member::ben());
    (ada.with(&keys(), &ben), ben.with(&keys(), &ada))
}
