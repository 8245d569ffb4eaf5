//! Speaking list: who is called next, by a rule that everybody can read; who spoke for how long; who moderates.
//!
//! Points of order are called before questions of understanding, these before direct replies, these before contributions;
//! within the first three in order of raising, contributions by the rule chosen. While somebody moderates, only they call,
//! end turns of others, take off, hand the moderation over and change what holds for all; anybody can take the moderation, visibly.
//! A moderator who has left holds nobody up: until they are back, or somebody else takes over, it is as if nobody moderated.

use crate::api::view::{LONGEST_TURN_MS, ListEntry, ListView, Speaker, Turn};
use crate::base::ids::{Key, RecordId};
use crate::base::untrusted_text::clean_name;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, List, Rule, Wish};
use litemap::LiteMap;

/// Entries that wait at most: more cannot be heard in an evening.
pub const WAITING: usize = 256;
/// Turns kept at most; of more the oldest are left out, their times stay counted.
pub const PAST: usize = 512;

/// Somebody who waits.
struct Waits {
    /// Who has put them on.
    by: Key,
    since_ms: u64,
    entry: ListEntry,
}

/// The list so far.
#[derive(Default)]
pub struct ListFold {
    /// In order of raising.
    waiting: Vec<Waits>,
    current: Option<Turn>,
    past: Vec<Turn>,
    spoken: LiteMap<Speaker, u64>,
    turns: LiteMap<Speaker, u32>,
    rule: Rule,
    moderator: Option<Key>,
    handed: bool,
    /// The moderator has left.
    left: bool,
    limit_s: u16,
    by_itself: bool,
}

impl ListFold {
    fn may_moderate(&self, author: Key) -> bool {
        self.left || self.moderator.is_none_or(|moderator| moderator == author)
    }

    fn moderates(&mut self, who: Option<Key>, handed: bool) {
        (self.moderator, self.handed, self.left) = (who, handed, false);
    }

    fn raise(&mut self, stamp: &Stamp<'_>, speaker: Speaker, wish: Wish, group: &Option<String>) {
        let again = self.waiting.iter().any(|Waits { entry, .. }| entry.speaker == speaker && entry.wish == wish);
        if again || self.waiting.len() >= WAITING {
            return;
        }
        let group = group.as_deref().map(clean_name).filter(|group| !group.is_empty());
        let entry = ListEntry { id: stamp.id, speaker, wish, group };
        self.waiting.push(Waits { by: stamp.author(), since_ms: stamp.at.time_ms, entry });
    }

    fn end(&mut self, now_ms: u64) {
        let Some(mut turn) = self.current.take() else { return };
        let took = now_ms.saturating_sub(turn.began_ms).min(LONGEST_TURN_MS);
        turn.took_ms = Some(took);
        *self.spoken.entry(turn.entry.speaker.clone()).or_default() += took;
        if self.past.len() >= PAST {
            self.past.remove(0);
        }
        self.past.push(turn);
    }

    fn begin(&mut self, place: usize, now_ms: u64) {
        self.end(now_ms);
        let Waits { entry, .. } = self.waiting.remove(place);
        *self.turns.entry(entry.speaker.clone()).or_default() += 1;
        self.current = Some(Turn { entry, began_ms: now_ms, took_ms: None });
    }

    /// Who waits, in the order in which they are called.
    pub fn ordered(&self) -> Vec<ListEntry> {
        let mut order: Vec<ListEntry> = self.waiting.iter().map(|one| one.entry.clone()).collect();
        let turns = |entry: &ListEntry| self.turns.get(&entry.speaker).copied().unwrap_or_default();
        let spoken = |entry: &ListEntry| self.spoken.get(&entry.speaker).copied().unwrap_or_default();
        // Stable sorts: what the rule holds equal stays in order of raising.
        order.sort_by_key(|entry| {
            let by_rule = match (entry.wish, self.rule) {
                (Wish::Contribution, Rule::FirstTime) => u64::from(turns(entry) > 0),
                (Wish::Contribution, Rule::SpokeLess) => spoken(entry),
                (Wish::Contribution, Rule::Raised | Rule::Alternating) => 0,
                (Wish::PointOfOrder | Wish::Question | Wish::DirectReply, _) => 0,
            };
            (entry.wish, by_rule)
        });
        if self.rule == Rule::Alternating {
            let first = order.iter().position(|entry| entry.wish == Wish::Contribution).unwrap_or(order.len());
            let contributions = order.split_off(first);
            order.extend(self.alternate(contributions));
        }
        order
    }

    /// Always the first of another group than the one before, as long as there is one.
    fn alternate(&self, mut entries: Vec<ListEntry>) -> Vec<ListEntry> {
        let spoke = self.current.as_ref().or(self.past.last());
        let mut last = spoke.and_then(|turn| turn.entry.group.clone());
        let mut order = Vec::with_capacity(entries.len());
        while !entries.is_empty() {
            let other = entries.iter().position(|entry| entry.group != last).unwrap_or(0);
            let next = entries.remove(other);
            last = next.group.clone();
            order.push(next);
        }
        order
    }

