//! What there is to see, in slices with revisions: a slice whose revision is the same is the same.

mod pads;

pub use crate::api::counters::Counters;
pub use crate::api::news::{News, Part};
use crate::base::ids::{Key, RecordId};
use crate::records::content::{Answer, Method, Rule, Sign, Wish};
use litemap::LiteMap;
pub use pads::{CursorView, PadView, Restored, Run, TOLD_MS};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest turn that is believed, milliseconds: 4 hours.
pub const LONGEST_TURN_MS: u64 = 4 * 3_600_000;
/// Nobody has written any record for so long, milliseconds: the meeting was over. Two hours, since pads make no records.
pub const QUIET_MS: u64 = 2 * 3_600_000;

/// Nobody has been in the room for so long, milliseconds: what went on is over. Two minutes, since a page says once a minute that
/// it is there, and somebody who is alone may load theirs anew.
pub const EMPTY_MS: u64 = 2 * 60_000;

/// What people are called, by their keys.
pub type Names = LiteMap<Key, Called>;

/// What somebody is called.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Their name; empty if they gave none.
    pub name: String,
    /// Which one they are of those who are called the same; 0 if nobody has said yet.
    pub number: u32,
}

/// Nobody is named in a log.
impl std::fmt::Debug for Called {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Called({} bytes, {})", self.name.len(), self.number)
    }
}

impl<T: Into<String>> From<T> for Called {
    fn from(name: T) -> Called {
        Called { name: name.into(), number: 0 }
    }
}

/// A part of the view.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Slice<T> {
    /// Grows when the value changes.
    pub revision: u64,
    /// The value.
    pub value: Arc<T>,
}

/// All there is to see.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct View {
    /// Chat lines.
    pub chat: Slice<ChatView>,
    /// Hand signs of those present.
    pub signs: Slice<SignsView>,
    /// The speaking list.
    pub list: Slice<ListView>,
    /// Proposals.
    pub decisions: Slice<Vec<ProposalView>>,
    /// The agenda.
    pub agenda: Slice<Vec<AgendaItem>>,
    /// The check-in round.
    pub check_in: Slice<Option<RoundView>>,
    /// Pads by name.
    pub pads: Slice<Vec<PadView>>,
    /// Names of those present, and of all who ever wrote as they said themselves.
    pub people: Slice<Names>,
    /// Others' carets.
    pub cursors: Slice<Vec<CursorView>>,
    /// Where others have written something that the person has not looked at.
    pub news: Slice<News>,
    /// How far the room's clock is ahead of this device's, milliseconds: times of records are the room's.
    pub ahead_ms: i64,
    /// What was dropped, for the debug log.
    pub counters: Counters,
}

/// The chat.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatView {
    /// The lines in their order.
    pub lines: Vec<Arc<ChatLine>>,
    /// Lines of others after the last one that was read on this device, without what was there before we came in.
    pub unread: u32,
}

/// Emoji, each with who reacted so.
pub type Reactions = LiteMap<String, Vec<Key>>;

/// A line of the chat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatLine {
    /// Its record.
    pub id: RecordId,
    /// Who wrote it.
    pub author: Key,
    /// The author's claim of the time.
    pub time_ms: u64,
    /// Its text as it may be shown; empty if deleted.
    pub text: String,
    /// The line it answers.
    pub reply_to: Option<RecordId>,
    /// Its author has edited it.
    pub edited: bool,
    /// Its author has taken it back.
    pub deleted: bool,
    /// Who reacted with what.
    pub reactions: Reactions,
}

/// Hand signs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignsView {
    /// Who of those present has raised which.
    pub people: LiteMap<Key, Vec<Sign>>,
    /// How many of those present have raised each.
    pub counts: LiteMap<Sign, u32>,
}

/// Who speaks or wants to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Speaker {
    /// A session.
    Key(Key),
    /// Somebody without buttons, by name.
    Named(String),
}

