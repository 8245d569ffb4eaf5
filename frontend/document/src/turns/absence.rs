//! Somebody has left and does not come back: whoever has the floor, whose turn one page ends, and whoever moderates, for whom
//! nobody has to wait. The page that is on duty writes it.
//!
//! Each page measures by its own clock for how long it has missed them; so it does not matter since when others have.

use crate::api::view::ListView;
use crate::base::ids::{Key, RecordId};
use crate::base::time::{Time, soonest};
use crate::records::content::List;

/// Whoever is away for so long, milliseconds, has left: a page that is loaded anew, or loses its connection, is back before.
pub const GONE_MS: u64 = 30_000;

/// Something that somebody is missed for, since when, and since when it was not written.
#[derive(Debug)]
struct Missed<T>(Option<(T, Time, Time)>);

impl<T> Default for Missed<T> {
    fn default() -> Missed<T> {
        Missed(None)
    }
}

impl<T: PartialEq> Missed<T> {
    fn see(&mut self, away: Option<T>, now: Time) {
        let before = self.0.take();
        self.0 = away.map(|what| match before {
            // A clock that was put back begins anew.
            Some((before, since, tried)) if before == what => (what, since.min(now), tried.min(now)),
            Some(_) | None => (what, now, now),
        });
    }

    fn deadline(&self) -> Option<Time> {
        self.0.as_ref().map(|(.., tried)| *tried + GONE_MS)
    }

    /// What it is, and since when they are away, when that is long. Whoever writes it waits as long before they try again.
    fn due(&mut self, now: Time) -> Option<(&T, Time)> {
        let (what, since, tried) = self.0.as_mut().filter(|(.., tried)| *tried + GONE_MS <= now)?;
        *tried = now;
        Some((what, *since))
    }
}

/// Follows whether whoever has the floor and whoever moderates are here.
#[derive(Debug, Default)]
pub struct Absence {
    turn: Missed<RecordId>,
    moderator: Missed<Key>,
}

impl Absence {
    /// Looks who is here. To be asked whenever something changes, and when it is due.
    pub fn see(&mut self, list: &ListView, now: Time) {
        let turn = list.current.as_ref().filter(|turn| list.is_gone(&turn.entry.speaker));
        self.turn.see(turn.map(|turn| turn.entry.id), now);
        self.moderator.see(list.moderator.filter(|_| list.moderator_is_gone() && !list.moderator_left), now);
    }

    /// When the turn is over by itself, or the moderator has left.
    pub fn deadline(&self, list: &ListView) -> Option<Time> {
        soonest(self.turn.deadline().filter(|_| ends(list)), self.moderator.deadline())
    }

    /// What is to be written when that has come: that the moderator has left, or that the speaker has, and who is next, if turns
    /// follow each other by themselves. `room` tells the room's time.
    pub fn due(&mut self, list: &ListView, now: Time, room: impl Fn(Time) -> Time) -> Option<List> {
        if let Some((moderator, _)) = self.moderator.due(now) {
            return Some(List::Away { moderator: *moderator });
        }
        if !ends(list) {
            return None;
        }
        let (entry, since) = self.turn.due(now)?;
        let next = list.next_by_itself().filter(|_| list.by_itself).map(|next| next.id);
        Some(List::Left { entry: *entry, last_ms: room(since).0, next })
    }
}

/// Whether a turn may end for want of its speaker: not while the moderator may be back in a moment, not before it is known
/// whether whoever is called next is, and not during a check-in round, in which nobody is called by the list.
fn ends(list: &ListView) -> bool {
    let moderated = !list.moderator_is_gone() || list.moderator_left;
    moderated && !list.in_round && !(list.by_itself && list.waits_for_next())
}
