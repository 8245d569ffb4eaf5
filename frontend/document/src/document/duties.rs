//! Duties: records that a page writes by itself: opened votes, closes when all have answered, numbers and steps of a check-in round,
//! ends of turns whose speakers have left, that the moderator has left or is back, and that everybody had gone.
//!
//! Whoever is away for a moment is waited for as if they were here: their page may be loading anew.

use crate::api::view::ListView;
use crate::base::ids::{Key, RecordId};
use crate::base::time::{Time, soonest};
use crate::document::Document;
use crate::records::content::{Answer, CheckIn, Content, Decision, List};
use crate::turns::absence::{Absence, GONE_MS};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};

/// Own hidden answers remembered at most: each proposal takes a few, 64 are an evening's.
const VOTES: usize = 512;
/// Nonces of own rounds remembered at most.
const NONCES: usize = 16;
/// Whoever begins a check-in round waits so long for the others' numbers, milliseconds.
const SALTS_MS: u64 = 5_000;
/// When whoever began has not opened the order by then, milliseconds, it is drawn without their number. Their page may be loading
/// anew, and knows sooner than the others' that the number is lost.
const LOST_MS: u64 = 15_000;

/// An own hidden answer, until it is opened.
#[derive(Clone, Serialize, Deserialize)]
pub struct Vote {
    commitment: [u8; 32],
    nonce: [u8; 16],
    answer: Answer,
}

/// What this page has to do by itself.
#[derive(Default)]
pub struct Duties {
    votes: Vec<Vote>,
    nonces: LiteMap<[u8; 32], [u8; 16]>,
    /// The state of the round that was last seen, and since when: other clocks are not relied on.
    seen: Option<((RecordId, bool, u16), Time)>,
    /// Whoever has the floor, or moderates, is not here.
    absence: Absence,
    /// When this page last said that its person moderates again.
    returned: Option<Time>,
    due: Option<Time>,
}

impl Duties {
    /// Remembers a hidden answer.
    pub fn remember_vote(&mut self, commitment: [u8; 32], nonce: [u8; 16], answer: Answer) {
        if self.votes.len() >= VOTES {
            self.votes.remove(0);
        }
        self.votes.push(Vote { commitment, nonce, answer });
    }

    /// Remembers the nonce of a round.
    pub fn remember_nonce(&mut self, commitment: [u8; 32], nonce: [u8; 16]) {
        if self.nonces.len() >= NONCES {
            self.nonces.clear();
        }
        self.nonces.insert(commitment, nonce);
    }

    /// What was answered under a commitment of ours.
    pub fn answer(&self, commitment: &[u8; 32]) -> Option<Answer> {
        self.votes.iter().find(|vote| vote.commitment == *commitment).map(|vote| vote.answer.clone())
    }

    /// Own hidden answers, to be kept.
    pub fn votes(&self) -> &[Vote] {
        &self.votes
    }

    /// Those that were kept, beside those that are here.
    pub fn restore(&mut self, votes: Vec<Vote>) {
        for vote in votes {
            if self.votes.len() < VOTES && self.votes.iter().all(|known| known.commitment != vote.commitment) {
                self.votes.push(vote);
            }
        }
    }

    /// There is something to do then.
    pub fn wake(&mut self, at: Time) {
        self.due = soonest(self.due, Some(at));
    }

    /// When there is something to do.
    pub fn deadline(&self) -> Option<Time> {
        self.due
    }
}

impl Document {
    /// Writes what this page has to write. One at a time: while a record waits for its signature, nothing is written twice.
    pub(super) fn do_duties(&mut self, now: Time) {
        self.duties.due = None;
        let list = self.list_view().value;
        self.duties.absence.see(&list, now);
        let over = self.over_duty(now);
        if !self.signing.idle() {
            return;
        }
        let content = match (over, self.vote_duty(), self.round_duty(now)) {
            (Some(over), ..) => Some(Content::Meeting(over)),
            (None, Some(decision), _) => Some(Content::Decision(decision)),
            (None, None, Some(round)) => Some(Content::CheckIn(round)),
            (None, None, None) => {
                self.return_duty(&list, now).or_else(|| self.absence_duty(&list, now)).map(Content::List)
            }
        };
        if let Some(content) = content {
            // A duty that does not fit is none; nothing else can refuse it while the queue is empty.
            let _ = self.write(content);
        }
    }

