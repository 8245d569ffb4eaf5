//! The contents of records: one enum per kind, encoded by postcard behind the kind's number.

mod decision;
mod list;
mod meeting;

use crate::base::ids::{Key, PadId, RecordId};
pub use decision::{Answer, Decision, Method};
pub use list::{List, Rule, Wish};
pub use meeting::Meeting;
use serde::{Deserialize, Serialize};

/// Longest chat line, bytes: three screens of text. What is longer belongs into a pad.
pub const TEXT_BYTES: usize = 6 * 1024;
/// Longest title or proposal option, bytes.
pub const TITLE_BYTES: usize = 400;
/// Options of a proposal at most.
pub const OPTIONS: usize = 20;
/// Longest emoji, bytes: the longest family with skin tones has 41.
pub const EMOJI_BYTES: usize = 48;
/// People in a check-in round at most: a room's 50, with room to spare; they must fit into one record.
pub const ROUND_PEOPLE: usize = 64;

/// What a record says.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Kind 1.
    Chat(Chat),
    /// Kind 2.
    HandSign(HandSign),
    /// Kind 3.
    List(List),
    /// Kind 4.
    Decision(Decision),
    /// Kind 5.
    Agenda(Agenda),
    /// Kind 6.
    CheckIn(CheckIn),
    /// Kind 7.
    Pads(Pads),
    /// Kind 8.
    Person(Person),
    /// Kind 9.
    Meeting(Meeting),
}

impl Content {
    /// The number of its kind.
    pub fn kind(&self) -> u16 {
        match self {
            Content::Chat(_) => 1,
            Content::HandSign(_) => 2,
            Content::List(_) => 3,
            Content::Decision(_) => 4,
            Content::Agenda(_) => 5,
            Content::CheckIn(_) => 6,
            Content::Pads(_) => 7,
            Content::Person(_) => 8,
            Content::Meeting(_) => 9,
        }
    }

    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let encoded = match self {
            Content::Chat(content) => postcard::to_allocvec(content),
            Content::HandSign(content) => postcard::to_allocvec(content),
            Content::List(content) => postcard::to_allocvec(content),
            Content::Decision(content) => postcard::to_allocvec(content),
            Content::Agenda(content) => postcard::to_allocvec(content),
            Content::CheckIn(content) => postcard::to_allocvec(content),
            Content::Pads(content) => postcard::to_allocvec(content),
            Content::Person(content) => postcard::to_allocvec(content),
            Content::Meeting(content) => postcard::to_allocvec(content),
        };
        // Encoding into memory fails for types without a length only, and there is none among them.
        encoded.unwrap_or_default()
    }

    /// Reads a content; nothing for a kind or form that this version does not know. Such records are kept and forwarded, and
    /// not shown.
    pub fn decode(kind: u16, bytes: &[u8]) -> Option<Content> {
        fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
            postcard::take_from_bytes(bytes).ok().filter(|(_, rest)| rest.is_empty()).map(|(content, _)| content)
        }
        Some(match kind {
            1 => Content::Chat(read(bytes)?),
            2 => Content::HandSign(read(bytes)?),
            3 => Content::List(read(bytes)?),
            4 => Content::Decision(read(bytes)?),
            5 => Content::Agenda(read(bytes)?),
            6 => Content::CheckIn(read(bytes)?),
            7 => Content::Pads(read(bytes)?),
            8 => Content::Person(read(bytes)?),
            9 => Content::Meeting(read(bytes)?),
            _ => return None,
        })
    }
}

/// Chat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chat {
    /// A line.
    Say {
        /// Its text, at most [`TEXT_BYTES`].
        text: String,
        /// The line it answers.
        reply_to: Option<RecordId>,
    },
    /// Another text for one's own line; everybody sees that it was edited.
    Edit {
        /// The line.
        target: RecordId,
        /// Its text.
        text: String,
    },
    /// Takes one's own line back; everybody sees that there was one.
    Delete {
        /// The line.
        target: RecordId,
    },
    /// A reaction to a line, on or off.
    React {
        /// The line.
        target: RecordId,
        /// At most [`EMOJI_BYTES`].
        emoji: String,
        /// Given, or taken back.
        on: bool,
    },
}

