//! The end of a turn whose speaker has left and does not come back: one page ends it, that of whoever is on duty.
//!
//! Each page measures by its own clock for how long it has missed them; so it does not matter since when others have.

use crate::api::view::ListView;
use crate::base::ids::RecordId;
use crate::base::time::Time;
use crate::records::content::List;

/// Whoever is away for so long, milliseconds, has left: a page that is loaded anew, or loses its connection, is back before.
pub const GONE_MS: u64 = 30_000;

/// Follows whether whoever has the floor is here.
#[derive(Debug, Default)]
pub struct Absence(Option<(RecordId, Time)>);

impl Absence {
    /// Looks who is here. To be asked whenever something changes, and when it is due.
    pub fn see(&mut self, list: &ListView, now: Time) {
        let away = list.current.as_ref().filter(|turn| list.is_gone(&turn.entry.speaker)).map(|turn| turn.entry.id);
        self.0 = away.map(|turn| match self.0 {
            // A clock that was put back begins anew.
            Some((before, since)) if before == turn => (turn, since.min(now)),
            Some(_) | None => (turn, now),
        });
    }

    /// When the turn is over by itself.
    pub fn deadline(&self) -> Option<Time> {
        self.0.map(|(_, since)| since + GONE_MS)
    }

    /// What is to be written when that has come: the next turn, if turns follow each other by themselves, else the end. Whoever
    /// writes it waits as long before they try again.
    pub fn due(&mut self, list: &ListView, now: Time) -> Option<List> {
        let (entry, since) = self.0.as_mut().filter(|(_, since)| *since + GONE_MS <= now)?;
        *since = now;
        let next = list.next().filter(|_| list.by_itself).map(|next| List::Begin { entry: next.id });
        Some(next.unwrap_or(List::End { entry: *entry }))
    }
}
