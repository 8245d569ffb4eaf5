//! Ledger: numbers for transfers, and whether what is shown of them has to be built anew.

use crate::api::files::{FileNumber, TransferId};
use crate::api::view::{Transfer, TransferState};
use crate::base::time::Time;

/// How far something has come is shown so often at most, milliseconds.
const SHOW_MS: u64 = 250;

/// What all transfers share.
#[derive(Debug, Default)]
pub struct Ledger {
    transfers: u32,
    files: u32,
    /// Something stands otherwise than it is shown.
    changed: bool,
    /// Something has only come further.
    progressed: bool,
    shown: Time,
    /// What nobody honest says, for the debug log.
    pub senseless: u32,
}

impl Ledger {
    /// A transfer begins.
    pub fn transfer(&mut self) -> TransferId {
        self.changed = true;
        self.transfers += 1;
        TransferId(self.transfers)
    }

    /// A file of ours is offered.
    pub fn file(&mut self) -> FileNumber {
        self.files += 1;
        FileNumber(self.files)
    }

    /// A transfer stands so.
    pub fn state(&mut self, row: &mut Transfer, state: TransferState) {
        self.changed |= row.state != state;
        row.state = state;
    }

    /// So much of it has come.
    pub fn done(&mut self, row: &mut Transfer, done: u64) {
        self.progressed |= row.done != done;
        row.done = done;
    }

    /// One is not shown any more.
    pub fn gone(&mut self) {
        self.changed = true;
    }

    /// Somebody says what nobody honest says.
    pub fn wrong(&mut self) {
        self.senseless = self.senseless.saturating_add(1);
    }

    /// Whether it is time to show them anew.
    pub fn due(&mut self, now: Time) -> bool {
        let due = self.changed || self.progressed && now.since(self.shown) >= SHOW_MS;
        if due {
            (self.changed, self.progressed, self.shown) = (false, false, now);
        }
        due
    }

    /// When it is, where nothing else happens.
    pub fn deadline(&self) -> Option<Time> {
        self.progressed.then(|| self.shown + SHOW_MS)
    }
}
