//! Messages between two peers: sealed so that nobody else can read, forge, replay or redirect them.
//!
//! ```text
//! dh   = X25519(own, theirs), all zero refused
//! pair = Extract(salt = hello key, ikm = dh)
//! key(sender → receiver, path, generation) = Expand(pair, "plenum pair v1" ‖ path ‖ generation ‖ room ‖
//!     SHA-256(hello of the smaller PeerId) ‖ SHA-256(hello of the larger) ‖ sender ‖ receiver, 32)
//! message = header 11 ‖ nonce 24 ‖ XChaCha20-Poly1305(key, nonce, plain; additional data = header ‖ room ‖ sender ‖ receiver)
//! ```
//!
//! Header and plain text are described in `framing.rs`.

mod framing;
mod replay_window;

pub use framing::{CLASSES, HEADER, MAX_BODY, Path};
pub use replay_window::WINDOW;

use crate::base::rng::Rng;
use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::{KeySchedule, expand, extract};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use framing::{Header, NONCE, TAG};
use plenum_shared::ids::{PeerId, RoomId};
pub use replay_window::{Seen, Window};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

/// Why a message was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// The body is above [`MAX_BODY`]: no bundle is (see [`crate::messaging::bundle`]).
    TooBig,
    /// All numbers of this path, or all generations, are used up: the pair must end.
    Exhausted,
}

/// Why a message was dropped. It is counted and never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// Below the smallest size class.
    TooShort,
    /// Not of a size class.
    Size,
    /// Another format than this build reads.
    Format,
    /// It came by another way than it says.
    Path,
    /// A generation that was left behind.
    Generation,
    /// Opened before.
    Replay,
    /// More than [`WINDOW`] messages late.
    TooOld,
    /// It does not open: changed, cut, redirected, from another room or pair, or our own.
    Forged,
    /// It opens, but the length inside is larger than the message.
    Length,
}

/// A message that opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// Which epoch of the connection it speaks about.
    pub epoch: u32,
    /// What it says.
    pub body: Vec<u8>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}

/// What seals messages to one peer and opens the messages from it.
///
/// Invariant: of two sessions and their hellos there is at most one `Pair` on this side for as long as the page lives. A
/// second one would start counters and windows again, and the messages of the first could be replayed to it. So it is kept
/// when the peer departs and comes back with the same hello.
pub struct Pair {
    room: RoomId,
    own: PeerId,
    theirs: PeerId,
    /// Hellos hashed, that of the smaller `PeerId` first.
    hellos: [[u8; 32]; 2],
    secret: Key,
    sending: Sending,
    receiving: [Receiving; Path::COUNT],
}

/// Where own messages stand.
#[derive(Default)]
struct Sending {
    generation: u8,
    next: [u64; Path::COUNT],
    keys: [Option<Key>; Path::COUNT],
}

/// The newest generation heard of on a path and the one before it, for stragglers; each at its number modulo 2.
#[derive(Default)]
struct Receiving {
    newest: u8,
    heard: [Option<Heard>; 2],
}

/// One generation heard of.
struct Heard {
    generation: u8,
    key: Key,
    window: Window,
}

