//! The log of the chat: lines of the room document, and among them what only this page has: private messages and files.

use crate::browser::base::clock;
use crate::mirror::document::use_document;
use crate::mirror::use_mirror;
use crate::views::document::clock::today;
use crate::views::ui::dom::memo;
use leptos::prelude::*;
use plenum_document::base::ids::RecordId;
use plenum_engine::api::files::{FileNumber, TransferId};
use plenum_engine::api::view::{Direction, PrivateId, PrivateLine, PrivateState, Transfer, TransferState};

/// One thing in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A line that all can read.
    Line(RecordId),
    /// What is no part of the document.
    Own(Own),
}

/// What only this page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Own {
    /// Something between one person and us.
    Private(PrivateId),
    /// A file that somebody offers us.
    Incoming(TransferId),
    /// A file of ours, however many it goes to.
    Outgoing(FileNumber),
}

/// What was offered for so long before it came was there before this page was: it stands where it was offered. Milliseconds.
const EARLIER_MS: u64 = 2_000;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It came after this line, and stays there though lines come in between later.
    After(Option<RecordId>),
    /// Among the lines of its time, whichever of them are here yet.
    ByTime,
}

/// One thing in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Placed {
    own: Own,
    place: Place,
    /// When it came, or was offered first, milliseconds since 1970.
    at_ms: u64,
    /// Nobody has looked yet.
    unseen: bool,
}

/// The log. It outlives a closed panel.
#[derive(Clone, Copy)]
pub struct Log {
    placed: RwSignal<Vec<Placed>>,
    /// Which day it is: lines of another day have their date.
    pub today: Memo<Option<String>>,
}

impl Log {
    /// Follows what there is from now on.
    pub fn new() -> Log {
        let log = Log { placed: RwSignal::new(Vec::new()), today: today() };
        let mirror = use_mirror();
        let (files, private) = (RwSignal::from(mirror.files()), RwSignal::from(mirror.private()));
        let chat = RwSignal::from(use_document().chat);
        let there = memo(move || files.with(|files| private.with(|private| there(files, private))));
        Effect::new(move |_| {
            let newest = chat.with_untracked(|chat| chat.lines.last().map(|line| line.id));
            let now = clock::unix_ms();
            there.with(|there| log.placed.update(|placed| follow(placed, there, newest, now)));
        });
        log
    }

    /// All of it, in order.
    pub fn entries(self) -> Memo<Vec<Entry>> {
        let document = use_document();
        let (chat, ahead_ms) = (RwSignal::from(document.chat), RwSignal::from(document.ahead_ms));
        memo(move || {
            // Lines have the time of the room.
            let ours = |time_ms: u64| time_ms.saturating_add_signed(ahead_ms.get().saturating_neg());
            let lines: Vec<_> = chat.with(|chat| chat.lines.iter().map(|line| (line.id, ours(line.time_ms))).collect());
            self.placed.with(|placed| merged(&lines, placed))
        })
    }

    /// When something came.
    pub fn came_ms(self, own: Own) -> u64 {
        self.placed.with_untracked(|placed| placed.iter().find(|one| one.own == own).map_or(0, |one| one.at_ms))
    }

    /// How much of it nobody has looked at.
    pub fn unseen(self) -> u32 {
        self.placed.with(|placed| placed.iter().filter(|one| one.unseen).count() as u32)
    }

    /// The newest of what nobody has looked at.
    pub fn newest_unseen(self) -> Option<Own> {
        self.placed.with(|placed| placed.iter().rev().find(|one| one.unseen).map(|one| one.own))
    }

    /// Somebody looks.
    pub fn seen(self) {
        if self.placed.with_untracked(|placed| placed.iter().any(|one| one.unseen)) {
            self.placed.update(|placed| placed.iter_mut().for_each(|one| one.unseen = false));
        }
    }
}

