//! Who hears and sees whom, and how well: made only while the person looks at it.

use super::{LinkState, TileId};
use crate::api::stats::Way;
use std::sync::Arc;

/// How good a connection is; the worse is the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Parts of what is said are lost.
    Poor,
    /// One notices it.
    Fair,
    /// Nothing to complain about.
    Good,
}

/// All connections, as of this second.
#[derive(Clone, Debug, PartialEq)]
pub struct Connections {
    /// Ours, in the order of the tiles.
    pub ours: Arc<[ConnectionTo]>,
    /// Of those between the others the ones that are not good.
    pub others: Arc<[Between]>,
    /// More of them than are named.
    pub more: u32,
    /// Every two of the others have said how they hear each other.
    pub told: bool,
}

/// The connection to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionTo {
    /// Whose.
    pub tile: TileId,
    /// Whether there is any.
    pub link: LinkState,
    /// How good it is.
    pub grade: Grade,
    /// Who of the two of us hears the other.
    pub hearing: Mutual,
    /// What there is to be heard and seen of both.
    pub shown: Shown,
    /// The newest figures; `None` as long as there are none.
    pub now: Option<Sample>,
    /// How it goes; `None` as long as nobody knows.
    pub way: Option<Way>,
    /// The last minute, one a second, oldest first; nothing where none came.
    pub history: Arc<[Option<Sample>]>,
}

/// Which of two hears and sees the other, where there is something to be heard and seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutual {
    /// Both.
    Both,
    /// We do; they have not said.
    We,
    /// We do, and they say that they do not.
    OnlyWe,
    /// They say that they do, and we do not.
    OnlyThey,
    /// Neither.
    Neither,
}

/// What there is to be heard and seen of two people just now: nobody hears a microphone that is off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Of us: voice, picture.
    pub ours: [bool; 2],
    /// Of them.
    pub theirs: [bool; 2],
}

/// One second of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Bits that went out.
    pub sent: u32,
    /// Bits that came in.
    pub received: u32,
    /// Round trip, milliseconds.
    pub delay: Option<u32>,
    /// Packets that were lost in the worse direction, percent.
    pub lost: u8,
}

/// What is wrong between two of the others, by their own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The one, who is the one that does not hear if only one does not.
    pub one: TileId,
    /// The other.
    pub other: TileId,
    /// What.
    pub what: Rift,
}

/// See [`Between`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rift {
    /// Neither hears the other.
    Both,
    /// Only the first does not hear the other.
    One,
    /// They hear each other badly.
    Poor,
}
