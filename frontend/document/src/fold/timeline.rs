//! A fold over ordered records: one that lands at the end is applied, one that lands before makes the state anew when it is read.

use crate::api::view::EMPTY_MS;
use crate::base::ids::RecordId;
use crate::fold::Stamp;
use crate::fold::heirs::Newest;
use crate::fold::position::Position;
use crate::records::content::{Content, Meeting};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A state and how a record changes it.
pub trait Fold: Default {
    /// What its records say.
    type Content;

    /// The same out of any content.
    fn of(content: &Content) -> Option<&Self::Content>;

    /// Applies the next record.
    fn apply(&mut self, stamp: &Stamp<'_>, content: &Self::Content);

    /// Everybody had gone: what began by then, and still goes on, has ended then.
    fn over(&mut self, _last_ms: u64) {}

    /// Applies the next record of whatever kind.
    fn take(&mut self, stamp: &Stamp<'_>, content: &Content) {
        if let Content::Meeting(Meeting::Over { last_ms }) = content {
            // Invariant: it ends nothing that began in the last moments, whatever it claims.
            if last_ms.saturating_add(EMPTY_MS) <= stamp.at.time_ms {
                self.over(*last_ms);
            }
        } else if let Some(content) = Self::of(content) {
            self.apply(stamp, content);
        }
    }
}

/// The records of one kind and the state they make.
pub struct Timeline<F: Fold> {
    // Of all contents, so that there is one kind of map in the worker and not one for each fold.
    entries: BTreeMap<Position, (RecordId, Content)>,
    state: F,
    newest: Arc<Newest>,
    stale: bool,
    revision: u64,
}

impl<F: Fold> Default for Timeline<F> {
    fn default() -> Timeline<F> {
        Timeline { entries: BTreeMap::new(), state: F::default(), newest: Arc::default(), stale: false, revision: 1 }
    }
}

impl<F: Fold> Timeline<F> {
    /// Puts a record in its place.
    pub fn insert(&mut self, at: Position, id: RecordId, content: Content) {
        let last = self.entries.last_key_value().is_none_or(|(last, _)| *last < at);
        if last && !self.stale {
            let stamp = Stamp { at, id, newest: &self.newest };
            self.state.take(&stamp, &content);
        } else {
            self.stale = true;
        }
        self.entries.insert(at, (id, content));
        self.revision += 1;
    }

    /// Takes a record out.
    pub fn remove(&mut self, at: &Position) {
        if self.entries.remove(at).is_some() {
            self.stale = true;
            self.revision += 1;
        }
    }

    /// People are others than they were.
    pub fn inherit(&mut self, newest: &Arc<Newest>) {
        self.newest = newest.clone();
        self.stale = true;
        self.revision += 1;
    }

    /// The state.
    pub fn state(&mut self) -> &F {
        if std::mem::take(&mut self.stale) {
            self.state = F::default();
            for (at, (id, content)) in &self.entries {
                self.state.take(&Stamp { at: *at, id: *id, newest: &self.newest }, content);
            }
        }
        &self.state
    }

    /// Grows with each record.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}
