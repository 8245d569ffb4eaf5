//! The budget of one peer, what they may cost us: token buckets for connections, restarts, presence, statuses, reports, requests, reactions, live text, private messages, notes, candidates.
//!
//! What comes faster is dropped and counted. What says how things are *now* is not lost by that: the newest offer, status,
//! subscription or report waits and is taken as soon as the budget allows.

use crate::base::ids::Epoch;
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::{Bucket, Rate};
use crate::messaging::message::{PeerMessage, Purpose};

/// Connections made with one peer, whoever begins them and for whatever reason: 32 in the first minute, 24 in each later
/// one; of the 40 that somebody hostile may cost, some are left for who they are next. The recovery ladder of an honest
/// peer makes four.
const CONNECTIONS: Rate = Rate::one_every(8, 2_500);
/// New epochs they offer or ask for: two in a second are more than any failover begins.
const EPOCHS: Rate = Rate::one_every(6, 500);
/// ICE restarts, asked for or offered: an honest page restarts once per trouble.
const RESTARTS: Rate = Rate::one_every(3, 5_000);
/// Steps from lobby to room and back: each opens or closes a connection and may ring. Nobody honest takes a third.
const PRESENCE: Rate = Rate::one_every(3, 10_000);
/// Statuses: a microphone on a key, a name being typed.
const STATUSES: Rate = Rate::one_every(20, 250);
/// What they show of us, and whom they hear.
const REPORTS: Rate = Rate::one_every(20, 250);
/// Requests to a person: to mute, to mind an echo, to sit together.
const REQUESTS: Rate = Rate::one_every(3, 10_000);
/// Offers of files and answers to them: an honest page offers 16 at a time, and says all of them again after a connection
/// was lost, each of which may be wanted, called off or received.
const FILES: Rate = Rate::one_every(64, 250);
/// Reactions over their tile: whoever claps along.
pub const REACTIONS: Rate = Rate::one_every(6, 1_000);
/// What they write, while they write it: three times a second, and at the end of each line.
pub const LIVE_TEXT: Rate = Rate::one_every(20, 250);
/// Private messages, and what confirms ours: a line a second is more than anybody types, and answers are as many.
pub const PRIVATE: Rate = Rate::one_every(20, 500);
/// Editions of the Plan B note: whoever writes it anew more often writes a chat.
const NOTES: Rate = Rate::one_every(4, 5_000);
/// Messages with candidates for one description; an honest page sends as many at most.
const CANDIDATE_MESSAGES: u32 = 4;

/// All that one peer may cost.
pub struct PeerBudget {
    /// Connections made, by them or by us.
    pub connections: Bucket,
    /// Epochs begun by them.
    pub epochs: Bucket,
    /// ICE restarts they cause.
    pub restarts: Bucket,
    existence: Bucket,
    statuses: Bucket,
    reports: Bucket,
    requests: Bucket,
    files: Bucket,
    reactions: Bucket,
    live_text: Bucket,
    private: Bucket,
    notes: Bucket,
    /// Of the two newest epochs, as many as have connections.
    candidates: [(Epoch, u32); 2],
    held: Vec<PeerMessage>,
    /// What was dropped, for the debug log.
    pub dropped: u32,
}