    /// Whose page writes what anybody's could: the moderator's if present, else the smallest key present.
    fn on_duty(&mut self, first: Option<Key>) -> bool {
        let present = self.presence.here();
        let moderator = self.folds.list.state().moderator();
        let chosen = first.or(moderator).filter(|key| present.contains_key(key));
        chosen.or(present.keys().next().copied()) == Some(self.us)
    }

    /// Opens own answers of closed proposals; closes hidden ones when all who are here or were a moment ago have answered.
    fn vote_duty(&mut self) -> Option<Decision> {
        let mut all_answered = None;
        let people = self.awaited();
        let looks_since = self.presence.looks_since().map(|since| self.offsets.room(since).0);
        let company = self.presence.company().map(|last| self.offsets.room(last).0);
        for proposal in self.folds.decisions.state().proposals() {
            if let Some(commitment) = proposal.unopened(&self.us)
                && let Some(vote) = self.duties.votes.iter().find(|vote| vote.commitment == commitment)
            {
                let (nonce, answer) = (vote.nonce, vote.answer.clone());
                return Some(Decision::Reveal { proposal: proposal.id(), nonce, answer });
            }
            // A page that came later does not know yet who was here.
            let knows = looks_since.is_none_or(|since| since <= proposal.time_ms());
            // Who has prepared one before anybody came waits for the others; who has been left alone with it does not.
            let shared = people.len() > 1 || company.is_some_and(|last| last >= proposal.time_ms());
            let complete = knows && shared && people.iter().all(|key| proposal.answered(key));
            if proposal.hidden() && !proposal.closed() && complete {
                all_answered = Some((proposal.id(), proposal.author(), proposal.commitments()));
            }
        }
        let (proposal, author, counted) = all_answered?;
        self.on_duty(Some(author)).then_some(Decision::Close { proposal, counted })
    }

    /// Says that its person moderates again, if the others have missed them and nobody has taken over. Not again and again,
    /// should somebody go on claiming that they are not here.
    fn return_duty(&mut self, list: &ListView, now: Time) -> Option<List> {
        if !list.moderator_left || list.moderator != Some(self.us) {
            return None;
        }
        let at = self.duties.returned.map_or(now, |last| last.min(now) + GONE_MS);
        if now < at {
            self.duties.wake(at);
            return None;
        }
        self.duties.returned = Some(now);
        Some(List::Moderate { on: true })
    }

    /// Says that the moderator has left; ends the turn of somebody who has.
    fn absence_duty(&mut self, list: &ListView, now: Time) -> Option<List> {
        if !self.on_duty(None) {
            return None;
        }
        let due = self.duties.absence.due(list, now, |time| self.offsets.room(time));
        self.duties.due = soonest(self.duties.due, self.duties.absence.deadline(list));
        due
    }

    /// Whether somebody is not here and was not a moment ago either.
    fn has_left(&self, person: &Key) -> bool {
        self.presence.looks_since().is_none() && !self.awaited().contains(person)
    }

    /// Draws a number, opens the order, moves on: when the time of whoever speaks is over, or they have left.
    fn round_duty(&mut self, now: Time) -> Option<CheckIn> {
        let round = self.folds.check_in.state().round().filter(|round| !round.view().over)?;
        let view = round.view();
        let state = (view.id, view.order.is_some(), view.step);
        let since = match self.duties.seen {
            Some((seen, since)) if seen == state => since,
            _ => now,
        };
        self.duties.seen = Some((state, since));
        if view.order.is_some() {
            let (round, step, ends) = (view.id, view.step, since + u64::from(view.seconds) * 1_000);
            let speaker = view.order.iter().flatten().nth(usize::from(step)).copied();
            if now < ends && !speaker.is_some_and(|speaker| self.has_left(&speaker)) {
                self.duties.wake(ends);
                return None;
            }
            return self.on_duty(None).then_some(CheckIn::Next { round, step });
        }
        if view.people.contains(&self.us) && !round.drew(&self.us) {
            return Some(CheckIn::Salt { round: view.id, salt: self.draw.bytes() });
        }
        let (id, salts) = (view.id, round.salts());
        let (own, complete) = (view.author == self.us, view.people.iter().all(|key| round.drew(key)));
        let nonce = self.duties.nonces.get(&round.commitment()).copied().filter(|_| own);
        let at = match own {
            true if complete => now,
            true => since + SALTS_MS,
            false => since + LOST_MS,
        };
        if now < at {
            self.duties.wake(at);
            return None;
        }
        match nonce {
            Some(nonce) => Some(CheckIn::Open { round: id, nonce, salts }),
            None => (own || self.on_duty(None)).then_some(CheckIn::OpenWithout { round: id, salts }),
        }
    }
}
