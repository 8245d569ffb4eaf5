//! Hashes: SHA-256 under a label, and numbers drawn from a seed by it.

use sha2::{Digest, Sha256};

/// SHA-256 over a label and parts. The caller sees to it that parts of variable length stand last or are told apart.
pub fn sha256(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(label.as_bytes());
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The first bytes of a hash.
pub fn prefix<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&hash[..N]);
    out
}

/// Numbers from a seed: SHA-256 over it and a counter.
pub struct Draw {
    seed: [u8; 32],
    drawn: u64,
}

impl Draw {
    /// From a seed that is fresh for each start: what is drawn must never come twice.
    pub fn new(seed: [u8; 32]) -> Draw {
        Draw { seed, drawn: 0 }
    }

    /// The next bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        self.drawn += 1;
        prefix(sha256("plenum document draw v1", &[&self.seed, &self.drawn.to_le_bytes()]))
    }
}
