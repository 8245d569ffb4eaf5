//! Agenda: items with time boxes, one of them under way at a time.

use crate::api::view::{AgendaItem, ItemState};
use crate::base::ids::RecordId;
use crate::base::untrusted_text::clean_line;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Agenda, Content, TITLE_BYTES};

/// Items at most: more than a weekend's assembly has.
pub const ITEMS: usize = 128;

/// The items so far.
#[derive(Default)]
pub struct AgendaFold {
    items: Vec<AgendaItem>,
}

impl AgendaFold {
    /// In their order.
    pub fn items(&self) -> &[AgendaItem] {
        &self.items
    }

    fn place(&self, id: &RecordId) -> Option<usize> {
        self.items.iter().position(|item| item.id == *id)
    }

    fn item(&mut self, id: &RecordId) -> Option<&mut AgendaItem> {
        self.items.iter_mut().find(|item| item.id == *id)
    }
}

fn finish(item: &mut AgendaItem, now_ms: u64) {
    item.state = match item.state {
        ItemState::Started { at_ms } => ItemState::Done { took_ms: now_ms.saturating_sub(at_ms) },
        ItemState::Waiting => ItemState::Done { took_ms: 0 },
        done @ ItemState::Done { .. } => done,
    };
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
                        other.state = ItemState::Started { at_ms: now_ms };
                    } else if matches!(other.state, ItemState::Started { .. }) {
                        finish(other, now_ms);
                    }
                }
            }
            Agenda::Done { item } => {
                if let Some(item) = self.item(item) {
                    finish(item, now_ms);
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
