//! Failover, make before break: a fresh connection beside the old one: when it is wanted, when it has won, and when the old one came back first.

use super::connection_set::End;
use super::history::{Fall, Happened};
use super::retry_policy::{RetryPolicy, take_back_ask};
use super::{PeerLink, SEATED_WAIT_MS, SETUP_MS};
use crate::api::context::Context;
use crate::api::effect::Role;
use crate::base::ids::Epoch;
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::Bucket;
use crate::messaging::message::{ConnectionRequest, LinkMessage, PeerMessage};
use crate::messaging::outbox::{Outbox, Route};
use crate::rtc::connection::Connection;
use crate::rtc::failure_detector::{Remedy, Signs, Silence};
use crate::rtc::peer_link::Common;
use crate::rtc::peer_link::early_messages::forget;

/// A fresh connection that has not proved itself after this has failed, milliseconds.
pub(super) const FAILOVER_MS: u64 = 8_000;
/// A negotiation holds up others for so long at most, milliseconds: whoever does not answer must not keep eight waiting.
const NEGOTIATING_MS: u64 = 4_000;

impl PeerLink {
    /// What is known of the connection that is shown, if it ever worked.
    fn signs(&self) -> Option<Signs> {
        let shown = self.connections.shown().filter(|shown| shown.confirmed())?;
        let (state, heartbeats) = (shown.state, shown.heartbeats());
        Some(Signs { state, heartbeats, awake: self.liveness.awake, soundless: self.soundless() })
    }

    /// How long heartbeats have been missing, if there should be any.
    pub fn silence(&self, now: Time) -> Option<Silence> {
        self.signs().map(|signs| self.detector.silence(&signs, now))
    }

    /// Whether heartbeats are missing, if there should be any.
    pub(super) fn silent(&self, now: Time) -> Option<bool> {
        self.silence(now).map(|silence| silence >= Silence::Brief)
    }

    /// Whether nothing is missed on the connection that is shown.
    pub(super) fn well(&self, now: Time) -> bool {
        self.silent(now) == Some(false) && self.soundless().is_none()
    }

    /// Our own events come late: what was not heard meanwhile proves nothing.
    pub fn wake(&mut self, now: Time) {
        self.liveness.awake = now;
    }

    /// Fresh connections of late that were needless.
    pub fn needless(&self, now: Time) -> u32 {
        self.detector.needless_of_late(now)
    }

    /// So many needless ones all links have had together.
    pub fn share(&mut self, needless: u32) {
        self.detector.share(needless);
    }

    /// Our own network has changed: everything may be tried again, at once.
    pub fn hope(&mut self, now: Time) {
        self.detector.hope();
        if let RetryPolicy::GivenUp { .. } | RetryPolicy::Again { .. } = self.retry {
            self.retry = RetryPolicy::Again { at: now };
        }
    }

    /// A failover is under way, whoever began it.
    pub fn failing_over(&self) -> bool {
        self.connections.pending().is_some()
    }

    /// A failover that we want, or wait for, is under way.
    pub fn has_own_failover(&self) -> bool {
        self.requests.asked.is_some() || self.connections.pending().is_some_and(|(_, complaint)| complaint)
    }

    /// Whether a failover is wanted. `own`: it is our own network, and from this silence on somebody needs help.
    pub fn wants_failover(&self, own: Option<Silence>, now: Time) -> bool {
        let pending = self.requests.asked.is_some() || self.connections.pending().is_some();
        let judged = |signs: Signs| self.detector.judge(&signs, own, now) == Remedy::FailOver;
        let room = self.budget.connections.any(now);
        !pending && room && self.retry == RetryPolicy::Hold && self.signs().is_some_and(judged)
    }

