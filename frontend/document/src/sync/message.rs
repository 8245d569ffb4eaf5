//! Messages between documents: one byte of version, one of kind, then the fields by postcard.

use crate::base::ids::{Key, PadId};
use crate::pads::cursors::Place;
use serde::{Deserialize, Serialize};

/// The version of the format.
pub const VERSION: u8 = 1;
/// Records go in messages of at most so many bytes: a keystroke behind one waits 20 ms on a network of 100 Mbit/s.
pub const RECORDS_BYTES: usize = 256 * 1024;
/// Largest message, bytes: the whole state of a full pad. The engine carries at most 8 MiB.
pub const MESSAGE_BYTES: usize = crate::pads::pad::STATE_BYTES + 64 * 1024;
/// Entries in a list of a message at most.
const ENTRIES: usize = 65_536;

/// What one has of a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogState {
    /// Whose.
    pub author: Key,
    /// Which of theirs.
    pub log: u32,
    /// How many records.
    pub count: u32,
    /// The running digest over their ids.
    pub digest: [u8; 8],
}

/// What one has of a pad.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PadState {
    /// Which.
    pub pad: PadId,
    /// How much of each client.
    pub clocks: Vec<(u64, u32)>,
    /// A digest of what is deleted.
    pub deleted: [u8; 8],
}

/// A message.
#[derive(Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// Kind 1: what I have; with the wish to hear the same.
    Vector {
        /// Answer with yours.
        ask: bool,
        /// Records.
        logs: Vec<LogState>,
        /// Pads.
        pads: Vec<PadState>,
    },
    /// Kind 2: records, of each log in order.
    Records(Vec<&'a [u8]>),
    /// Kind 3: updates of a pad (yrs, v1).
    Updates {
        /// Which.
        pad: PadId,
        /// In order.
        updates: Vec<&'a [u8]>,
    },
    /// Kind 4: a caret. Nobody forwards it.
    Cursor {
        /// In which pad.
        pad: PadId,
        /// Where the selection began.
        anchor: Place,
        /// Where the caret is.
        head: Place,
    },
    /// Kind 5: a digest of all that I have. Whoever has the same answers nothing.
    Summary([u8; 8]),
    /// Kind 6: a question for the other's time, or the answer to one. Nobody forwards it.
    Clock {
        /// When it was asked, by the clock of whoever asked.
        asked_ms: u64,
        /// The time of whoever answers, as their device has it.
        told_ms: Option<u64>,
    },
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Of a version or kind that this page does not know.
    Unknown,
    /// Of a known kind, and broken.
    Malformed,
}

impl<'a> Message<'a> {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        fn write<T: Serialize>(kind: u8, body: &T) -> Vec<u8> {
            postcard::to_extend(body, vec![VERSION, kind]).unwrap_or_default()
        }
        match self {
            Message::Vector { ask, logs, pads } => write(1, &(ask, logs, pads)),
            Message::Records(records) => write(2, records),
            Message::Updates { pad, updates } => write(3, &(pad, updates)),
            Message::Cursor { pad, anchor, head } => write(4, &(pad, anchor, head)),
            Message::Summary(digest) => write(5, digest),
            Message::Clock { asked_ms, told_ms } => write(6, &(asked_ms, told_ms)),
        }
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(bytes: &'a [u8]) -> Result<Message<'a>, Unread> {
        fn body<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Unread> {
            match postcard::take_from_bytes(bytes) {
                Ok((body, [])) => Ok(body),
                Ok(_) | Err(_) => Err(Unread::Malformed),
            }
        }
        let [version, kind, rest @ ..] = bytes else { return Err(Unread::Malformed) };
        if *version != VERSION {
            return Err(Unread::Unknown);
        }
        let message = match kind {
            1 => {
                let (ask, logs, pads) = body(rest)?;
                Message::Vector { ask, logs, pads }
            }
            2 => Message::Records(body(rest)?),
            3 => {
                let (pad, updates) = body(rest)?;
                Message::Updates { pad, updates }
            }
            4 => {
                let (pad, anchor, head) = body(rest)?;
                Message::Cursor { pad, anchor, head }
            }
            5 => Message::Summary(body(rest)?),
            6 => {
                let (asked_ms, told_ms) = body(rest)?;
                Message::Clock { asked_ms, told_ms }
            }
            _ => return Err(Unread::Unknown),
        };
        if message.entries() > ENTRIES { Err(Unread::Malformed) } else { Ok(message) }
    }

    fn entries(&self) -> usize {
        match self {
            Message::Vector { logs, pads, .. } => {
                logs.len() + pads.iter().map(|pad| 1 + pad.clocks.len()).sum::<usize>()
            }
            Message::Records(records) => records.len(),
            Message::Updates { updates, .. } => updates.len(),
            Message::Cursor { .. } | Message::Summary(_) | Message::Clock { .. } => 0,
        }
    }
}
