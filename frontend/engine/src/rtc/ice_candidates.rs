//! ICE candidates of one connection: ours leave in few messages, theirs wait for the description they belong to.

use crate::api::context::Context;
use crate::api::effect::{Candidate, Command};
use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use crate::messaging::message::LinkMessage;
use crate::messaging::outbox::{Outbox, Route};

/// How long to collect before each message of one description, milliseconds: the first leaves at once, and there are
/// no more than four. Slow relays come in the last one.
const COLLECT_MS: [u64; 4] = [0, 50, 400, 3_000];
/// Candidates taken from a peer for one description; browsers have a dozen.
const MAX_THEIRS: usize = 64;

/// Both directions.
#[derive(Default)]
pub struct Candidates {
    /// Ours, not yet sent.
    gathered: Vec<Candidate>,
    /// Our description is on its way, so that candidates may follow.
    described: bool,
    messages: usize,
    due: Option<Time>,
    /// Theirs, before their description was applied.
    held: Vec<Candidate>,
    taken: usize,
}

impl Candidates {
    /// A new description of ours is being made: candidates belong to it from now on.
    pub fn begin(&mut self) {
        self.gathered.clear();
        self.described = false;
        self.messages = 0;
        self.taken = 0;
        self.due = None;
    }

    /// Our description has left.
    pub fn described(&mut self, now: Time) {
        if !self.described {
            self.described = true;
            self.schedule(now);
        }
    }

    /// One of ours was gathered.
    pub fn ours(&mut self, candidate: Candidate, now: Time) {
        self.gathered.push(candidate);
        self.schedule(now);
    }

    fn schedule(&mut self, now: Time) {
        if self.described && self.due.is_none() && !self.gathered.is_empty() {
            self.due = COLLECT_MS.get(self.messages).map(|wait| now + *wait);
        }
    }

    /// Sends what has been collected long enough.
    pub fn tick(&mut self, id: ConnectionId, outbox: &mut Outbox, now: Time) {
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
            self.messages += 1;
            let candidates = std::mem::take(&mut self.gathered);
            outbox.write(id.epoch.0, LinkMessage::Candidates { candidates }, Route::Every, now);
        }
    }

    /// When the next message is due.
    pub fn deadline(&self) -> Option<Time> {
        self.due
    }

    /// Theirs have come in; `applied` says whether the description they belong to is in force.
    ///
    /// Invariant: the browser never gets a candidate before a remote description, and none that `bounds.rs` did not admit.
    pub fn theirs(&mut self, candidates: Vec<Candidate>, applied: bool, id: ConnectionId, cx: &mut Context) {
        let room = MAX_THEIRS.saturating_sub(self.taken);
        let before = self.held.len();
        self.held.extend(candidates.into_iter().take(room));
        self.taken += self.held.len() - before;
        if applied {
            self.applied(id, cx);
        }
    }

    /// Their description is in force: hand over what waited.
    pub fn applied(&mut self, id: ConnectionId, cx: &mut Context) {
        if !self.held.is_empty() {
            cx.connection(id, Command::AddCandidates(std::mem::take(&mut self.held)));
        }
    }
}