/// An entry of the speaking list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    /// Its record.
    pub id: RecordId,
    /// Who wants to speak.
    pub speaker: Speaker,
    /// Why.
    pub wish: Wish,
    /// Their group.
    pub group: Option<String>,
}

/// A turn of a speaker.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The entry.
    pub entry: ListEntry,
    /// When it began.
    pub began_ms: u64,
    /// How long it took; nothing while it goes on.
    pub took_ms: Option<u64>,
}

/// The speaking list.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// Who waits, in the order in which they are called.
    pub waiting: Vec<ListEntry>,
    /// Who speaks.
    pub current: Option<Turn>,
    /// Who spoke, in order.
    pub past: Vec<Turn>,
    /// How long everybody spoke, milliseconds, without the turn that goes on.
    pub spoken_ms: LiteMap<Speaker, u64>,
    /// How contributions are ordered.
    pub rule: Rule,
    /// Who moderates.
    pub moderator: Option<Key>,
    /// Somebody else has handed it to them: they did not take it.
    pub handed: bool,
    /// They have left: as long as they do not come back, it is as if nobody moderated.
    pub moderator_left: bool,
    /// Time per speaker, seconds; 0 for none.
    pub limit_s: u16,
    /// Whoever is next begins by themselves when the speaker stops.
    pub by_itself: bool,
    /// A check-in round is under way: meanwhile nobody speaks by the list, and nothing of it happens by itself.
    pub in_round: bool,
    /// Who of those who wait, speak or moderate is not in the room at this instant, as far as this page knows …
    pub gone: Vec<Key>,
    /// … and who of them has not been for so long that nobody waits for them. No rule of the fold depends on either.
    pub left: Vec<Key>,
}

impl ListView {
    /// Whether somebody is not in the room. Those without buttons are wherever they were put on.
    pub fn is_gone(&self, speaker: &Speaker) -> bool {
        matches!(speaker, Speaker::Key(key) if self.gone.contains(key))
    }

    /// Whether somebody moderates who is not in the room at this instant.
    pub fn moderator_is_gone(&self) -> bool {
        self.moderator.is_some_and(|moderator| self.gone.contains(&moderator))
    }

    /// Whether this one may call, end others' turns and change what holds for all.
    pub fn may_moderate(&self, who: Option<Key>) -> bool {
        self.moderator.is_none() || self.moderator_left || self.moderator == who
    }

    fn first_who_may_come(&self) -> Option<&ListEntry> {
        let left = |speaker: &Speaker| matches!(speaker, Speaker::Key(key) if self.left.contains(key));
        self.waiting.iter().find(|entry| !left(&entry.speaker))
    }

    /// Who is called by itself: the first of those who have not left. While they are away for a moment, nobody is.
    pub fn next_by_itself(&self) -> Option<&ListEntry> {
        self.first_who_may_come().filter(|first| !self.is_gone(&first.speaker))
    }

    /// Whether whoever is called next by itself is away for a moment.
    pub fn waits_for_next(&self) -> bool {
        self.first_who_may_come().is_some_and(|first| self.is_gone(&first.speaker))
    }

    /// How long everybody spoke, with the turn that goes on as far as it has gone.
    pub fn spoken_until(&self, now_ms: u64) -> LiteMap<Speaker, u64> {
        let mut spoken = self.spoken_ms.clone();
        if let Some(turn) = &self.current {
            let took = now_ms.saturating_sub(turn.began_ms).min(LONGEST_TURN_MS);
            *spoken.entry(turn.entry.speaker.clone()).or_default() += took;
        }
        spoken
    }

    /// Who is called next by hand: the first of those who are here. The others keep their places.
    pub fn next(&self) -> Option<&ListEntry> {
        self.waiting.iter().find(|entry| !self.is_gone(&entry.speaker))
    }

    /// Whether all who wait have left: there is nobody to call.
    pub fn all_gone(&self) -> bool {
        !self.waiting.is_empty() && self.next().is_none()
    }
}

