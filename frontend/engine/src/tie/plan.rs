//! What is to happen when there is no connection: who offers, after which wait, and when a person has to ask.

use super::history::Happened;
use super::{SEATED_WAIT_MS, Tie};
use crate::letter::{Letter, Wish};
use crate::post::{Post, Route};
use crate::tie::Common;
use crate::time::Time;
use crate::turn::Turn;

/// What is to happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Not both in the room.
    Apart,
    /// They offer first; if nothing comes until then, the smaller peer id does.
    Await { until: Time },
    /// It is our turn to offer, as soon as there is room for one more connection.
    Queued,
    /// A connection is there or being made.
    Hold,
    /// It broke; the next attempt is due then.
    Again { at: Time },
    /// Everything was tried; a person has to ask.
    GivenUp { since: Time },
}

impl Plan {
    /// When it goes on.
    pub fn deadline(self) -> Option<Time> {
        match self {
            Plan::Await { until: at } | Plan::Again { at, .. } => Some(at),
            Plan::Apart | Plan::Queued | Plan::Hold | Plan::GivenUp { .. } => None,
        }
    }
}

impl Tie {
    /// Goes on with the plan if it is due.
    pub(super) fn go_on(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        match self.plan {
            Plan::Await { until } if until <= turn.now => {
                self.plan = Plan::Again { at: turn.now };
                self.again(post, common, turn);
            }
            Plan::Again { .. } => self.again(post, common, turn),
            Plan::Queued => self.offer(common, turn),
            Plan::Apart | Plan::Await { .. } | Plan::Hold | Plan::GivenUp { .. } => {}
        }
    }

    /// Nothing is left that could heal: plan a fresh one, or give up.
    pub(super) fn plan_anew(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        self.plan = match self.care.wait() {
            Some(wait) => Plan::Again { at: turn.now + wait },
            None => Plan::GivenUp { since: turn.now },
        };
        self.again(post, common, turn);
    }

    /// Makes the planned attempt if it is due: the smaller peer id offers, the other asks for an offer.
    fn again(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        let Plan::Again { at } = self.plan else { return };
        if at > turn.now {
            return;
        }
        self.history.note(self.epoch, Happened::Planned, turn.now);
        self.care.tries();
        if self.us < self.them {
            self.offer(common, turn);
        } else {
            self.ask(post, turn);
            self.plan = match self.care.wait() {
                Some(wait) => Plan::Again { at: turn.now + SEATED_WAIT_MS.max(wait) },
                None => Plan::GivenUp { since: turn.now },
            };
        }
    }

    /// Asks the one who offers for a fresh connection.
    pub(super) fn ask(&mut self, post: &mut Post, turn: &mut Turn) {
        take_back_ask(post);
        post.write(self.epoch.0, Letter::Ask { what: Wish::Fresh }, Route::Every, turn.now);
    }

    /// A person asks to try again.
    pub fn retry(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        self.care.hope();
        if let Plan::GivenUp { .. } | Plan::Again { .. } = self.plan {
            self.plan = Plan::Again { at: turn.now };
            self.again(post, common, turn);
        }
    }
}

/// What was asked is not repeated any more.
pub(super) fn take_back_ask(post: &mut Post) {
    post.withdraw(|_, letter| matches!(letter, Letter::Ask { what: Wish::Fresh }));
}
