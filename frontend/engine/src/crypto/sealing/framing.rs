//! The framing of a sealed message: a header everybody can read, and padding that hides how long the body is.
//!
//! ```text
//! header = format u8 = 1, path u8, generation u8, sequence u64      (little-endian, 11 bytes)
//! plain  = epoch u32 ‖ body length u16 ‖ body ‖ zeros
//! ```
//!
//! The epoch is inside: how often two people reconnect is nobody's business.

use super::Dropped;
use plenum_shared::frame;

/// The only format there is.
const FORMAT: u8 = 1;
/// Bytes of the header.
pub const HEADER: usize = 11;
/// Bytes of the random nonce of XChaCha20-Poly1305.
pub(super) const NONCE: usize = 24;
/// Bytes of the tag of XChaCha20-Poly1305.
pub(super) const TAG: usize = 16;
/// Bytes of the epoch inside.
const EPOCH: usize = 4;
/// Bytes of the length inside.
const LENGTH: usize = 2;

/// Sizes of whole binary messages, bytes: the server and whoever watches the network learn one of eight.
pub const CLASSES: [usize; 8] = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

/// Everything in a message of the server's path that is not body.
const AROUND: usize = frame::HEADER + HEADER + NONCE + EPOCH + LENGTH + TAG;

/// The largest body of a message, bytes, on every path.
pub const MAX_BODY: usize = CLASSES[7] - AROUND;

/// The way a message takes. A message of one way is not accepted on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// Forwarded by the server.
    Server,
    /// Over the data channel between the two.
    Channel,
    /// Carried by a third peer.
    Carried,
}

impl Path {
    pub(super) const COUNT: usize = 3;

    /// As it is written in header and keys.
    pub(super) fn byte(self) -> u8 {
        match self {
            Path::Server => 0,
            Path::Channel => 1,
            Path::Carried => 2,
        }
    }

    pub(super) fn index(self) -> usize {
        self.byte().into()
    }

    /// Bytes that go before a message in its binary message.
    fn before(self) -> usize {
        match self {
            Path::Server => frame::HEADER,
            Path::Channel | Path::Carried => 0,
        }
    }

    /// Size of the whole binary message around a body of this length, bytes: what the server counts.
    pub fn message_bytes(self, body: usize) -> Option<usize> {
        self.size_for(body).map(|message| message + self.before())
    }

    /// Size of the message that carries a body of this length, bytes; `None` above [`MAX_BODY`].
    pub(super) fn size_for(self, body: usize) -> Option<usize> {
        if body > MAX_BODY {
            return None;
        }
        let least = self.before() + HEADER + NONCE + EPOCH + LENGTH + body + TAG;
        CLASSES.iter().find(|class| **class >= least).map(|class| class - self.before())
    }
}

/// What stands in front of a message, readable by all and covered by the tag.
pub(super) struct Header {
    pub path: Path,
    pub generation: u8,
    pub sequence: u64,
}

impl Header {
    pub(super) fn bytes(&self) -> [u8; HEADER] {
        let [s0, s1, s2, s3, s4, s5, s6, s7] = self.sequence.to_le_bytes();
        let path = self.path.byte();
        [FORMAT, path, self.generation, s0, s1, s2, s3, s4, s5, s6, s7]
    }

    /// Reads the header of a message that came by `path`.
    pub(super) fn read(bytes: &[u8; HEADER], path: Path) -> Result<Header, Dropped> {
        let [format, said, generation, sequence @ ..] = *bytes;
        if format != FORMAT {
            return Err(Dropped::Format);
        }
        if said != path.byte() {
            return Err(Dropped::Path);
        }
        Ok(Header { path, generation, sequence: u64::from_le_bytes(sequence) })
    }
}

type Split<'a> = (&'a [u8; HEADER], &'a [u8; NONCE], &'a [u8], &'a [u8; TAG]);

/// Takes a message apart, if it has the size of a message.
pub(super) fn split(sealed: &[u8], path: Path) -> Result<Split<'_>, Dropped> {
    let message = sealed.len().saturating_add(path.before());
    if message < CLASSES[0] {
        return Err(Dropped::TooShort);
    }
    if !CLASSES.contains(&message) {
        return Err(Dropped::Size);
    }
    let (header, rest) = sealed.split_first_chunk::<HEADER>().ok_or(Dropped::TooShort)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(Dropped::TooShort)?;
    let (cipher, tag) = rest.split_last_chunk::<TAG>().ok_or(Dropped::TooShort)?;
    Ok((header, nonce, cipher, tag))
}

/// Appends the plain text for `epoch` and `body` and pads the message to `end` bytes.
pub(super) fn fill(message: &mut Vec<u8>, epoch: u32, body: &[u8], end: usize) {
    message.extend_from_slice(&epoch.to_le_bytes());
    // `size_for` let only bodies up to MAX_BODY through, which is below 65,536.
    message.extend_from_slice(&(body.len() as u16).to_le_bytes());
    message.extend_from_slice(body);
    message.resize(end, 0);
}

/// Takes epoch and body out of the plain text; `None` if the body says to be longer than that.
pub(super) fn body(mut plain: Vec<u8>) -> Option<(u32, Vec<u8>)> {
    let (epoch, rest) = plain.split_first_chunk::<EPOCH>()?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    let (epoch, length) = (u32::from_le_bytes(*epoch), usize::from(u16::from_le_bytes(*length)));
    if length > rest.len() {
        return None;
    }
    plain.drain(..EPOCH + LENGTH);
    plain.truncate(length);
    Some((epoch, plain))
}