    /// Begins a failover. If it is our `own` network nobody else knows of it yet, and we offer; else the smaller peer id does,
    /// and the other asks for an offer.
    pub fn start_failover(&mut self, own: Option<Silence>, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        if let Some(sign) = self.signs().and_then(|signs| self.detector.sign(&signs, own, cx.now)) {
            self.history.note(self.epochs.current, Happened::Wanted(sign), cx.now);
        }
        self.detector.tries();
        if own.is_some() || self.us < self.them {
            self.offer(common, cx);
            self.connections.complain();
        } else {
            self.ask(outbox, cx);
            self.requests.asked = Some(cx.now + SEATED_WAIT_MS);
        }
    }

    /// They begin a failover: if we miss their heartbeats too, it is one of the attempts that we make.
    pub(super) fn joins(&mut self, now: Time) {
        if self.requests.asked.is_none() && self.silent(now) == Some(true) {
            self.detector.tries();
        }
    }

    /// A connection is of no use any more.
    pub(super) fn fallen(&mut self, epoch: Epoch, fall: Fall, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        self.history.note(epoch, Happened::Fell(fall), cx.now);
        match self.connections.end(epoch, cx) {
            End::Last => {
                outbox.withdraw(|_, message| message.about_connections());
                self.requests.asked = None;
                self.plan_anew(outbox, common, cx);
            }
            End::PendingFailed => {
                forget(epoch, outbox);
                self.detector.lost(cx.now);
            }
            End::Replaced | End::Nothing => {}
        }
    }

    /// Looks after the connections: what heals is let heal, what has won is shown, what is of no use is closed.
    pub(super) fn look_after(&mut self, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        let now = cx.now;
        let useless =
            |connection: &mut Connection, wait, restarts: &mut Bucket, outbox: &mut Outbox, cx: &mut Context| {
                // Whatever the browser says of it: a connection that cannot prove itself is none.
                let unproven = !connection.confirmed() && now >= connection.born + wait;
                match connection.tick(outbox, restarts, cx) {
                    Err(_) => Some(Fall::Failed),
                    Ok(()) => unproven.then_some(Fall::Unproven),
                }
            };
        let pending = self.connections.pending().map(|(fresh, _)| fresh.id.epoch);
        let setup = self.setup_ms();
        let restarts = &mut self.budget.restarts;
        let fallen = self.connections.each_mut().filter_map(|connection| {
            let wait = if pending == Some(connection.id.epoch) { FAILOVER_MS } else { setup };
            useless(connection, wait, restarts, outbox, cx).map(|fall| (connection.id.epoch, fall))
        });
        for (epoch, fall) in fallen.collect::<Vec<_>>() {
            self.fallen(epoch, fall, outbox, common, cx);
        }
        self.decide(outbox, cx);
        if self.requests.asked.is_some_and(|until| until <= now) {
            self.requests.asked = None;
            self.detector.lost(now);
        }
        let restart = |signs: &Signs| self.detector.judge(signs, None, now) == Remedy::RestartIce;
        if let Some(signs) = self.signs().filter(restart) {
            self.detector.restarted(&signs);
            self.restart_ice(outbox, cx);
        }
    }

    /// How long a connection that is the only one may take to prove itself: the first one longer, with all its prompts.
    pub(super) fn setup_ms(&self) -> u64 {
        if self.liveness.ever_up { FAILOVER_MS } else { SETUP_MS }
    }