/// A hand sign, raised or lowered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HandSign {
    /// Which.
    pub sign: Sign,
    /// Raised.
    pub up: bool,
}

/// The hand signs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Sign {
    Agree,
    Disagree,
    Unsure,
    Louder,
    Slower,
    Technical,
    Break,
}

/// Agenda.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Agenda {
    /// An item at the end.
    Add {
        /// Its title.
        title: String,
        /// Its time box; 0 for none.
        minutes: u16,
    },
    /// Another title and time box.
    Change {
        /// Which item.
        item: RecordId,
        /// Its title.
        title: String,
        /// Its time box.
        minutes: u16,
    },
    /// Takes an item away.
    Remove {
        /// Which.
        item: RecordId,
    },
    /// Starts an item, and is done with the one before.
    Start {
        /// Which.
        item: RecordId,
    },
    /// Done with an item.
    Done {
        /// Which.
        item: RecordId,
    },
    /// Puts an item before another, or at the end.
    Move {
        /// Which.
        item: RecordId,
        /// Before this one.
        before: Option<RecordId>,
    },
}

/// Check-in round.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckIn {
    /// Begins a round. The commitment binds whoever begins to a number before the others draw theirs.
    Begin {
        /// Who takes part.
        people: Vec<Key>,
        /// Seconds for each.
        seconds: u16,
        /// SHA-256("plenum check-in v1" ‖ nonce).
        commitment: [u8; 32],
    },
    /// A number of one who takes part; each page draws it by itself.
    Salt {
        /// Of which round.
        round: RecordId,
        /// The number.
        salt: [u8; 16],
    },
    /// Opens the commitment and names the numbers that came: the order follows from them.
    Open {
        /// Of which round.
        round: RecordId,
        /// The nonce of the commitment.
        nonce: [u8; 16],
        /// The salts' records.
        salts: Vec<RecordId>,
    },
    /// The next one. Ignored unless `step` is the one under way, so that two who press at once skip nobody.
    Next {
        /// Of which round.
        round: RecordId,
        /// The step that ends.
        step: u16,
    },
    /// Ends the round.
    End {
        /// Which.
        round: RecordId,
    },
    /// Draws the order from the numbers that came, without that of whoever began: nobody has it any more.
    OpenWithout {
        /// Of which round.
        round: RecordId,
        /// The salts' records.
        salts: Vec<RecordId>,
    },
}

/// Pads.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pads {
    /// Makes a pad; its id is that of the record.
    Make {
        /// Its name.
        name: String,
    },
    /// Another name for a pad.
    Rename {
        /// Which.
        pad: PadId,
        /// Its name.
        name: String,
    },
    /// Takes a pad out of the list; its text stays.
    Remove {
        /// Which.
        pad: PadId,
    },
    /// Puts it back.
    PutBack {
        /// Which.
        pad: PadId,
    },
    /// Has put a kept version back: the text itself came as an edit.
    Restore {
        /// Of which pad.
        pad: PadId,
        /// When the version was kept, by the author's clock.
        kept_ms: u64,
    },
}

/// What people say of themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Person {
    /// The author's name. Next week nobody else can say who wrote what; it is also the first record of whoever writes into
    /// pads, by which their client id becomes known (see [`crate::pads::authors`]).
    Name {
        /// As shown; empty if it is not known.
        name: String,
    },
    /// The author is the person whose session had this key until their page was loaded anew: what it wrote, raised and answered is
    /// theirs. See [`crate::records::vouch`].
    Heir {
        /// The old key.
        of: Key,
        /// By the old key, 64 bytes.
        signature: Vec<u8>,
    },
}
