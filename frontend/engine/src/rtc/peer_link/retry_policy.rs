//! The retry policy: what is to happen when there is no connection: who offers, after which wait, and when a person has to ask.

use super::history::Happened;
use super::{PeerLink, SEATED_WAIT_MS};
use crate::api::context::Context;
use crate::base::time::Time;
use crate::messaging::message::{ConnectionRequest, LinkMessage, PeerMessage};
use crate::messaging::outbox::{Outbox, Route};
use crate::rtc::peer_link::Common;

/// What is to happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryPolicy {
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

impl RetryPolicy {
    /// When it goes on.
    pub fn deadline(self) -> Option<Time> {
        match self {
            RetryPolicy::Await { until: at } | RetryPolicy::Again { at, .. } => Some(at),
            RetryPolicy::Apart | RetryPolicy::Queued | RetryPolicy::Hold | RetryPolicy::GivenUp { .. } => None,
        }
    }
}

impl PeerLink {
    /// Goes on with the plan if it is due.
    pub(super) fn go_on(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        match self.retry {
            RetryPolicy::Await { until } if until <= cx.now => {
                self.retry = RetryPolicy::Again { at: cx.now };
                self.again(outbox, common, cx);
            }
            RetryPolicy::Again { .. } => self.again(outbox, common, cx),
            RetryPolicy::Queued => self.offer(common, cx),
            RetryPolicy::Apart | RetryPolicy::Await { .. } | RetryPolicy::Hold | RetryPolicy::GivenUp { .. } => {}
        }
    }

    /// Nothing is left that could heal: plan a fresh one, or give up.
    pub(super) fn plan_anew(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        self.retry = match self.detector.wait() {
            Some(wait) => RetryPolicy::Again { at: cx.now + wait },
            None => RetryPolicy::GivenUp { since: cx.now },
        };
        self.again(outbox, common, cx);
    }

    /// Makes the planned attempt if it is due: the smaller peer id offers, the other asks for an offer.
    fn again(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        let RetryPolicy::Again { at } = self.retry else { return };
        if at > cx.now {
            return;
        }
        self.history.note(self.epochs.current, Happened::Planned, cx.now);
        self.detector.tries();
        if self.us < self.them {
            self.offer(common, cx);
        } else {
            self.ask(outbox, cx);
            self.retry = match self.detector.wait() {
                Some(wait) => RetryPolicy::Again { at: cx.now + SEATED_WAIT_MS.max(wait) },
                None => RetryPolicy::GivenUp { since: cx.now },
            };
        }
    }

    /// Asks the one who offers for a fresh connection.
    pub(super) fn ask(&mut self, outbox: &mut Outbox, cx: &mut Context) {
        take_back_ask(outbox);
        outbox.write(
            self.epochs.current.0,
            LinkMessage::Request { what: ConnectionRequest::Fresh },
            Route::Every,
            cx.now,
        );
    }

    /// A person asks to try again.
    pub fn retry(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        self.detector.hope();
        if let RetryPolicy::GivenUp { .. } | RetryPolicy::Again { .. } = self.retry {
            self.retry = RetryPolicy::Again { at: cx.now };
            self.again(outbox, common, cx);
        }
    }
}

/// What was asked is not repeated any more.
pub(super) fn take_back_ask(outbox: &mut Outbox) {
    outbox.withdraw(|_, message| {
        matches!(message, PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh }))
    });
}