impl Pair {
    /// Agrees with a peer. `own_hello` and `their_hello` are the sealed bytes as they travel, `their_exchange_key` is what
    /// [`crate::crypto::hello::open`] found in theirs.
    ///
    /// `None` for one's own `PeerId` and for an exchange key of small order: ignore such a peer.
    pub fn new(
        keys: &KeySchedule,
        own: &Identity,
        own_hello: &[u8],
        their_peer: PeerId,
        their_hello: &[u8],
        their_exchange_key: &[u8; 32],
    ) -> Option<Pair> {
        let own_peer = own.peer();
        let mut hellos = [Sha256::digest(own_hello).into(), Sha256::digest(their_hello).into()];
        match own_peer.cmp(&their_peer) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => hellos.reverse(),
        }
        let agreed = own.agree(their_exchange_key)?;
        Some(Pair {
            room: keys.room(),
            own: own_peer,
            theirs: their_peer,
            hellos,
            secret: extract(keys.hello_key(), &[agreed.as_slice()]),
            sending: Sending::default(),
            receiving: Default::default(),
        })
    }

    /// Who is at the other end.
    pub fn peer(&self) -> PeerId {
        self.theirs
    }

    /// Seals a message. The result is padded to a size class; on [`Path::Server`] the class is reached together with the
    /// seat that goes before it.
    ///
    /// Errors: see [`SealError`]; nothing is used up by an error.
    pub fn seal(&mut self, path: Path, epoch: u32, body: &[u8], rng: &mut Rng) -> Result<Vec<u8>, SealError> {
        let size = path.size_for(body.len()).ok_or(SealError::TooBig)?;
        let generation = self.sending.generation;
        let sequence = self.sending.next[path.index()];
        // Invariant: a counter never wraps, so no two messages under one key have the same number. The last number is not
        // used: it says that there are no more.
        let following = sequence.checked_add(1).ok_or(SealError::Exhausted)?;
        let key = match self.sending.keys[path.index()].take() {
            Some(key) => key,
            None => self.key(path, generation, &self.own, &self.theirs),
        };
        let header = Header { path, generation, sequence }.bytes();
        let nonce: [u8; NONCE] = rng.bytes();

        let mut message = Vec::with_capacity(size);
        message.extend_from_slice(&header);
        message.extend_from_slice(&nonce);
        framing::fill(&mut message, epoch, body, size - TAG);
        let tag = XChaCha20Poly1305::new((&*key).into())
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &self.about(&header, &self.own, &self.theirs),
                (&mut message[HEADER + NONCE..]).into(),
            )
            .map_err(|_| SealError::TooBig)?;
        message.extend_from_slice(&tag);
        self.sending.keys[path.index()] = Some(key);
        self.sending.next[path.index()] = following;
        Ok(message)
    }

    /// Opens a message that came by `path`.
    ///
    /// Errors: see [`Dropped`]; nothing changes by a message that does not open.
    pub fn open(&mut self, sealed: &[u8], path: Path) -> Result<Opened, Dropped> {
        let (header, nonce, cipher, tag) = framing::split(sealed, path)?;
        let Header { generation, sequence, .. } = Header::read(header, path)?;
        // The window is checked before opening, so that a flood of replays costs nothing ...
        let known = self.receiving[path.index()].find(generation)?;
        let key = match known {
            Some(heard) => {
                match heard.window.look(sequence) {
                    Seen::Fresh => {}
                    Seen::Before => return Err(Dropped::Replay),
                    Seen::TooOld => return Err(Dropped::TooOld),
                }
                heard.key.clone()
            }
            None => self.key(path, generation, &self.theirs, &self.own),
        };
        let mut plain = cipher.to_vec();
        XChaCha20Poly1305::new((&*key).into())
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                &self.about(header, &self.theirs, &self.own),
                plain.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| Dropped::Forged)?;
        // ... and moved only after, so that a forged number cannot push it on.
        self.receiving[path.index()].heard(generation, key).window.mark(sequence);
        let (epoch, body) = framing::body(plain).ok_or(Dropped::Length)?;
        Ok(Opened { epoch, body })
    }

    /// Goes on to the next generation: new keys, and every counter from 0 under them. The other side follows with the first
    /// message it opens and from then on drops what is two generations old.
    ///
    /// Errors: [`SealError::Exhausted`] after 255 of them.
    pub fn renew(&mut self) -> Result<(), SealError> {
        let generation = self.sending.generation.checked_add(1).ok_or(SealError::Exhausted)?;
        self.sending = Sending { generation, ..Sending::default() };
        Ok(())
    }

    fn key(&self, path: Path, generation: u8, sender: &PeerId, receiver: &PeerId) -> Key {
        let [smaller, larger] = &self.hellos;
        let which = [path.byte(), generation];
        expand(&self.secret, &[b"plenum pair v1", &which, &self.room.0, smaller, larger, &sender.0, &receiver.0])
    }

    fn about(&self, header: &[u8; HEADER], sender: &PeerId, receiver: &PeerId) -> Vec<u8> {
        [header.as_slice(), &self.room.0, &sender.0, &receiver.0].concat()
    }
}

impl Receiving {
    /// The state of a generation, `None` if no message of it has opened yet; refuses those before the one before the newest.
    fn find(&self, generation: u8) -> Result<Option<&Heard>, Dropped> {
        if self.newest.saturating_sub(generation) > 1 {
            return Err(Dropped::Generation);
        }
        Ok(self.heard[usize::from(generation % 2)].as_ref().filter(|heard| heard.generation == generation))
    }

    /// The state of a generation that [`Receiving::find`] allowed and of which a message has opened.
    ///
    /// Invariant: what this overwrites is two or more generations old, and `find` refuses it from now on: a window is never
    /// started again.
    fn heard(&mut self, generation: u8, key: Key) -> &mut Heard {
        self.newest = self.newest.max(generation);
        let place = &mut self.heard[usize::from(generation % 2)];
        if place.as_ref().is_some_and(|heard| heard.generation != generation) {
            *place = None;
        }
        place.get_or_insert_with(|| Heard { generation, key, window: Window::default() })
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
