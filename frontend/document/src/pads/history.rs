//! What one can take back in a pad, in steps that people expect: a step ends with a pause, a line, or a good many keys.

use crate::api::act::Change;
use crate::base::time::Time;
use crate::base::untrusted_text::utf16_len;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use yrs::undo::{Options, UndoManager};
use yrs::{Doc, Origin, TextRef};

/// Edits closer than this may be taken back together, milliseconds: a burst of typing.
pub const UNDO_MS: u64 = 500;
/// Units written and deleted that are taken back together, at least; one edit is never parted.
pub const UNDO_UNITS: u32 = 20;

/// The steps.
pub struct History {
    manager: UndoManager<()>,
    clock: Arc<AtomicU64>,
    /// Units of the step that goes on, and when its last edit was made.
    step: (u32, Time),
}

impl History {
    /// Of what is written into a text under an origin.
    pub fn new(doc: &Doc, text: &TextRef, own: impl Into<Origin>) -> History {
        let clock = Arc::new(AtomicU64::new(0));
        let told = clock.clone();
        let mut manager = UndoManager::with_options(Options {
            capture_timeout_millis: UNDO_MS,
            tracked_origins: [own.into()].into(),
            capture_transaction: None,
            timestamp: Arc::new(move || told.load(Ordering::Relaxed)),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        });
        manager.expand_scope(doc, text);
        History { manager, clock, step: (0, Time(0)) }
    }

    /// It is this late, at least: the clock of the steps never goes back.
    pub fn tell(&mut self, now: Time) {
        self.clock.fetch_max(now.0, Ordering::Relaxed);
    }

    /// Such an edit was made.
    pub fn edited(&mut self, changes: &[Change], now: Time) {
        let units = |change: &Change| (change.to - change.from).saturating_add(utf16_len(&change.insert));
        let before = if now.since(self.step.1) < UNDO_MS { self.step.0 } else { 0 };
        let units = changes.iter().map(units).fold(before, u32::saturating_add);
        self.step = (units, now);
        if units >= UNDO_UNITS || changes.iter().any(|change| change.insert.contains('\n')) {
            self.end_step();
        }
    }

    /// What follows is a step of its own.
    pub fn end_step(&mut self) {
        self.manager.reset();
        self.step.0 = 0;
    }

    /// Whether there is something to take back, and to make again.
    pub fn undoable(&self) -> [bool; 2] {
        [self.manager.can_undo(), self.manager.can_redo()]
    }

    /// Takes a step back, or makes it again.
    pub fn undo(&mut self, again: bool) {
        if again {
            self.manager.redo_blocking();
        } else {
            self.manager.undo_blocking();
        }
        self.end_step();
    }
}
