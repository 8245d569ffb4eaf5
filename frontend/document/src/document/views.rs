//! The view: slices that are made anew only when what they show has changed.

use crate::api::act::Template;
use crate::api::view::{
    AgendaItem, ChatView, CursorView, ItemState, ListView, Names, News, PadView, ProposalView, RoundView, SignsView,
    Slice, View,
};
use crate::api::words::Words;
use crate::base::hash::{prefix, sha256};
use crate::base::ids::{Key, RecordId};
use crate::base::time::Time;
use crate::document::Document;
use crate::fold::decisions::Proposal;
use crate::fold::pad_names::NamedPad;
use crate::markdown::{minutes, result, templates};
use std::sync::Arc;

/// Whoever has written something in so long before the minutes are made was at the meeting, milliseconds: 12 hours.
const MEETING_MS: u64 = 12 * 3_600_000;

/// A slice and the revisions of what it was made from.
struct Cached<T> {
    made_from: [u64; 3],
    slice: Slice<T>,
}

impl<T: Default> Default for Cached<T> {
    fn default() -> Cached<T> {
        Cached { made_from: [0; 3], slice: Slice { revision: 0, value: Arc::default() } }
    }
}

impl<T: Clone> Cached<T> {
    fn get(&mut self, from: [u64; 3], make: impl FnOnce() -> T) -> Slice<T> {
        if self.made_from != from {
            self.made_from = from;
            self.slice = Slice { revision: self.slice.revision + 1, value: Arc::new(make()) };
        }
        self.slice.clone()
    }

    /// The same, where what is made may well be the same as before.
    fn get_if_other(&mut self, from: [u64; 3], make: impl FnOnce() -> T) -> Slice<T>
    where
        T: PartialEq,
    {
        if self.made_from != from {
            let made = make();
            if self.slice.revision > 0 && made == *self.slice.value {
                self.made_from = from;
            } else {
                return self.get(from, || made);
            }
        }
        self.slice.clone()
    }
}

/// The slices as they were last shown.
#[derive(Default)]
pub struct Views {
    chat: Cached<ChatView>,
    signs: Cached<SignsView>,
    list: Cached<ListView>,
    decisions: Cached<Vec<ProposalView>>,
    agenda: Cached<Vec<AgendaItem>>,
    check_in: Cached<Option<RoundView>>,
    pads: Cached<Vec<PadView>>,
    people: Cached<Names>,
    cursors: Cached<Vec<CursorView>>,
    news: Cached<News>,
}

