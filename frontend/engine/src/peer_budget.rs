//! What one peer may cost us: token buckets for connections, restarts, presence, statuses, reports, requests, candidates.
//!
//! What comes faster is dropped and counted. What says how things are *now* is not lost by that: the newest offer, status,
//! subscription or report waits and is taken as soon as the budget allows.

use crate::ids::Epoch;
use crate::letter::Letter;
use crate::time::{Time, soonest};

/// So much at once, and one more every so many milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    burst: u32,
    every_ms: u64,
}

/// Connections made with one peer, whoever begins them and for whatever reason: 38 in the first minute, 30 in each later
/// one. The recovery ladder of an honest peer makes four.
const CONNECTIONS: Rate = Rate { burst: 8, every_ms: 2_000 };
/// New epochs they offer or ask for: two in a second are more than any race begins.
const EPOCHS: Rate = Rate { burst: 6, every_ms: 500 };
/// ICE restarts, asked for or offered: an honest page restarts once per trouble.
const RESTARTS: Rate = Rate { burst: 3, every_ms: 5_000 };
/// Steps from lobby to room and back: each opens or closes a connection and may ring. Nobody honest takes a third.
const PRESENCE: Rate = Rate { burst: 3, every_ms: 10_000 };
/// Statuses: a microphone on a key, a name being typed.
const STATUSES: Rate = Rate { burst: 20, every_ms: 250 };
/// What they show of us, and whom they hear.
const REPORTS: Rate = Rate { burst: 20, every_ms: 250 };
/// Requests to a person: to mute, to mind an echo, to sit together.
const REQUESTS: Rate = Rate { burst: 3, every_ms: 10_000 };
/// Messages with candidates for one description; an honest page sends as many at most.
const CANDIDATE_MESSAGES: u32 = 4;

/// A token bucket.
#[derive(Debug)]
pub struct Bucket {
    rate: Rate,
    left: u32,
    since: Time,
}

impl Bucket {
    fn new(rate: Rate, now: Time) -> Bucket {
        Bucket { rate, left: rate.burst, since: now }
    }

    fn grown(&self, now: Time) -> u64 {
        now.since(self.since) / self.rate.every_ms
    }

    /// Whether there is a token.
    pub fn any(&self, now: Time) -> bool {
        self.left > 0 || self.grown(now) > 0
    }

    /// When there is one again.
    pub fn next(&self, now: Time) -> Time {
        if self.any(now) { now } else { self.since + self.rate.every_ms }
    }

    /// Takes one; false if none is left.
    pub fn take(&mut self, now: Time) -> bool {
        let grown = self.grown(now);
        self.left = self.left.saturating_add(u32::try_from(grown).unwrap_or(u32::MAX)).min(self.rate.burst);
        // A full bucket does not go on filling; what is between two tokens is kept otherwise.
        self.since = if self.left == self.rate.burst { now } else { self.since + grown * self.rate.every_ms };
        let some = self.left > 0;
        self.left = self.left.saturating_sub(1);
        some
    }
}

/// All that one peer may cost.
pub struct PeerBudget {
    /// Connections made, by them or by us.
    pub connections: Bucket,
    /// Epochs begun by them.
    pub epochs: Bucket,
    /// ICE restarts they cause.
    pub restarts: Bucket,
    presence: Bucket,
    statuses: Bucket,
    reports: Bucket,
    requests: Bucket,
    /// Of the two newest epochs, as many as have connections.
    candidates: [(Epoch, u32); 2],
    held: Vec<Letter>,
    /// What was dropped, for the debug log.
    pub dropped: u32,
}

impl PeerBudget {
    /// All of it.
    pub fn new(now: Time) -> PeerBudget {
        PeerBudget {
            connections: Bucket::new(CONNECTIONS, now),
            epochs: Bucket::new(EPOCHS, now),
            restarts: Bucket::new(RESTARTS, now),
            presence: Bucket::new(PRESENCE, now),
            statuses: Bucket::new(STATUSES, now),
            reports: Bucket::new(REPORTS, now),
            requests: Bucket::new(REQUESTS, now),
            candidates: [(Epoch(0), 0); 2],
            held: Vec::new(),
            dropped: 0,
        }
    }

    /// Something came faster than it may.
    pub fn drop_one(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
    }

    /// Whether this may be acted on now. `steps`: it is a status by which they come in or go out.
    pub fn allows(&mut self, letter: &Letter, steps: bool, now: Time) -> bool {
        if let Some(held) = self.held.iter().position(|held| same_kind(held, letter)) {
            // Something newer waits already, or this takes its place.
            if revision(letter) > revision(&self.held[held]) {
                self.held[held] = letter.clone();
            }
            self.drop_one();
            return false;
        }
        let allowed = self.take(letter, steps, now);
        if !allowed {
            self.drop_one();
            if revision(letter).is_some() {
                self.held.push(letter.clone());
            }
        }
        allowed
    }

    fn take(&mut self, letter: &Letter, steps: bool, now: Time) -> bool {
        match letter {
            Letter::Status(_) if steps && !self.presence.any(now) => false,
            Letter::Status(_) => self.statuses.take(now) && (!steps || self.presence.take(now)),
            Letter::Wants(_) | Letter::Hears(_) => self.reports.take(now),
            Letter::Please { .. } | Letter::Echo {} | Letter::Together(_) => self.requests.take(now),
            // These have budgets of their own, where it is known what they cost.
            Letter::Description(_)
            | Letter::Candidates { .. }
            | Letter::Ask { .. }
            | Letter::CallOff {}
            | Letter::Fingerprints { .. }
            | Letter::Goodbye { .. }
            | Letter::Receipt {}
            | Letter::Unknown => true,
        }
    }

