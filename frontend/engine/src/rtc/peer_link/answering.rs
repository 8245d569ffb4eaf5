//! Fresh connections that they begin: when they are answered, which can wait, and what comes of those they call off.

use super::early_messages::forget;
use super::history::{Fall, Happened};
use super::retry_policy::{RetryPolicy, take_back_ask};
use super::{Common, PeerLink};
use crate::api::context::Context;
use crate::api::effect::Role;
use crate::base::ids::Epoch;
use crate::base::time::Time;
use crate::messaging::message::{ConnectionRequest, Description, DescriptionKind, LinkMessage};
use crate::messaging::outbox::{Outbox, Route};

/// A wish to connect anew that can wait, since the old connection is well to us.
///
/// A page that was held up for a second is missed by everybody at once. To answer them all at once would hold it up again,
/// when most are about to call off what they began.
pub struct Waiting {
    epoch: Epoch,
    wish: Wished,
    /// Then they have given it up themselves.
    until: Time,
}

/// How they wish it.
enum Wished {
    /// They offer.
    Offer(Description),
    /// They ask for our offer.
    Ask,
}

impl PeerLink {
    /// A description of an epoch: an offer of theirs begins a connection, unless it can wait.
    pub(super) fn description(
        &mut self,
        epoch: Epoch,
        description: &Description,
        outbox: &mut Outbox,
        common: &Common,
        cx: &mut Context,
    ) {
        if description.kind == DescriptionKind::Offer && self.gives_way(epoch) {
            if self.has_to_wait(common, cx.now) {
                return self.wait(epoch, Wished::Offer(description.clone()), cx.now);
            }
            self.budget.epochs.take(cx.now);
            // Descriptions and candidates of lost epochs are no longer worth repeating.
            outbox.withdraw(|old, message| old <= epoch.0 && message.about_connections());
            self.joins(cx.now);
            self.history.note(epoch, Happened::Offered, cx.now);
            self.open(epoch, Role::Answerer, common, cx);
        }
        let early = self.early.candidates(epoch);
        let Some(connection) = self.connections.of(epoch) else { return };
        let result = connection.describe(description, common.people, cx);
        if result == Ok(true) {
            self.budget.described(epoch);
            // An answered epoch is used up: an offer of theirs that waited meanwhile begins no second connection of its name.
            self.epochs.offered &= description.kind != DescriptionKind::Answer;
        }
        if description.kind == DescriptionKind::Offer {
            early.into_iter().for_each(|candidates| connection.remote_candidates(candidates, cx));
        }
        if result.is_err() {
            self.fallen(epoch, Fall::Doubtful, outbox, common, cx);
        }
    }

    /// They ask for an offer. Only the smaller peer id makes one, so that two who lost each other do not both.
    pub(super) fn asked_by_them(&mut self, epoch: Epoch, common: &Common, cx: &mut Context) {
        if self.us > self.them || !self.worth_asking(epoch) {
            return;
        }
        if self.has_to_wait(common, cx.now) {
            return self.wait(epoch, Wished::Ask, cx.now);
        }
        self.budget.epochs.take(cx.now);
        self.epochs.current = epoch.max(self.epochs.current);
        self.joins(cx.now);
        self.history.note(epoch, Happened::Asked, cx.now);
        self.offer(common, cx);
    }

    /// When they last called off what they began.
    pub fn relieved(&self) -> Option<Time> {
        self.requests.relieved
    }

    /// Whether one more connection may be made: there is one in the budget, and not too many are being made at once.
    pub(super) fn has_room(&self, common: &Common, now: Time) -> bool {
        (!common.full || self.negotiates(now)) && self.budget.connections.any(now)
    }

    /// Whether what they begin has to wait, and not only could.
    fn has_to_wait(&self, common: &Common, now: Time) -> bool {
        self.can_wait(common, now) || !self.has_room(common, now) || !self.budget.epochs.any(now)
    }

    /// When what they began, or we plan, may go on as far as the budget is concerned.
    pub(super) fn budget_deadline(&self, now: Time) -> Option<Time> {
        let waits = self.requests.waiting.is_some() || self.retry == RetryPolicy::Queued;
        let at = self.budget.connections.next(now).max(self.budget.epochs.next(now));
        Some(at).filter(|at| waits && *at > now)
    }

