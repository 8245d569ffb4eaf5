//! One record: its bytes, its id and its signature (Ed25519, RFC 8032, verified strictly).

use crate::base::hash::{prefix, sha256};
use crate::base::ids::{Key, RecordId};
use ed25519_dalek::{Signature, VerifyingKey};
use std::fmt;
use std::sync::Arc;

/// What stands before the bytes that are signed.
pub const LABEL: &str = "plenum record v1";
/// Bytes before the content: author 32, log 4, sequence 4, clock 8, time 8, kind 2.
pub const HEAD_BYTES: usize = 58;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;
/// Largest record, bytes: a chat line of 6 KiB or a proposal with 20 options, with room to spare.
pub const RECORD_BYTES: usize = 8 * 1024;
/// Largest Lamport clock: beyond it no record is valid. An honest room needs millennia for it; whoever claims it takes from
/// the others no more than the order among equals.
pub const CLOCK_LIMIT: u64 = 1 << 48;

/// What every record says besides its content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Who wrote it.
    pub author: Key,
    /// Which log of theirs: drawn anew at each start, so that a restart from an old copy writes over nothing.
    pub log: u32,
    /// Place in the log, from 0 without gaps.
    pub sequence: u32,
    /// Lamport clock: above every clock the author had seen.
    pub clock: u64,
    /// The author's claim of the time, milliseconds since 1970; to be shown, not to be relied on.
    pub time_ms: u64,
    /// Which kind of content: see [`crate::records::content`].
    pub kind: u16,
}

/// A record as it came, parsed. Its bytes are kept and forwarded unchanged.
#[derive(Clone)]
pub struct Record {
    /// The fields.
    pub head: Head,
    /// Its id.
    pub id: RecordId,
    bytes: Arc<[u8]>,
}

/// Neither key nor text.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({:?}, kind {}, {} bytes)", self.id, self.head.kind, self.bytes.len())
    }
}

impl Head {
    /// The bytes of a record without its signature: the fields little-endian, then the content.
    pub fn body(&self, content: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(HEAD_BYTES + content.len() + SIGNATURE_BYTES);
        body.extend_from_slice(&self.author.0);
        body.extend_from_slice(&self.log.to_le_bytes());
        body.extend_from_slice(&self.sequence.to_le_bytes());
        body.extend_from_slice(&self.clock.to_le_bytes());
        body.extend_from_slice(&self.time_ms.to_le_bytes());
        body.extend_from_slice(&self.kind.to_le_bytes());
        body.extend_from_slice(content);
        body
    }
}

/// What is signed: the label, the room id, the body. All fields before the content have a fixed length.
pub fn signature_input(room: &[u8; 16], body: &[u8]) -> Vec<u8> {
    [LABEL.as_bytes(), room, body].concat()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

impl Record {
    /// Reads the bytes of a record; nothing if they are none. The signature is checked by [`Record::is_signed`].
    pub fn read(bytes: &[u8], room: &[u8; 16]) -> Option<Record> {
        if bytes.len() < HEAD_BYTES + SIGNATURE_BYTES || bytes.len() > RECORD_BYTES {
            return None;
        }
        let head = Head {
            author: Key(array(bytes, 0)),
            log: u32::from_le_bytes(array(bytes, 32)),
            sequence: u32::from_le_bytes(array(bytes, 36)),
            clock: u64::from_le_bytes(array(bytes, 40)),
            time_ms: u64::from_le_bytes(array(bytes, 48)),
            kind: u16::from_le_bytes(array(bytes, 56)),
        };
        let body = &bytes[..bytes.len() - SIGNATURE_BYTES];
        // Without the signature: an author can make many that hold for one body, and they are one record.
        let id = RecordId(prefix(sha256(LABEL, &[room, body])));
        (head.clock <= CLOCK_LIMIT).then(|| Record { head, id, bytes: bytes.into() })
    }

    /// Puts a signature under a body.
    pub fn sealed(body: &[u8], signature: &[u8; SIGNATURE_BYTES], room: &[u8; 16]) -> Option<Record> {
        Record::read(&[body, signature].concat(), room)
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The content, still encoded.
    pub fn content(&self) -> &[u8] {
        &self.bytes[HEAD_BYTES..self.bytes.len() - SIGNATURE_BYTES]
    }

    /// Whether the author signed it for this room.
    pub fn is_signed(&self, room: &[u8; 16]) -> bool {
        let (body, signature) = self.bytes.split_at(self.bytes.len() - SIGNATURE_BYTES);
        let Ok(key) = VerifyingKey::from_bytes(&self.head.author.0) else { return false };
        let signature = Signature::from_bytes(&array(signature, 0));
        key.verify_strict(&signature_input(room, body), &signature).is_ok()
    }
}
