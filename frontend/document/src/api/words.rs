//! The words that minutes, results and templates are written with: whoever asks for them brings them along, in their language.

use serde::{Deserialize, Serialize};

/// What there is to say, in the order in which the words come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// A heading: the minutes.
    Minutes,
    /// Before the date.
    Date,
    /// Before the names of those present.
    Present,
    /// A heading: what was talked about.
    Agenda,
    /// A heading: what was decided.
    Decisions,
    /// A heading: who spoke how long.
    SpeakingTimes,
    /// Before a proposal.
    Proposal,
    /// Before a question with options.
    Poll,
    /// A proposal was adopted.
    Adopted,
    /// A veto blocks it.
    Blocked,
    /// It is not decided yet.
    Open,
    /// Before the names of those whose hidden answers are waited for.
    Opening,
    /// Nobody answered.
    Nothing,
    /// Before the options with the most votes.
    Most,
    /// An answer.
    Veto,
    /// An answer.
    Concerns,
    /// An answer.
    Agree,
    /// An answer.
    Aside,
    /// An answer.
    Abstain,
    /// Before the names of those who did not open their answers.
    Unopened,
    /// Before the names of those whose answers do not fit.
    Unfit,
    /// Before the names of those who were too late.
    Late,
    /// The unit after a number.
    MinutesShort,
    /// A person without a name.
    Somebody,
    /// An item is over.
    Done,
    /// A heading: what is to be talked about.
    Topics,
    /// A heading: who does what.
    Tasks,
    /// Before the next date.
    NextMeeting,
}

/// The words of one language, one for each [`Phrase`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words(pub Vec<String>);

impl Words {
    /// Those for one phrase; nothing where whoever asked has left them out.
    pub fn say(&self, phrase: Phrase) -> &str {
        self.0.get(phrase as usize).map_or("", String::as_str)
    }
}
