//! Who is behind a client id: it is a hash of the author's key and the log of their start, so nobody can claim another's.

use crate::base::hash::{prefix, sha256};
use crate::base::ids::Key;
use crate::pads::update_reader::CLIENT_BITS;
use std::collections::HashMap;

/// The client id under which a session writes into pads since one start.
pub fn client_id(author: &Key, log: u32) -> u64 {
    let hash = sha256("plenum pad client v1", &[&author.0, &log.to_le_bytes()]);
    u64::from_le_bytes(prefix(hash)) & ((1 << CLIENT_BITS) - 1)
}

/// The authors behind client ids, from the logs that there are records of.
#[derive(Default)]
pub struct Authors(HashMap<u64, Key>);

impl Authors {
    /// There is a record of this log: its author may have written into pads.
    pub fn know(&mut self, author: Key, log: u32) {
        self.0.insert(client_id(&author, log), author);
    }

    /// Whose a client id is.
    pub fn of(&self, client: u64) -> Option<Key> {
        self.0.get(&client).copied()
    }
}
