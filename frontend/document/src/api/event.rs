//! What happens to the document: peers, bytes, signatures, acts, time.

use crate::api::act::Act;
use crate::api::view::Called;
use crate::base::ids::{Key, OpId};
use serde::{Deserialize, Serialize};

/// What a document begins with.
#[derive(Clone, Serialize, Deserialize)]
pub struct Setup {
    /// The public key of our session.
    pub us: Key,
    /// The room.
    pub room: [u8; 16],
    /// Fresh random bytes. Invariant: never the same twice, not after a crash either: log numbers, client ids and nonces are
    /// drawn from it.
    pub seed: [u8; 32],
    /// The last bytes of [`crate::api::effect::Effect::Keep`], if there are any.
    pub cached: Option<Vec<u8>>,
    /// Who we were until the page was loaded anew: the old key, and its signature that we are the same person.
    pub resumes: Option<(Key, Vec<u8>)>,
    /// So long we have been in the room, milliseconds: what was written before is no news.
    pub inside_ms: u64,
    /// Nobody else was there when we came in.
    pub empty: bool,
}

/// Neither keys nor seed.
impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Setup(cached: {:?} bytes)", self.cached.as_ref().map(Vec::len))
    }
}

/// An event.
#[derive(Clone, Serialize, Deserialize)]
pub enum Event {
    /// A peer can be written to.
    Came(Key),
    /// It cannot any more.
    Went(Key),
    /// What was on its way to this peer may have been lost.
    Resynchronise(Key),
    /// The last message to this peer is on its way: there is room for another.
    Ready(Key),
    /// A message of a peer, opened.
    Bytes {
        /// Who sent it.
        from: Key,
        /// What.
        bytes: Vec<u8>,
    },
    /// A signature that was asked for.
    Signed {
        /// By which effect.
        op: OpId,
        /// 64 bytes; anything else is no signature.
        signature: Vec<u8>,
    },
    /// Who is in the room, with their names as they may be shown, and their numbers as their tiles have them; ourselves among
    /// them, who have none.
    Present(Vec<(Key, Called)>),
    /// The person did something.
    Act(Act),
    /// A copy that was kept earlier, here or in another tab: what is in it is added to what is here.
    Merge {
        /// The bytes of some [`crate::api::effect::Effect::Keep`].
        bytes: Vec<u8>,
    },
    /// Who we were earlier, on this device: an old key, and its signature that we are the same person.
    Resumes {
        /// The old key.
        of: Key,
        /// As in [`Setup::resumes`].
        signature: Vec<u8>,
    },
    /// Keep now what has changed and is not kept: the page is going.
    Flush,
    /// Time has passed.
    Tick,
}

/// Neither keys nor text.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Event::Came(_) => f.write_str("Came"),
            Event::Went(_) => f.write_str("Went"),
            Event::Resynchronise(_) => f.write_str("Resynchronise"),
            Event::Ready(_) => f.write_str("Ready"),
            Event::Bytes { bytes, .. } => write!(f, "Bytes({})", bytes.len()),
            Event::Signed { op, .. } => write!(f, "Signed({op:?})"),
            Event::Present(people) => write!(f, "Present({})", people.len()),
            Event::Act(act) => write!(f, "Act({act:?})"),
            Event::Merge { bytes } => write!(f, "Merge({})", bytes.len()),
            Event::Resumes { .. } => f.write_str("Resumes"),
            Event::Flush => f.write_str("Flush"),
            Event::Tick => f.write_str("Tick"),
        }
    }
}
