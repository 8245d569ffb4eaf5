//! What records say of the speaking list (kind 3).

use crate::base::ids::{Key, RecordId};
use serde::{Deserialize, Serialize};

/// Why somebody wants to speak, in the order in which they are called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Wish {
    /// To the way of proceeding (GO-Antrag): before everything else.
    PointOfOrder,
    /// Something was not understood (Verständnisfrage).
    Question,
    /// A direct reply to who spoke last.
    DirectReply,
    /// A contribution (Wortbeitrag).
    Contribution,
}

/// By which rule contributions are ordered.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Rule {
    /// As they were raised.
    #[default]
    Raised,
    /// Who has not spoken yet comes first.
    FirstTime,
    /// Who has spoken less comes first.
    SpokeLess,
    /// The self-chosen groups take turns.
    Alternating,
}

/// Speaking list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum List {
    /// Wants to speak.
    Raise {
        /// Why.
        wish: Wish,
        /// A self-chosen group, for [`Rule::Alternating`].
        group: Option<String>,
    },
    /// Takes one's own entry off.
    Withdraw {
        /// The entry.
        entry: RecordId,
    },
    /// Puts somebody on who has no buttons.
    PutOn {
        /// Their name.
        name: String,
        /// Why.
        wish: Wish,
        /// Their group.
        group: Option<String>,
    },
    /// Takes anybody off.
    TakeOff {
        /// The entry.
        entry: RecordId,
    },
    /// Begins a turn, and ends the one before.
    Begin {
        /// The entry.
        entry: RecordId,
    },
    /// Ends a turn.
    End {
        /// Its entry.
        entry: RecordId,
    },
    /// Orders by another rule.
    Rule(Rule),
    /// Takes the moderation, or gives it up.
    Moderate {
        /// Takes it.
        on: bool,
    },
    /// Hands the moderation to somebody.
    HandOver {
        /// To whom.
        to: Key,
    },
    /// Time per speaker. Nobody is cut off by it: when it is over, everybody sees so.
    Limit {
        /// Seconds; 0 for none.
        seconds: u16,
    },
    /// Whoever is next begins by themselves when the speaker stops, or not. See [`crate::turns::end_of_turn`].
    ByItself(bool),
    /// The moderator has not been in the room for a while: as long as they do not take it again, it is as if nobody moderated.
    Away {
        /// Who that was.
        moderator: Key,
    },
    /// Ends the turn of somebody who has not been in the room for a while, at the time at which they were missed first.
    Left {
        /// Its entry.
        entry: RecordId,
        /// When, by the room's time.
        last_ms: u64,
        /// Who begins now, where turns follow each other by themselves.
        next: Option<RecordId>,
    },
}
