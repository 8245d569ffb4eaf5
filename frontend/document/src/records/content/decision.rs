//! What records say of decisions (kind 4).

use crate::base::ids::RecordId;
use serde::{Deserialize, Serialize};

/// How a proposal is decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Method {
    /// Agree, light concerns, stand aside, veto, abstain; a veto blocks.
    Consent,
    /// One of the options.
    Single,
    /// Any of the options.
    Multiple,
}

/// An answer to a proposal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Agrees.
    Agree,
    /// Agrees, with concerns.
    LightConcerns {
        /// Which.
        reason: String,
    },
    /// Does not carry it, and does not block it.
    StandAside,
    /// Blocks it.
    Veto {
        /// Why. One without a reason is none.
        reason: String,
    },
    /// Abstains.
    Abstain,
    /// Options by their number.
    Choices(Vec<u8>),
}

/// Decisions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Puts a proposal.
    Propose {
        /// What is proposed.
        text: String,
        /// How it is decided.
        method: Method,
        /// What there is to choose from.
        options: Vec<String>,
        /// Answers are hidden until the close.
        hidden: bool,
    },
    /// An open answer. The last one before the close counts.
    Answer {
        /// To which proposal.
        proposal: RecordId,
        /// What.
        answer: Answer,
    },
    /// A hidden answer: its commitment.
    Commit {
        /// To which proposal.
        proposal: RecordId,
        /// See [`crate::fold::decisions::commitment`].
        commitment: [u8; 32],
    },
    /// Opens a commitment after the close.
    Reveal {
        /// Of which proposal.
        proposal: RecordId,
        /// The nonce of the commitment.
        nonce: [u8; 16],
        /// The answer.
        answer: Answer,
    },
    /// Closes a proposal.
    Close {
        /// Which.
        proposal: RecordId,
        /// The commitments that were there: what is not among them was made too late, however it is dated.
        counted: Vec<RecordId>,
    },
    /// Waits no longer for hidden answers that nobody opens: whoever gave them may have lost what opens them.
    GiveUp {
        /// Which proposal, closed.
        proposal: RecordId,
    },
    /// Has put the result into the notes: the text itself came as an edit. Whoever wants it there again is asked first.
    Noted {
        /// Of which proposal, closed.
        proposal: RecordId,
    },
}