    /// The end of a failover: the fresh one has proved itself, or the old one is well again before it has.
    fn decide(&mut self, outbox: &mut Outbox, cx: &mut Context) {
        let now = cx.now;
        let heartbeats =
            self.connections.shown().is_some_and(|shown| shown.trusted(now) && shown.heartbeats().calm(now));
        let well = heartbeats && self.well(now);
        let won = self.connections.pending().is_some_and(|(fresh, _)| fresh.proved(self.promised, now));
        // Only who complained calls off, and once the old one is heard again: to the other side nothing may have been
        // wrong at any time.
        let heard = |since| self.connections.shown().is_some_and(|shown| shown.heartbeats().heard_since(since));
        let called_off = self
            .connections
            .pending()
            .filter(|(fresh, complaint)| well && *complaint && !fresh.confirmed() && heard(fresh.born));
        let called_off = called_off.map(|(fresh, _)| fresh.id.epoch);
        if won {
            // A heartbeat came over the old one after all, if too late to call it off: it would have done.
            let came_back = self.connections.pending().is_some_and(|(fresh, complaint)| complaint && heard(fresh.born));
            if came_back {
                self.detector.needless(now);
            }
            self.connections.swap(came_back, now);
            self.history.note(self.epochs.current, if came_back { Happened::CameBack } else { Happened::Won }, now);
            let current = self.epochs.current.0;
            outbox.withdraw(|epoch, message| epoch < current && message.about_connections());
        } else if let Some(epoch) = called_off {
            self.connections.end(epoch, cx);
            forget(epoch, outbox);
            outbox.write(epoch.0, LinkMessage::CallOff {}, Route::Every, now);
            self.history.note(epoch, Happened::CalledOff, now);
            self.detector.needless(now);
        }
        if won {
            take_back_ask(outbox);
            self.requests.asked = None;
        } else if well && (self.requests.asked.is_some() || called_off.is_some()) {
            self.ask_no_more(outbox, now);
        }
        if won || well && self.connections.pending().is_none() {
            self.detector.hope();
        }
        if let Some((epoch, _)) = self.connections.draining().filter(|(_, until)| *until <= now) {
            self.connections.end(epoch, cx);
        }
    }

    /// Whether a connection is just being made: one that takes longer holds up no other.
    pub fn negotiates(&self, now: Time) -> bool {
        self.connections.each().any(|connection| !connection.confirmed() && now.since(connection.born) < NEGOTIATING_MS)
    }

    /// What was written of connections that are closed by now is not repeated any more.
    pub(super) fn forget_closed(&self, outbox: &mut Outbox) {
        let open = |epoch: u32| self.connections.each().any(|connection| connection.id.epoch.0 == epoch);
        outbox.withdraw(|epoch, message| {
            matches!(message, PeerMessage::Link(LinkMessage::Description(_) | LinkMessage::Candidates { .. }))
                && !open(epoch)
        });
    }

    fn restart_ice(&mut self, outbox: &mut Outbox, cx: &mut Context) {
        let Some(shown) = self.connections.shown_mut() else { return };
        match shown.role {
            Role::Offerer => shown.restart_ice(cx),
            Role::Answerer => {
                let epoch = shown.id.epoch.0;
                outbox.write(epoch, LinkMessage::Request { what: ConnectionRequest::IceRestart }, Route::Every, cx.now);
            }
        }
    }

    /// The other side has closed a channel of this connection.
    pub(super) fn closed_by_them(&mut self, epoch: Epoch, outbox: &mut Outbox, common: &Common, cx: &mut Context) {
        let shown = self.connections.shown().is_some_and(|shown| shown.id.epoch == epoch);
        // The one that is shown stays, as the last that was seen of them; but if they chose another that works, so do we:
        // the fresh one, or the one before.
        let fresh = self.connections.pending().is_some_and(|(fresh, _)| fresh.confirmed());
        if !shown || fresh || self.connections.draining().is_some() {
            self.fallen(epoch, Fall::Closed, outbox, common, cx);
        }
    }

    /// When the failover, the wait for it, or the silence of the old one is to be looked at.
    pub(super) fn failover_deadline(&self, now: Time) -> Option<Time> {
        let pending = self.connections.pending().map(|(fresh, _)| fresh);
        let lost = pending.filter(|fresh| !fresh.confirmed()).map(|fresh| fresh.born + FAILOVER_MS);
        let frame = pending.and_then(Connection::frame_deadline).filter(|at| *at > now);
        let draining = self.connections.draining().map(|(_, until)| until);
        let judged = self.signs().and_then(|signs| self.detector.deadline(&signs, now));
        [lost, frame, draining, self.requests.asked, judged].into_iter().fold(None, soonest)
    }
}