    /// Whoever offers comes in by that, if they may.
    pub fn steps_in(&mut self, now: Time) -> bool {
        self.presence.take(now)
    }

    /// What waits.
    pub fn held(&self) -> &[Letter] {
        &self.held
    }

    /// What waited and may be acted on by now. `steps`: they come in or go out by the status that waits.
    pub fn due(&mut self, steps: bool, now: Time) -> Vec<Letter> {
        let mut due = Vec::new();
        for letter in std::mem::take(&mut self.held) {
            match self.take(&letter, steps, now) {
                true => due.push(letter),
                false => self.held.push(letter),
            }
        }
        due
    }

    /// Whether one more message with candidates of this epoch may be read.
    pub fn candidates(&mut self, epoch: Epoch) -> bool {
        let known = self.candidates.iter().any(|(of, _)| *of == epoch);
        let oldest = self.candidates.iter_mut().min_by_key(|(of, _)| *of);
        if let Some(oldest) = oldest.filter(|(of, _)| !known && *of < epoch) {
            *oldest = (epoch, 0);
        }
        let read = self.candidates.iter_mut().find(|(of, read)| *of == epoch && *read < CANDIDATE_MESSAGES);
        if let Some((_, read)) = read {
            *read += 1;
            return true;
        }
        self.drop_one();
        false
    }

    /// A description of theirs was taken: its candidates are counted anew.
    pub fn described(&mut self, epoch: Epoch) {
        self.candidates.iter_mut().filter(|(of, _)| *of == epoch).for_each(|(_, read)| *read = 0);
    }

    /// When something that waits is due.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let of = |letter: &Letter| match letter {
            Letter::Status(_) => self.statuses.next(now).max(self.presence.next(now)),
            Letter::Wants(_) | Letter::Hears(_) => self.reports.next(now),
            Letter::Please { .. } | Letter::Echo {} | Letter::Together(_) => self.requests.next(now),
            Letter::Description(_)
            | Letter::Candidates { .. }
            | Letter::Ask { .. }
            | Letter::CallOff {}
            | Letter::Fingerprints { .. }
            | Letter::Goodbye { .. }
            | Letter::Receipt {}
            | Letter::Unknown => now,
        };
        self.held.iter().fold(None, |soon, letter| soonest(soon, Some(of(letter))))
    }
}

fn same_kind(one: &Letter, other: &Letter) -> bool {
    revision(one).is_some() && std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Of what says how things are now, which word is the newest.
fn revision(letter: &Letter) -> Option<u32> {
    match letter {
        Letter::Status(status) => Some(status.revision),
        Letter::Wants(wants) => Some(wants.revision),
        Letter::Hears(hears) => Some(hears.revision),
        Letter::Together(together) => Some(together.revision),
        Letter::Description(_)
        | Letter::Candidates { .. }
        | Letter::Ask { .. }
        | Letter::CallOff {}
        | Letter::Fingerprints { .. }
        | Letter::Goodbye { .. }
        | Letter::Please { .. }
        | Letter::Echo {}
        | Letter::Receipt {}
        | Letter::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::{Favour, Hears};

    fn hears(revision: u32) -> Letter {
        Letter::Hears(Hears { revision, ..Hears::default() })
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let mut bucket = Bucket::new(RESTARTS, Time(0));
        let taken = (0..60_000).filter(|ms| bucket.take(Time(*ms))).count();
        assert_eq!(taken, 3 + 11, "three at once, and one more every five seconds");
        assert!(!bucket.any(Time(59_999)) && bucket.any(bucket.next(Time(59_999))));
        let mut rested = Bucket::new(RESTARTS, Time(0));
        rested.take(Time(0));
        assert_eq!(
            (0..9).filter(|_| rested.take(Time(86_400_000))).count(),
            3,
            "a day saves up no more than the burst"
        );
    }

    #[test]
    fn of_what_came_too_fast_the_newest_is_taken_when_the_budget_is_there_again() {
        let mut budget = PeerBudget::new(Time(0));
        let taken = (1..=100).filter(|revision| budget.allows(&hears(*revision), false, Time(0))).count();
        assert_eq!((taken, budget.dropped), (20, 80));
        assert!(!budget.allows(&hears(50), false, Time(0)), "a late one does not take the place of a newer one");
        assert_eq!(budget.due(false, Time(249)), []);
        assert_eq!(budget.deadline(Time(249)), Some(Time(250)));
        assert_eq!(budget.due(false, Time(250)), [hears(100)]);
        assert_eq!((budget.due(false, Time(900)), budget.deadline(Time(900))), (vec![], None));
    }

    #[test]
    fn requests_that_came_too_fast_are_not_shown_later() {
        let mut budget = PeerBudget::new(Time(0));
        let please = Letter::Please { what: Favour::Mute };
        assert_eq!((0..100).filter(|_| budget.allows(&please, false, Time(0))).count(), 3);
        assert_eq!(budget.due(false, Time(60_000)), []);
    }

    #[test]
    fn four_messages_of_candidates_are_read_for_each_description() {
        let mut budget = PeerBudget::new(Time(0));
        assert_eq!((0..9).filter(|_| budget.candidates(Epoch(1))).count(), 4);
        assert!(!budget.candidates(Epoch(0)) || budget.candidates(Epoch(2)), "another epoch does not help");
        assert!(!budget.candidates(Epoch(1)));
        budget.described(Epoch(1));
        assert_eq!((0..9).filter(|_| budget.candidates(Epoch(1))).count(), 4);
    }
}