impl Document {
    /// Who is to be waited for: the people who are here, and those who were a moment ago, each once.
    pub(super) fn awaited(&self) -> Vec<Key> {
        let mut people: Vec<Key> = self.presence.awaited().map(|key| self.folds.person(key)).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The speaking list.
    pub(super) fn list_view(&mut self) -> Slice<ListView> {
        let Document { us, folds, views, presence, empty_room, .. } = self;
        let ends = empty_room.ends();
        let in_round = !ends && folds.check_in.state().began().is_some();
        let state = u64::from(ends) | u64::from(in_round) << 1;
        views.list.get_if_other([folds.list.revision(), presence.revision(), state], || {
            // Sessions of one person are one, and whoever sees this is here.
            let here: Vec<Key> = presence.here().keys().chain([&*us]).map(|key| folds.person(key)).collect();
            let awaited: Vec<Key> = presence.awaited().map(|key| folds.person(key)).collect();
            let (told, looks) = (!presence.here().is_empty(), presence.looks_since().is_some());
            let view = folds.list.state().view(|key| !told || here.contains(key), |key| looks || awaited.contains(key));
            let view = ListView { in_round, ..view };
            if ends { ListView { current: None, waiting: Vec::new(), ..view } } else { view }
        })
    }

    pub(super) fn make_views(&mut self) -> View {
        let list = self.list_view();
        let awaited = self.awaited();
        let Document { folds, pads, views, presence, duties, reading, empty_room, .. } = self;
        let ends = empty_room.ends();
        let us = self.us;
        let read = reading.mark;
        View {
            chat: views.chat.get([folds.chat.revision(), read_mark(read), reading.revision], || {
                let chat = folds.chat.state();
                let after = read.and_then(|line| chat.place(&line)).map_or(0, |place| place + 1);
                let unread = chat.lines()[after..].iter().filter(|line| reading.is_news(line));
                ChatView { unread: unread.count() as u32, lines: chat.lines().to_vec() }
            }),
            signs: views.signs.get([folds.signs.revision(), presence.revision(), ends.into()], || {
                if ends { SignsView::default() } else { folds.signs.state().view(presence.here()) }
            }),
            list,
            decisions: {
                let from = [folds.decisions.revision(), duties.votes().len() as u64, presence.revision()];
                let view = |proposal: &Proposal| {
                    let own = proposal.last_commitment(&us).and_then(|commitment| duties.answer(&commitment));
                    let unanswered = |key: &&Key| !proposal.closed() && !proposal.answered(key);
                    let awaited = awaited.iter().filter(unanswered).copied().collect();
                    ProposalView { own, awaited, ..proposal.view() }
                };
                views.decisions.get_if_other(from, || folds.decisions.state().proposals().iter().map(view).collect())
            },
            agenda: {
                let counts = folds.agenda.state().counts();
                let written = if counts { folds.activity.revision() } else { 0 };
                let from = [folds.agenda.revision(), written, ends.into()];
                let shown = |item: AgendaItem| {
                    if ends && item.started() { AgendaItem { state: ItemState::Waiting, ..item } } else { item }
                };
                views
                    .agenda
                    .get_if_other(from, || folds.agenda.state().view(&folds.activity).into_iter().map(shown).collect())
            },
            check_in: views.check_in.get([folds.check_in.revision(), ends.into(), 0], || {
                folds.check_in.state().round().filter(|_| !ends).map(|round| round.view().clone())
            }),
            pads: views.pads.get([folds.pads.revision(), pads.revision(), 0], || {
                let view = |named: &NamedPad| {
                    let NamedPad { id, name, removed, restored } = named;
                    let pad = pads.get(id)?;
                    let [can_undo, can_redo] = pad.undoable();
                    let versions = pads.versions.of(id).map(|version| version.kept_ms).collect();
                    let (id, name, length) = (*id, name.clone(), pad.len());
                    let (removed, restored) = (*removed, *restored);
                    Some(PadView { id, name, removed, restored, length, versions, can_undo, can_redo })
                };
                folds.pads.state().pads().iter().filter_map(view).collect()
            }),
            people: views
                .people
                .get([folds.people.revision(), presence.revision(), 0], || folds.people.state().names(presence.here())),
            cursors: views.cursors.get([pads.cursors.revision(), pads.revision(), 0], || pads.cursor_views()),
            news: views.news.get([reading.marks.revision(), 0, 0], || reading.marks.news()),
            ahead_ms: self.offsets.ahead_ms(),
            counters: self.counters,
        }
    }
}

/// A number that differs when another line was read.
fn read_mark(read: Option<RecordId>) -> u64 {
    read.map_or(1, |line| u64::from_le_bytes(prefix(sha256("read", &[&line.0]))))
}

/// Texts for the notes.
impl Document {
    fn names(&mut self) -> Names {
        self.folds.people.state().written_names(self.presence.here())
    }

    /// Who takes part in the meeting: those who are here, then those who have written something in it and left.
    fn attended(&self, now: Time) -> Vec<Key> {
        let mut people: Vec<Key> = Vec::new();
        let wrote = self
            .store
            .records()
            .filter(|record| record.head.time_ms.saturating_add(MEETING_MS) >= self.offsets.room(now).0);
        // Logs are in the order of keys: so pages agree about those who have left.
        for key in self.presence.here().keys().chain(wrote.map(|record| &record.head.author)) {
            let person = self.folds.person(key);
            if people.last() != Some(&person) && !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }

    /// Minutes of the meeting as Markdown.
    pub fn minutes(&mut self, date: &str, words: &Words, now: Time) -> String {
        let (view, names) = (self.view(), self.names());
        minutes::minutes(&view, (date, self.offsets.room(now)), &self.attended(now), &names, words)
    }

    /// A template as Markdown.
    pub fn template(&mut self, template: Template, date: &str, words: &Words, now: Time) -> String {
        let (names, here) = (self.names(), self.attended(now));
        let items = self.folds.agenda.state().view(&self.folds.activity);
        templates::template(template, date, (&here, &names), &items, words)
    }

    /// The result of a decision as Markdown.
    pub fn result(&mut self, proposal: &RecordId, words: &Words) -> Option<String> {
        let names = self.names();
        let proposal = self.folds.decisions.state().proposal(proposal)?.view();
        Some(result::result(&proposal, &names, words))
    }
}
