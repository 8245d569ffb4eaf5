//! What went on when everybody left is over: whoever comes into an empty room and finds it still going on writes so, with the time
//! at which somebody was there last, as far as they know.
//!
//! Nobody can write anything when they leave: a page that is closed has no time for it. So it is the next one who does, and all
//! pages that hear of it end the same things at the same time. They know when somebody was there last by the records, and by the
//! copy that was kept on this device, which while something goes on is kept anew every minute.

use crate::api::view::EMPTY_MS;
use crate::base::time::Time;
use crate::document::Document;
use crate::records::content::Meeting;

/// What comes in parts is looked at when so long nothing more has come, milliseconds.
const SETTLE_MS: u64 = 2_000;

/// What this page knows of an empty room.
#[derive(Default)]
pub struct EmptyRoom {
    /// When we came into the room, if nobody else was there.
    came: Option<Time>,
    /// When a page on this device was last in the room, by the room's time.
    seen_ms: u64,
    /// When a record came last.
    added: Time,
    /// Something is shown as over that is about to be written so.
    ends: bool,
}

impl EmptyRoom {
    /// We have come in then, and nobody was there; or somebody was.
    pub fn new(came: Option<Time>, now: Time) -> EmptyRoom {
        EmptyRoom { came, added: now, ..EmptyRoom::default() }
    }

    /// A copy that was kept on this device tells when a page was here.
    pub fn saw(&mut self, seen_ms: u64) {
        self.seen_ms = self.seen_ms.max(seen_ms);
    }

    /// Whether what seems to go on is over, though nobody has written it yet.
    pub fn ends(&self) -> bool {
        self.ends
    }

    /// A record has come.
    pub fn added(&mut self, now: Time) {
        self.added = now;
    }
}

impl Document {
    /// When somebody was there last, if something still goes on that everybody had left.
    fn over_since(&mut self) -> Option<u64> {
        let came = self.offsets.room(self.empty_room.came?).0;
        let seen_ms = Some(self.empty_room.seen_ms).filter(|seen| *seen < came);
        let last_ms = self.folds.activity.last_before(came).max(seen_ms)?;
        let over = last_ms.saturating_add(EMPTY_MS) <= came && self.folds.goes_on(last_ms);
        over.then_some(last_ms)
    }

    /// What to write then. Until it is written nothing of it is shown: no clock counts the hours for seconds.
    pub(super) fn over_duty(&mut self, now: Time) -> Option<Meeting> {
        let over = self.over_since();
        self.empty_room.ends = over.is_some();
        let last_ms = over?;
        // A clock that was put back waits no longer.
        let at = self.empty_room.added.min(now) + SETTLE_MS;
        if now < at {
            self.duties.wake(at);
            return None;
        }
        Some(Meeting::Over { last_ms })
    }
}