/// What this page has, each with whether it is news, and how long it had been there when it came.
fn there(files: &[Transfer], private: &[PrivateLine]) -> Vec<(Own, bool, u64)> {
    let private = private.iter().map(|line| (Own::Private(line.id), line.state == PrivateState::Theirs, 0));
    let mut all: Vec<_> = private.collect();
    for file in files {
        let one = match file.direction {
            Direction::Incoming => {
                (Own::Incoming(file.id), file.news && file.state == TransferState::Offered, file.ago_ms)
            }
            Direction::Outgoing(number) => (Own::Outgoing(number), false, 0),
        };
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What is new stands after the newest line, or where it was offered; what is gone stands nowhere.
fn follow(placed: &mut Vec<Placed>, there: &[(Own, bool, u64)], after: Option<RecordId>, now_ms: u64) {
    placed.retain(|one| there.iter().any(|(own, ..)| *own == one.own));
    for (own, unseen, ago_ms) in there {
        if !placed.iter().any(|one| one.own == *own) {
            let place = if *ago_ms < EARLIER_MS { Place::After(after) } else { Place::ByTime };
            let at_ms = now_ms.saturating_sub(*ago_ms);
            let before = placed.iter().rposition(|one| one.at_ms <= at_ms).map_or(0, |at| at + 1);
            placed.insert(before, Placed { own: *own, place, at_ms, unseen: *unseen });
        }
    }
}

/// Lines and what came between them. What stood after a line that is not there any more stands first.
fn merged(lines: &[(RecordId, u64)], placed: &[Placed]) -> Vec<Entry> {
    // Behind how many lines each stands.
    let behind = |one: &Placed| match one.place {
        Place::After(line) => line.and_then(|line| lines.iter().position(|(id, _)| *id == line)),
        Place::ByTime => lines.iter().rposition(|(_, time_ms)| *time_ms <= one.at_ms),
    };
    let behind: Vec<usize> = placed.iter().map(|one| behind(one).map_or(0, |at| at + 1)).collect();
    let own = |count: usize| {
        placed.iter().zip(&behind).filter(move |(_, behind)| **behind == count).map(|(one, _)| Entry::Own(one.own))
    };
    let mut all: Vec<Entry> = own(0).collect();
    for (count, (line, _)) in (1..).zip(lines) {
        all.push(Entry::Line(*line));
        all.extend(own(count));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u8) -> RecordId {
        RecordId([number; 16])
    }

    fn private(number: u32) -> Own {
        Own::Private(PrivateId(number))
    }

    #[test]
    fn what_came_between_two_lines_stays_between_them() {
        let mut placed = Vec::new();
        follow(&mut placed, &[(private(1), true, 0)], None, 10);
        follow(&mut placed, &[(private(1), true, 0), (private(2), false, 0)], Some(line(1)), 20);
        // What the lines say of their time does not matter.
        let shown = merged(&[(line(1), 0), (line(2), 0)], &placed);
        let expected = [Entry::Own(private(1)), Entry::Line(line(1)), Entry::Own(private(2)), Entry::Line(line(2))];
        assert_eq!(shown, expected);
        assert_eq!(placed.iter().map(|one| (one.at_ms, one.unseen)).collect::<Vec<_>>(), [(10, true), (20, false)]);
        follow(&mut placed, &[(private(2), false, 0)], Some(line(2)), 30);
        assert_eq!(merged(&[(line(2), 0)], &placed), [Entry::Own(private(2)), Entry::Line(line(2))]);
    }

    #[test]
    fn what_was_offered_before_this_page_was_there_stands_where_it_was_offered() {
        let mut placed = Vec::new();
        let [first, second] = [1, 2].map(|number| Own::Incoming(TransferId(number)));
        // The later one comes first, and both before any line does.
        follow(&mut placed, &[(second, false, 300_000), (first, false, 500_000)], None, 1_000_000);
        let lines = [(line(1), 400_000), (line(2), 600_000), (line(3), 800_000)];
        let expected =
            [Entry::Line(line(1)), Entry::Own(first), Entry::Line(line(2)), Entry::Own(second), Entry::Line(line(3))];
        assert_eq!(merged(&lines, &placed), expected);
        assert_eq!(placed.iter().map(|one| one.at_ms).collect::<Vec<_>>(), [500_000, 700_000]);
    }
}
