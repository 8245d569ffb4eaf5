//! Agenda: items with time boxes, one of them under way at a time.
//!
//! An item counts from its start to its end. An item that nobody ends does not count on when everybody has gone: see [`Activity`].

use crate::api::view::{AgendaItem, ItemState};
use crate::base::ids::RecordId;
use crate::base::untrusted_text::clean_line;
use crate::fold::Stamp;
use crate::fold::activity::Activity;
use crate::fold::timeline::Fold;
use crate::records::content::{Agenda, Content, TITLE_BYTES};

/// Items at most: more than a weekend's assembly has.
pub const ITEMS: usize = 128;

/// How an item goes, by the times of its records.
#[derive(Clone, Copy)]
enum Course {
    Waiting,
    UnderWay {
        from: u64,
    },
    /// When it began and ended, if it ever began.
    Done(Option<[u64; 2]>),
}

struct Item {
    id: RecordId,
    title: String,
    minutes: u16,
    course: Course,
}

impl Item {
    /// Since when it is under way.
    fn began(&self) -> Option<u64> {
        match self.course {
            Course::UnderWay { from } => Some(from),
            Course::Waiting | Course::Done(_) => None,
        }
    }

    fn finish(&mut self, now_ms: u64) {
        self.course = match self.course {
            Course::Waiting => Course::Done(None),
            Course::UnderWay { from } => Course::Done(Some([from, now_ms])),
            done @ Course::Done(_) => done,
        };
    }

    /// What there is to see of it, with the times that count.
    fn view(&self, activity: &Activity) -> AgendaItem {
        let boxed = u64::from(self.minutes) * 60_000;
        let started = |from: u64, to: u64| ItemState::Started {
            at_ms: from,
            last_ms: activity.last_before_quiet(from + boxed, to),
        };
        let state = match self.course {
            Course::Waiting => ItemState::Waiting,
            Course::UnderWay { from } => started(from, u64::MAX),
            Course::Done(None) => ItemState::Done { took_ms: 0 },
            Course::Done(Some([from, to])) => ItemState::Done { took_ms: started(from, to).took_ms(to) },
        };
        AgendaItem { id: self.id, title: self.title.clone(), minutes: self.minutes, state }
    }
}

/// The items so far.
#[derive(Default)]
pub struct AgendaFold {
    items: Vec<Item>,
}

impl AgendaFold {
    /// In their order, with the times that count.
    pub fn view(&self, activity: &Activity) -> Vec<AgendaItem> {
        self.items.iter().map(|item| item.view(activity)).collect()
    }

    /// Whether what is written elsewhere can change what there is to see.
    pub fn counts(&self) -> bool {
        self.items.iter().any(|item| !matches!(item.course, Course::Waiting))
    }

    /// Since when an item is under way.
    pub fn began(&self) -> Option<u64> {
        self.items.iter().find_map(Item::began)
    }

    fn place(&self, id: &RecordId) -> Option<usize> {
        self.items.iter().position(|item| item.id == *id)
    }

    fn item(&mut self, id: &RecordId) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == *id)
    }
}

impl Fold for AgendaFold {
    type Content = Agenda;

    fn of(content: &Content) -> Option<&Agenda> {
        if let Content::Agenda(content) = content { Some(content) } else { None }
    }

    fn over(&mut self, last_ms: u64) {
        let went_on = self.items.iter_mut().filter(|item| item.began().is_some_and(|began| began <= last_ms));
        went_on.for_each(|item| item.finish(last_ms));
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Agenda) {
        let now_ms = stamp.at.time_ms;
        match content {
            Agenda::Add { title, minutes } => {
                let title = clean_line(title, TITLE_BYTES);
                if !title.is_empty() && self.items.len() < ITEMS {
                    self.items.push(Item { id: stamp.id, title, minutes: *minutes, course: Course::Waiting });
                }
            }
            Agenda::Change { item, title, minutes } => {
                let title = clean_line(title, TITLE_BYTES);
                if let Some(item) = self.item(item).filter(|_| !title.is_empty()) {
                    (item.title, item.minutes) = (title, *minutes);
                }
            }
            Agenda::Remove { item } => self.items.retain(|other| other.id != *item),
            Agenda::Start { item } => {
                if self.place(item).is_none() {
                    return;
                }
                for other in &mut self.items {
                    if other.id == *item {
                        other.course = Course::UnderWay { from: now_ms };
                    } else if matches!(other.course, Course::UnderWay { .. }) {
                        other.finish(now_ms);
                    }
                }
            }
            Agenda::Done { item } => {
                if let Some(item) = self.item(item) {
                    item.finish(now_ms);
                }
            }
            Agenda::Move { item, before } => {
                let Some(from) = self.place(item).filter(|_| *before != Some(*item)) else { return };
                let item = self.items.remove(from);
                let to = before.and_then(|before| self.place(&before)).unwrap_or(self.items.len());
                self.items.insert(to, item);
            }
        }
    }
}