impl PeerBudget {
    /// All of it.
    pub fn new() -> PeerBudget {
        PeerBudget {
            connections: Bucket::new(CONNECTIONS),
            epochs: Bucket::new(EPOCHS),
            restarts: Bucket::new(RESTARTS),
            existence: Bucket::new(PRESENCE),
            statuses: Bucket::new(STATUSES),
            reports: Bucket::new(REPORTS),
            requests: Bucket::new(REQUESTS),
            files: Bucket::new(FILES),
            reactions: Bucket::new(REACTIONS),
            live_text: Bucket::new(LIVE_TEXT),
            private: Bucket::new(PRIVATE),
            notes: Bucket::new(NOTES),
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
    pub fn allows(&mut self, message: &PeerMessage, steps: bool, now: Time) -> bool {
        if let Some(held) = self.held.iter().position(|held| same_kind(held, message)) {
            // Something newer waits already, or this takes its place.
            if message.is_newer(&self.held[held]) {
                self.held[held] = message.clone();
            }
            self.drop_one();
            return false;
        }
        let allowed = self.take(message, steps, now);
        if !allowed {
            self.drop_one();
            if message.revision().is_some() {
                self.held.push(message.clone());
            }
        }
        allowed
    }

    fn take(&mut self, message: &PeerMessage, steps: bool, now: Time) -> bool {
        match message.purpose() {
            Purpose::Status if steps && !self.existence.any(now) => false,
            Purpose::Status => self.statuses.take(now) && (!steps || self.existence.take(now)),
            Purpose::Report => self.reports.take(now),
            Purpose::Request => self.requests.take(now),
            Purpose::File => self.files.take(now),
            Purpose::Reaction => self.reactions.take(now),
            Purpose::LiveText => self.live_text.take(now),
            Purpose::Private => self.private.take(now),
            Purpose::Note => self.notes.take(now),
            // These have budgets of their own, where it is known what they cost; of the rest none costs anything.
            Purpose::Connection | Purpose::Other => true,
        }
    }

    /// Whoever offers comes in by that, if they may.
    pub fn steps_in(&mut self, now: Time) -> bool {
        self.existence.take(now)
    }

    /// What waits.
    pub fn held(&self) -> &[PeerMessage] {
        &self.held
    }

    /// What waited and may be acted on by now. `steps`: they come in or go out by the status that waits.
    pub fn due(&mut self, steps: bool, now: Time) -> Vec<PeerMessage> {
        let mut due = Vec::new();
        for message in std::mem::take(&mut self.held) {
            match self.take(&message, steps, now) {
                true => due.push(message),
                false => self.held.push(message),
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
        let of = |message: &PeerMessage| match message.purpose() {
            Purpose::Status => self.statuses.next(now).max(self.existence.next(now)),
            Purpose::Report => self.reports.next(now),
            Purpose::Request => self.requests.next(now),
            Purpose::File => self.files.next(now),
            Purpose::Reaction => self.reactions.next(now),
            Purpose::LiveText => self.live_text.next(now),
            Purpose::Private => self.private.next(now),
            Purpose::Note => self.notes.next(now),
            Purpose::Connection | Purpose::Other => now,
        };
        self.held.iter().fold(None, |soon, message| soonest(soon, Some(of(message))))
    }
}

fn same_kind(one: &PeerMessage, other: &PeerMessage) -> bool {
    one.revision().is_some() && other.revision().is_some() && one.same_kind(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::values::TextChannel::{self, Captions, Chat};
    use crate::messaging::message::{
        DiagnosticsMessage, HearingReport, LiveTextMessage, MuteRequestMessage, PlanBMessage,
    };

    fn hears(revision: u32) -> PeerMessage {
        PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
            revision,
            ..HearingReport::default()
        }))
    }

    #[test]
    fn of_what_came_too_fast_the_newest_is_taken_when_the_budget_is_there_again() {
        let mut budget = PeerBudget::new();
        let taken = (1..=100).filter(|revision| budget.allows(&hears(*revision), false, Time(0))).count();
        assert_eq!((taken, budget.dropped), (20, 80));
        assert!(!budget.allows(&hears(50), false, Time(0)), "a late one does not take the place of a newer one");
        assert_eq!(budget.due(false, Time(249)), []);
        assert_eq!(budget.deadline(Time(249)), Some(Time(250)));
        assert_eq!(budget.due(false, Time(250)), [hears(100)]);
        assert_eq!((budget.due(false, Time(900)), budget.deadline(Time(900))), (vec![], None));
    }

    #[test]
    fn of_notes_that_came_too_fast_the_latest_is_taken_even_where_their_numbers_begin_anew() {
        let note = |edition, text: &str| PeerMessage::PlanB(PlanBMessage::Note { edition, text: text.into() });
        let mut budget = PeerBudget::new();
        let last = u32::MAX - 7;
        let taken = (last..=u32::MAX).filter(|edition| budget.allows(&note(*edition, "a"), false, Time(0))).count();
        assert_eq!(taken, 4);
        for (edition, text) in [(1, "a"), (u32::MAX, "z"), (1, "b"), (1, "a")] {
            assert!(!budget.allows(&note(edition, text), false, Time(0)));
        }
        assert_eq!(budget.due(false, Time(5_000)), [note(1, "b")]);
    }

    #[test]
    fn requests_that_came_too_fast_are_not_shown_later() {
        let mut budget = PeerBudget::new();
        let please = PeerMessage::MuteRequest(MuteRequestMessage::Please {});
        assert_eq!((0..100).filter(|_| budget.allows(&please, false, Time(0))).count(), 3);
        assert_eq!(budget.due(false, Time(60_000)), []);
    }

    #[test]
    fn a_caption_and_a_line_of_the_chat_wait_beside_each_other_and_what_is_done_takes_nobodys_place() {
        let line = |channel: TextChannel, revision, done| {
            PeerMessage::LiveText(LiveTextMessage::Line { channel, line: 1, revision, text: "and".into(), done })
        };
        let mut budget = PeerBudget::new();
        assert_eq!(
            (0..100).filter(|revision| budget.allows(&line(Captions, *revision, true), false, Time(0))).count(),
            20
        );
        for late in
            [line(Captions, 101, false), line(Chat, 7, false), line(Captions, 102, false), line(Captions, 103, true)]
        {
            assert!(!budget.allows(&late, false, Time(0)));
        }
        assert_eq!(budget.due(false, Time(500)), [line(Captions, 102, false), line(Chat, 7, false)]);
        assert!(line(Captions, 2, false).supersedes(&line(Captions, 1, false)));
        for older in [line(Chat, 1, false), line(Captions, 1, true)] {
            assert!(!line(Captions, 2, false).supersedes(&older) && !older.supersedes(&line(Captions, 0, false)));
        }
    }

    #[test]
    fn four_messages_of_candidates_are_read_for_each_description() {
        let mut budget = PeerBudget::new();
        assert_eq!((0..9).filter(|_| budget.candidates(Epoch(1))).count(), 4);
        assert!(!budget.candidates(Epoch(0)) || budget.candidates(Epoch(2)), "another epoch does not help");
        assert!(!budget.candidates(Epoch(1)));
        budget.described(Epoch(1));
        assert_eq!((0..9).filter(|_| budget.candidates(Epoch(1))).count(), 4);
    }
}