    /// What there is to see. `here` tells who is in the room at this instant, and `waits` who was a moment ago: that changes
    /// nothing but what is marked.
    pub fn view(&self, here: impl Fn(&Key) -> bool, waits: impl Fn(&Key) -> bool) -> ListView {
        let waiting = self.ordered();
        let current = self.current.as_ref().map(|turn| &turn.entry);
        let keys = waiting.iter().chain(current).filter_map(|entry| match &entry.speaker {
            Speaker::Key(key) => Some(*key),
            Speaker::Named(_) => None,
        });
        let mut gone: Vec<Key> = keys.chain(self.moderator).filter(|key| !here(key)).collect();
        gone.sort_unstable();
        gone.dedup();
        let left = gone.iter().copied().filter(|key| !waits(key)).collect();
        ListView {
            waiting,
            gone,
            left,
            current: self.current.clone(),
            past: self.past.clone(),
            spoken_ms: self.spoken.clone(),
            rule: self.rule,
            moderator: self.moderator,
            handed: self.handed,
            moderator_left: self.left,
            limit_s: self.limit_s,
            by_itself: self.by_itself,
            in_round: false,
        }
    }

    /// Since when somebody has the floor, or waits for it.
    pub fn began(&self) -> Option<u64> {
        let waiting = self.waiting.iter().map(|one| one.since_ms);
        waiting.chain(self.current.as_ref().map(|turn| turn.began_ms)).min()
    }

    /// Who moderates.
    pub fn moderator(&self) -> Option<Key> {
        self.moderator
    }
}

impl Fold for ListFold {
    type Content = List;

    fn of(content: &Content) -> Option<&List> {
        if let Content::List(content) = content { Some(content) } else { None }
    }

    fn over(&mut self, last_ms: u64) {
        self.waiting.retain(|one| one.since_ms > last_ms);
        if self.current.as_ref().is_some_and(|turn| turn.began_ms <= last_ms) {
            self.end(last_ms);
        }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &List) {
        let author = stamp.author();
        let at = |entries: &[Waits], id: &RecordId| entries.iter().position(|one| one.entry.id == *id);
        match content {
            List::Raise { wish, group } => self.raise(stamp, Speaker::Key(author), *wish, group),
            List::PutOn { name, wish, group } => {
                let name = clean_name(name);
                if !name.is_empty() {
                    self.raise(stamp, Speaker::Named(name), *wish, group);
                }
            }
            List::Withdraw { entry } => {
                if let Some(place) = at(&self.waiting, entry).filter(|place| self.waiting[*place].by == author) {
                    self.waiting.remove(place);
                }
            }
            List::TakeOff { entry } => {
                if let Some(place) = at(&self.waiting, entry).filter(|_| self.may_moderate(author)) {
                    self.waiting.remove(place);
                }
            }
            List::Begin { entry } => {
                if let Some(place) = at(&self.waiting, entry).filter(|_| self.may_moderate(author)) {
                    self.begin(place, stamp.at.time_ms);
                }
            }
            List::Left { entry, last_ms, next } => {
                let current = self.current.as_ref().is_some_and(|turn| turn.entry.id == *entry);
                if current && self.may_moderate(author) {
                    // Nobody's turn goes on after it is said to be over.
                    self.end((*last_ms).min(stamp.at.time_ms));
                    if let Some(place) = next.and_then(|next| at(&self.waiting, &next)) {
                        self.begin(place, stamp.at.time_ms);
                    }
                }
            }
            List::End { entry } => {
                let current = self.current.as_ref().map(|turn| &turn.entry).filter(|current| current.id == *entry);
                let own = current.is_some_and(|current| current.speaker == Speaker::Key(author));
                if own || current.is_some() && self.may_moderate(author) {
                    self.end(stamp.at.time_ms);
                }
            }
            List::Rule(rule) => {
                if self.may_moderate(author) {
                    self.rule = *rule;
                }
            }
            // Back: it is as it was.
            List::Moderate { on: true } if self.left && self.moderator == Some(author) => self.left = false,
            List::Moderate { on: true } => self.moderates(Some(author), false),
            List::Moderate { on: false } if self.moderator == Some(author) => self.moderates(None, false),
            List::Moderate { on: false } => {}
            List::Away { moderator } => {
                let who = stamp.person(moderator);
                // Nobody says so of themselves, since they are here.
                self.left |= self.moderator == Some(who) && who != author;
            }
            List::HandOver { to } => {
                if self.may_moderate(author) {
                    let to = stamp.person(to);
                    self.moderates(Some(to), to != author);
                }
            }
            List::Limit { seconds } => {
                if self.may_moderate(author) {
                    self.limit_s = *seconds;
                }
            }
            List::ByItself(on) => {
                if self.may_moderate(author) {
                    self.by_itself = *on;
                }
            }
        }
    }
}
