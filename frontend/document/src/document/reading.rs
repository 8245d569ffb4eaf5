//! What of the chat the person has read, and what is no news to them: what was written before they came in, and what they wrote.
//! The same signs tell what is new in the other parts, which have marks of their own ([`crate::document::marks`]).
//!
//! Whether a line is older than our coming in takes two signs, since neither can be trusted alone: it was there when we met
//! whoever had it, or in a kept copy, and its author's clock says so too. A clock that goes wrong makes neither the lines
//! of a lively chat old nor a long history new; and nobody who claims to have had a line can take it from what is news.

use crate::api::view::ChatLine;
use crate::base::ids::{Key, RecordId};
use crate::base::set::Set;
use crate::base::time::Time;
use crate::document::marks::{Age, Marks};
use crate::document::offsets::Offsets;
use crate::records::content::Content;
use crate::records::record::Record;
use crate::records::store::LogId;
use crate::sync::message::{LogState, PadState};
use litemap::LiteMap;

/// Logs of which it is known how far they were there before: more sessions than a room has in years.
const LOGS: usize = 4_096;
/// The kind of the records of the chat, as [`crate::records::content::Content::kind`] has it.
const CHAT_KIND: u16 = 1;

/// Records that wait for what their sender had.
const EARLY: usize = 4_096;

/// Where a record came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// A copy that was kept on this device.
    Copy,
    /// A peer who has said what they had when we met.
    Met,
    /// A peer who has not said it yet.
    Stranger,
}

/// A record that came before its sender had said what they had.
struct Early {
    log: LogId,
    sequence: u32,
    /// How many others had said by then what they had.
    met: u64,
}

/// How far the person has read.
pub struct Reading {
    /// The last line read on this device.
    pub mark: Option<RecordId>,
    us: Key,
    /// Who we were until the page was loaded anew.
    former: Option<Key>,
    /// When we came in.
    came: Time,
    /// We were here a moment ago: our own copy knows better what was read.
    resumes: bool,
    /// How many records of each log others had when we met them.
    there: LiteMap<LogId, u32>,
    /// What is older than our coming in.
    old: Set<RecordId>,
    /// What seems older, and came before its sender had said what they had: in a mesh an answer can overtake its question.
    /// Such lines call nobody until somebody has said what they had, and count then if it was not them.
    early: LiteMap<RecordId, Early>,
    /// How many others have said what they had when we met.
    met: u64,
    /// What is new beside the chat.
    pub marks: Marks,
    /// How often it became known of lines that were shown whether they are older.
    pub revision: u64,
}

impl Reading {
    /// Of somebody who came in then. `resumes`: and who was here a moment before.
    pub fn new(us: Key, former: Option<Key>, came: Time, resumes: bool) -> Reading {
        Reading {
            mark: None,
            us,
            former,
            came,
            resumes,
            there: LiteMap::new(),
            old: Set::new(),
            early: LiteMap::new(),
            met: 0,
            marks: Marks::new(),
            revision: 0,
        }
    }

    /// A peer whom we meet has this.
    pub fn meet(&mut self, logs: &[LogState], pads: &[PadState], now: Time) {
        for log in logs {
            let id = (log.author, log.log);
            if self.there.len() < LOGS || self.there.contains_key(&id) {
                let count = self.there.entry(id).or_default();
                *count = log.count.max(*count);
            }
        }
        let Reading { there, old, early, met, revision, marks, .. } = self;
        let is_there = |log: &LogId, sequence: u32| there.get(log).is_some_and(|count| sequence < *count);
        marks.meet(pads, is_there, now);
        *met += 1;
        *revision += u64::from(!early.is_empty());
        early.retain(|record, early| {
            let known = is_there(&early.log, early.sequence);
            if known {
                old.insert(*record, ());
            }
            !known
        });
    }

    /// A kept copy was read up to there; what is in it comes now.
    pub fn restore(&mut self, mark: Option<RecordId>) {
        self.mark = self.mark.or(mark);
        if self.resumes && mark.is_some() {
            // What stands behind the mark has come while the page was away, or waited to be read before.
            self.came = Time::default();
        }
    }

    fn age(&self, record: &Record, whence: Whence, offsets: &Offsets) -> Age {
        let head = &record.head;
        let there = self.there.get(&(head.author, head.log)).is_some_and(|count| head.sequence < *count);
        match whence {
            _ if Time(head.time_ms) >= offsets.room(self.came) => Age::New,
            Whence::Copy => Age::Old,
            Whence::Met | Whence::Stranger if there => Age::Old,
            Whence::Stranger => Age::Unknown,
            Whence::Met => Age::New,
        }
    }

    /// A record has come, with the time that the room has.
    pub fn take(&mut self, record: &Record, whence: Whence, offsets: &Offsets) {
        let head = &record.head;
        if head.kind != CHAT_KIND {
            return;
        }
        match self.age(record, whence, offsets) {
            Age::Old => drop(self.old.insert(record.id, ())),
            Age::Unknown if self.early.len() < EARLY => {
                let (log, sequence) = ((head.author, head.log), head.sequence);
                self.early.insert(record.id, Early { log, sequence, met: self.met });
            }
            Age::Unknown | Age::New => {}
        }
    }

    /// A record of a peer's is one that we did not have.
    pub fn mark(&mut self, record: &Record, whence: Whence, offsets: &Offsets) {
        let head = &record.head;
        if head.kind == CHAT_KIND || self.is_own(head.author) {
            return;
        }
        if let Some(content) = Content::decode(head.kind, record.content()) {
            let age = self.age(record, whence, offsets);
            self.marks.record(&content, (head.author, head.log), head.sequence, age);
        }
    }

    /// Whether this is us, or who we were until the page was loaded anew.
    pub fn is_own(&self, author: Key) -> bool {
        author == self.us || Some(author) == self.former
    }

    /// Whether a line that stands after the mark is news.
    pub fn is_news(&self, line: &ChatLine) -> bool {
        let waits = self.early.get(&line.id).is_some_and(|early| early.met == self.met);
        !self.is_own(line.author) && !line.deleted && !waits && !self.old.contains_key(&line.id)
    }
}