    fn can_wait(&self, common: &Common, now: Time) -> bool {
        common.crowded && self.well(now)
    }

    /// Of all that waits the newest is kept: it says what they want now.
    fn wait(&mut self, epoch: Epoch, wish: Wished, now: Time) {
        if self.requests.waiting.as_ref().is_some_and(|waiting| waiting.epoch > epoch) {
            return self.budget.drop_one();
        }
        if self.requests.waiting.replace(Waiting { epoch, wish, until: now + self.setup_ms() }).is_some() {
            self.budget.drop_one();
        }
    }

    /// Does what has waited, if its turn has come.
    pub(super) fn answer_late(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        if self.has_to_wait(common, cx.now) {
            return;
        }
        let Some(Waiting { epoch, wish, .. }) = self.requests.waiting.take().filter(|waiting| cx.now < waiting.until)
        else {
            return;
        };
        match wish {
            Wished::Offer(offer) => self.description(epoch, &offer, outbox, common, cx),
            Wished::Ask => self.asked_by_them(epoch, common, cx),
        }
    }

    /// The old connection is heard again before they have offered what we asked for. If they have by now, so be it: it may
    /// be that they do not hear us.
    pub(super) fn ask_no_more(&mut self, outbox: &mut Outbox, now: Time) {
        take_back_ask(outbox);
        if self.requests.asked.take().is_some() {
            outbox.write(
                self.epochs.current.0,
                LinkMessage::Request { what: ConnectionRequest::NoMore },
                Route::Every,
                now,
            );
        }
    }

    /// They need no offer any more.
    pub(super) fn asked_no_more(&mut self, epoch: Epoch) {
        let over = |waiting: &Waiting| waiting.epoch <= epoch && matches!(waiting.wish, Wished::Ask);
        self.requests.waiting = self.requests.waiting.take().filter(|waiting| !over(waiting));
    }

    /// The connection of an epoch, which had not proved itself yet, is not needed by them: the old one is heard again. If we
    /// still miss them on it, we may begin the next at once: nothing has failed.
    pub(super) fn called_off_by_them(&mut self, epoch: Epoch, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        self.requests.waiting = self.requests.waiting.take().filter(|waiting| waiting.epoch > epoch);
        if self.connections.pending().is_some_and(|(fresh, _)| fresh.id.epoch == epoch && !fresh.confirmed()) {
            self.requests.relieved = Some(cx.now);
            self.history.note(epoch, Happened::Fell(Fall::CalledOff), cx.now);
            self.connections.end(epoch, cx);
            forget(epoch, outbox);
        } else if self.connections.of(epoch).is_some() {
            self.closed_by_them(epoch, outbox, common, cx);
        } else if epoch > self.epochs.current {
            // Its offer may still come, by a slower way.
            (self.epochs.current, self.epochs.offered) = (epoch, false);
        }
    }

    /// Whether an offer of this epoch begins a connection: of two epochs the higher wins, of equal ones the smaller peer id's.
    pub(super) fn gives_way(&self, epoch: Epoch) -> bool {
        let newest = self.connections.each().find(|connection| connection.id.epoch == self.epochs.current);
        match newest {
            Some(ours) if epoch == self.epochs.current => {
                ours.role == Role::Offerer && self.them < self.us && ours.untouched()
            }
            Some(_) => epoch > self.epochs.current,
            // An epoch they have offered before and that is over stays over, however often its messages are repeated.
            None => epoch > self.epochs.current || epoch == self.epochs.current && self.epochs.offered,
        }
    }

    /// Whether somebody who asks for a fresh connection from this epoch on does not get one already. A channel that was
    /// dead for a while brings at last what was asked before the offer of a newer epoch reached them.
    pub(super) fn worth_asking(&self, epoch: Epoch) -> bool {
        let shown = self.connections.shown().filter(|shown| shown.confirmed());
        let newer = self.connections.pending().is_none() && shown.is_some_and(|shown| epoch >= shown.id.epoch);
        epoch >= self.epochs.known && (epoch >= self.epochs.current || newer)
    }
}
