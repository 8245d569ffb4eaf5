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
use litemap::LiteMap;

/// Items at most: more than a weekend's assembly has.
pub const ITEMS: usize = 128;

/// The items so far.
#[derive(Default)]
pub struct AgendaFold {
    items: Vec<AgendaItem>,
    /// When items that are done began and ended.
    spans: LiteMap<RecordId, [u64; 2]>,
}

impl AgendaFold {
    /// In their order, with the times that count.
    pub fn view(&self, activity: &Activity) -> Vec<AgendaItem> {
        let view = |item: &AgendaItem| {
            let boxed = u64::from(item.minutes) * 60_000;
            let last = |from: u64, to: u64| activity.last_before_quiet(from + boxed, to);
            let state = match (item.state, self.spans.get(&item.id)) {
                (ItemState::Started { at_ms, .. }, _) => ItemState::Started { at_ms, last_ms: last(at_ms, u64::MAX) },
                (ItemState::Done { .. }, Some([from, to])) => {
                    let under_way = ItemState::Started { at_ms: *from, last_ms: last(*from, *to) };
                    ItemState::Done { took_ms: under_way.took_ms(*to) }
                }
                (state @ (ItemState::Waiting | ItemState::Done { .. }), _) => state,
            };
            AgendaItem { state, ..item.clone() }
        };
        self.items.iter().map(view).collect()
    }

    /// Whether what is written elsewhere can change what there is to see.
    pub fn counts(&self) -> bool {
        self.items.iter().any(|item| item.state != ItemState::Waiting)
    }

    fn place(&self, id: &RecordId) -> Option<usize> {
        self.items.iter().position(|item| item.id == *id)
    }

    fn item(&mut self, id: &RecordId) -> Option<&mut AgendaItem> {
        self.items.iter_mut().find(|item| item.id == *id)
    }
}

fn finish(item: &mut AgendaItem, spans: &mut LiteMap<RecordId, [u64; 2]>, now_ms: u64) {
    match item.state {
        ItemState::Started { at_ms, .. } => drop(spans.insert(item.id, [at_ms, now_ms])),
        ItemState::Waiting => drop(spans.remove(&item.id)),
        ItemState::Done { .. } => {}
    }
    item.state = ItemState::Done { took_ms: 0 };
}

impl Fold for AgendaFold {
    type Content = Agenda;

    fn of(content: &Content) -> Option<&Agenda> {
        if let Content::Agenda(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Agenda) {
        let now_ms = stamp.at.time_ms;
        match content {
            Agenda::Add { title, minutes } => {
                let title = clean_line(title, TITLE_BYTES);
                if !title.is_empty() && self.items.len() < ITEMS {
                    let (minutes, state) = (*minutes, ItemState::Waiting);
                    self.items.push(AgendaItem { id: stamp.id, title, minutes, state });
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
                        other.state = ItemState::Started { at_ms: now_ms, last_ms: now_ms };
                    } else if matches!(other.state, ItemState::Started { .. }) {
                        finish(other, &mut self.spans, now_ms);
                    }
                }
            }
            Agenda::Done { item } => {
                if let Some(place) = self.place(item) {
                    finish(&mut self.items[place], &mut self.spans, now_ms);
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
