//! Marks on the parts of the document in which others have written something since the person last looked: a sign that is there
//! or not, since nobody counts the letters of a text.
//!
//! What was there when we came in is no news. Of records [`crate::document::reading`] knows it. Text has no time: for the first
//! minute after we met somebody it is old if others said that they had it when we met, and from then on all that comes is new.
//! So a claim to have had what others have yet to write hides it for a minute at most. What is only taken out is no news either:
//! there is nothing to read, and nobody can be told who took it out.

use crate::api::news::{News, Part};
use crate::base::ids::PadId;
use crate::base::time::Time;
use crate::records::content::{CheckIn, Content, Decision};
use crate::records::store::LogId;
use crate::sync::message::PadState;
use litemap::LiteMap;

/// So long after we met somebody what was there before may still be on its way, milliseconds.
pub const SETTLE_MS: u64 = 60_000;
/// Writers of pads of whom it is known how far they were before: more than years of meetings have.
const WRITERS: usize = 4_096;
/// What waits for what its sender had.
const EARLY: usize = 256;

/// Whether something is older than our coming in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It was there.
    Old,
    /// It was not.
    New,
    /// Its sender has not said yet what they had.
    Unknown,
}

/// What came before its sender had said what they had.
enum Early {
    Record(LogId, u32, Part),
    /// So much of this writer in this pad.
    Text(PadId, u64, u32),
}

/// The marks.
pub struct Marks {
    news: News,
    /// What the person looks at.
    seen: Option<Part>,
    revision: u64,
    early: Vec<Early>,
    /// How much of each writer others had in each pad when we met them.
    there: LiteMap<(PadId, u64), u32>,
    /// Until when that counts.
    until: Option<Time>,
}

impl Marks {
    /// None.
    pub fn new() -> Marks {
        Marks { news: News::default(), seen: None, revision: 1, early: Vec::new(), there: LiteMap::new(), until: None }
    }

    /// What is marked.
    pub fn news(&self) -> News {
        self.news
    }

    /// Grows with each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The person looks at this part from now on, or at none of them.
    pub fn look(&mut self, part: Option<Part>) {
        self.seen = part;
        if let Some(part) = part {
            self.set(part, false);
        }
    }

    /// Something is new there.
    fn mark(&mut self, part: Part) {
        if self.seen != Some(part) {
            self.set(part, true);
        }
    }

    fn set(&mut self, part: Part, on: bool) {
        if std::mem::replace(self.news.place(part), on) != on {
            self.revision += 1;
        }
    }

    /// Somebody else has written a record.
    pub fn record(&mut self, content: &Content, log: LogId, sequence: u32, age: Age) {
        let Some(part) = part(content) else { return };
        match age {
            Age::Old => {}
            Age::New => self.mark(part),
            Age::Unknown => self.wait(Early::Record(log, sequence, part)),
        }
    }

    /// Somebody else's text has come into a pad, of which there is so much now. `met`: its sender has said what they had.
    pub fn text(&mut self, pad: PadId, writer: u64, clock: u32, met: bool, now: Time) {
        if self.was_there(pad, writer, clock, now) || self.news.notes {
            return;
        }
        match met || self.settled(now) {
            true => self.mark(Part::Notes),
            false => self.wait(Early::Text(pad, writer, clock)),
        }
    }

    /// A peer whom we meet has these pads; `known` tells of which records somebody has said that they had them.
    pub fn meet(&mut self, pads: &[PadState], known: impl Fn(&LogId, u32) -> bool, now: Time) {
        let until = *self.until.get_or_insert(now + SETTLE_MS);
        for state in pads.iter().filter(|_| now < until) {
            for (writer, clock) in &state.clocks {
                let of = (state.pad, *writer);
                if self.there.len() < WRITERS || self.there.contains_key(&of) {
                    let most = self.there.entry(of).or_default();
                    *most = (*most).max(*clock);
                }
            }
        }
        for early in std::mem::take(&mut self.early) {
            match early {
                Early::Record(log, sequence, part) if !known(&log, sequence) => self.mark(part),
                Early::Text(pad, writer, clock) if !self.was_there(pad, writer, clock, now) => {
                    self.mark(Part::Notes);
                }
                Early::Record(..) | Early::Text(..) => {}
            }
        }
    }

    fn was_there(&self, pad: PadId, writer: u64, clock: u32, now: Time) -> bool {
        !self.settled(now) && self.there.get(&(pad, writer)).is_some_and(|there| clock <= *there)
    }

    fn settled(&self, now: Time) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    fn wait(&mut self, early: Early) {
        if self.early.len() < EARLY {
            self.early.push(early);
        }
    }
}

/// In which part a record is something new to look at. What happens all the time, is done by the pages themselves or is told
/// over the tiles is not: answers to proposals, and how a round goes on.
fn part(content: &Content) -> Option<Part> {
    match content {
        Content::Pads(_) => Some(Part::Notes),
        Content::Agenda(_)
        | Content::CheckIn(CheckIn::Begin { .. })
        | Content::Decision(Decision::Propose { .. } | Decision::Close { .. } | Decision::GiveUp { .. }) => {
            Some(Part::Agenda)
        }
        Content::Chat(_)
        | Content::HandSign(_)
        | Content::List(_)
        | Content::Decision(_)
        | Content::CheckIn(_)
        | Content::Person(_)
        | Content::Meeting(_) => None,
    }
}