/// A proposal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Its record.
    pub id: RecordId,
    /// Who put it.
    pub author: Key,
    /// When, by the author's claim.
    pub time_ms: u64,
    /// What is proposed.
    pub text: String,
    /// How it is decided.
    pub method: Method,
    /// What there is to choose from.
    pub options: Vec<String>,
    /// Answers are hidden until the close.
    pub hidden: bool,
    /// Who has answered, and what as far as it is open.
    pub answers: LiteMap<Key, Option<Answer>>,
    /// Who is here, or was a moment ago, and has not answered, while it is open.
    pub awaited: Vec<Key>,
    /// What we answered to a hidden one, as far as this device remembers it: nobody else has it before the opening.
    pub own: Option<Answer>,
    /// Whose opened answer does not fit its commitment: it does not count.
    pub unfit: Vec<Key>,
    /// Whose hidden answer came too late, or was not seen at the close: it does not count.
    pub late: Vec<Key>,
    /// The result.
    pub outcome: Outcome,
    /// Somebody has put the result into the notes. It may have been taken out since.
    pub noted: bool,
}

impl ProposalView {
    /// Whose hidden answers counted at the close and are not opened.
    pub fn unopened(&self) -> Vec<Key> {
        let told = |key: &Key| self.unfit.contains(key) || self.late.contains(key);
        match self.outcome {
            Outcome::Open => Vec::new(),
            Outcome::Opening | Outcome::Adopted | Outcome::Blocked | Outcome::Choice { .. } | Outcome::Nothing => {
                let unopened = self.answers.iter().filter(|(key, answer)| answer.is_none() && !told(key));
                unopened.map(|(key, _)| *key).collect()
            }
        }
    }
}

/// The result of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is not closed.
    Open,
    /// Closed; not all hidden answers are opened yet.
    Opening,
    /// Consent, nobody blocks.
    Adopted,
    /// Blocked by vetoes.
    Blocked,
    /// Votes for each option, and the options with the most.
    Choice {
        /// Votes by option.
        votes: Vec<u32>,
        /// The numbers of the options with the most votes.
        most: Vec<u8>,
    },
    /// Nobody answered.
    Nothing,
}

/// An item of the agenda.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its record.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// Its time box, minutes; 0 for none.
    pub minutes: u16,
    /// Where it stands.
    pub state: ItemState,
}

impl AgendaItem {
    /// Whether it is under way.
    pub fn started(&self) -> bool {
        matches!(self.state, ItemState::Started { .. })
    }
}

/// Where an item of the agenda stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemState {
    /// To come.
    Waiting,
    /// Under way.
    Started {
        /// Since when.
        at_ms: u64,
        /// When the last record was written before a pause that ends a meeting, at least the end of the time box.
        last_ms: u64,
    },
    /// Done.
    Done {
        /// How long it took.
        took_ms: u64,
    },
}

impl ItemState {
    /// How long it has taken or took, milliseconds: a pause in which everybody had gone does not count.
    pub fn took_ms(&self, now_ms: u64) -> u64 {
        match *self {
            ItemState::Waiting => 0,
            ItemState::Started { at_ms, last_ms } => {
                let to = if now_ms.saturating_sub(last_ms) > QUIET_MS { last_ms } else { now_ms };
                to.saturating_sub(at_ms)
            }
            ItemState::Done { took_ms } => took_ms,
        }
    }
}

/// A check-in round.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundView {
    /// Its record.
    pub id: RecordId,
    /// Who began it.
    pub author: Key,
    /// Seconds for each.
    pub seconds: u16,
    /// Who takes part.
    pub people: Vec<Key>,
    /// The order; nothing while it is being drawn.
    pub order: Option<Vec<Key>>,
    /// Whose number came before the opening and was left out of it: for all to see.
    pub left_out: Vec<Key>,
    /// Whose turn it is in the order; as many as there are when all have spoken.
    pub step: u16,
    /// Since when.
    pub step_began_ms: u64,
    /// It is over.
    pub over: bool,
}
