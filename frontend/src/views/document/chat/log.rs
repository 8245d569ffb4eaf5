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

/// Where it stands: it came after this line, and stays there though lines come in between later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Placed {
    own: Own,
    after: Option<RecordId>,
    /// When it came, milliseconds since 1970.
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
        let chat = RwSignal::from(use_document().chat);
        memo(move || {
            let lines: Vec<_> = chat.with(|chat| chat.lines.iter().map(|line| line.id).collect());
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

/// What this page has, each with whether it is news.
fn there(files: &[Transfer], private: &[PrivateLine]) -> Vec<(Own, bool)> {
    let private = private.iter().map(|line| (Own::Private(line.id), line.state == PrivateState::Theirs));
    let mut all: Vec<_> = private.collect();
    for file in files {
        let one = match file.direction {
            Direction::Incoming => (Own::Incoming(file.id), file.news && file.state == TransferState::Offered),
            Direction::Outgoing(number) => (Own::Outgoing(number), false),
        };
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What is new stands after the newest line; what is gone stands nowhere.
fn follow(placed: &mut Vec<Placed>, there: &[(Own, bool)], after: Option<RecordId>, at_ms: u64) {
    placed.retain(|one| there.iter().any(|(own, _)| *own == one.own));
    for (own, unseen) in there {
        if !placed.iter().any(|one| one.own == *own) {
            placed.push(Placed { own: *own, after, at_ms, unseen: *unseen });
        }
    }
}

/// Lines and what came between them. What stood after a line that is not there any more stands first.
fn merged(lines: &[RecordId], placed: &[Placed]) -> Vec<Entry> {
    let own =
        |after: Option<RecordId>| placed.iter().filter(move |one| one.after == after).map(|one| Entry::Own(one.own));
    let lost = placed.iter().filter(|one| one.after.is_some_and(|line| !lines.contains(&line)));
    let mut all: Vec<Entry> = lost.map(|one| Entry::Own(one.own)).chain(own(None)).collect();
    for line in lines {
        all.push(Entry::Line(*line));
        all.extend(own(Some(*line)));
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
        follow(&mut placed, &[(private(1), true)], None, 10);
        follow(&mut placed, &[(private(1), true), (private(2), false)], Some(line(1)), 20);
        let shown = merged(&[line(1), line(2)], &placed);
        let expected = [Entry::Own(private(1)), Entry::Line(line(1)), Entry::Own(private(2)), Entry::Line(line(2))];
        assert_eq!(shown, expected);
        assert_eq!(placed.iter().map(|one| (one.at_ms, one.unseen)).collect::<Vec<_>>(), [(10, true), (20, false)]);
        follow(&mut placed, &[(private(2), false)], Some(line(2)), 30);
        assert_eq!(merged(&[line(2)], &placed), [Entry::Own(private(2)), Entry::Line(line(2))]);
    }
}
