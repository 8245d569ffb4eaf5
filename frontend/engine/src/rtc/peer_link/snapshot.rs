//! A snapshot of the link, looked at from outside: how it is, what it plays, whether the other one is gone.

use super::retry_policy::RetryPolicy;
use super::{CLOSED_MS, INTERRUPTED_MS, PeerLink, SILENT_LISTED_MS, SILENT_MS};
use crate::api::effect::Source;
use crate::api::event::ConnectionState;
use crate::api::view;
use crate::base::ids::{ConnectionId, Epoch};
use crate::base::time::{Time, soonest};
use crate::rtc::connection::Connection;

impl PeerLink {
    /// When something is due.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let shown = self.connections.shown().and_then(|shown| {
            let setup = Some(shown.born + self.setup_ms()).filter(|_| !shown.confirmed());
            let closed = shown.closed.map(|closed| closed + CLOSED_MS).filter(|at| *at > now);
            let interrupted = shown.last_heartbeat().map(|heartbeat| heartbeat + INTERRUPTED_MS).filter(|at| *at > now);
            soonest(soonest(setup, closed), interrupted)
        });
        let each = self.connections.each().fold(None, |soon, connection| soonest(soon, connection.deadline()));
        let connection = soonest(soonest(shown, each), self.failover_deadline(now));
        let silent = [SILENT_MS, SILENT_LISTED_MS].map(|ms| self.liveness.life + ms).into_iter().find(|at| *at > now);
        let connection = soonest(connection, self.budget_deadline(now));
        soonest(soonest(self.retry.deadline(), connection), silent.filter(|_| self.retry != RetryPolicy::Apart))
    }

    /// For how long nothing of theirs has come, milliseconds.
    pub fn silent_for(&self, now: Time) -> u64 {
        now.since(self.liveness.life)
    }

    /// Whether nothing speaks for them being there any more. `listed`: the server names them as seated.
    pub fn gone(&self, listed: bool, now: Time) -> bool {
        let silent = now.since(self.liveness.life);
        let closed = self.connections.shown().and_then(|shown| shown.closed);
        let closed = closed.is_some_and(|closed| now.since(closed) >= CLOSED_MS && self.liveness.life <= closed + 100);
        // Who makes a fresh connection has closed the old one for it.
        let closed = closed && self.connections.pending().is_none();
        closed || silent >= SILENT_LISTED_MS || silent >= SILENT_MS && !listed
    }

    /// The connection whose channel carries messages, and whether it is trusted: the one that is shown, while it lives.
    pub fn channel(&self, now: Time) -> Option<(ConnectionId, bool)> {
        let open = || self.connections.each().filter(|connection| connection.messages_open());
        let connection = open().find(|connection| connection.trusted(now)).or_else(|| open().next())?;
        Some((connection.id, connection.trusted(now)))
    }

    /// The connection whose bulk channel carries streams, if one can be trusted.
    pub fn bulk(&self, now: Time) -> Option<ConnectionId> {
        let mut each = self.connections.each();
        each.find(|connection| connection.bulk_open() && connection.trusted(now)).map(|connection| connection.id)
    }

    /// Since when a connection has been tried, if none has ever got through: none that ICE has made (RFC 8445) either.
    pub fn unconnected(&self) -> Option<Time> {
        let made = self.connections.each().any(|connection| connection.state.0 == ConnectionState::Connected);
        self.liveness.tried.filter(|_| !self.liveness.ever_up && !made).map(|since| since.max(self.liveness.awake))
    }

    /// Whether this is one of its connections, and open for messages or streams.
    pub fn carries(&self, id: ConnectionId) -> bool {
        let of = |connection: &&Connection| connection.messages_open() || connection.bulk_open();
        self.connections.each().filter(of).any(|connection| connection.id == id)
    }

    /// Every connection whose channel carries messages.
    pub fn channels(&self) -> impl Iterator<Item = ConnectionId> {
        self.connections.each().filter(|connection| connection.messages_open()).map(|connection| connection.id)
    }

    /// What the tile plays, once the fingerprint message has opened.
    pub fn stream(&self) -> Option<view::Stream> {
        self.connections.shown().and_then(stream)
    }

    /// Since when the connection that is shown has been there.
    pub fn since(&self) -> Option<Time> {
        self.connections.shown().map(|shown| shown.born)
    }

    /// What takes its place as soon as its first frame is there.
    pub fn next_stream(&self) -> Option<view::Stream> {
        self.connections.pending().and_then(|(fresh, _)| stream(fresh))
    }

    /// Whether a frame of this source was decoded on the connection that is shown.
    pub fn picture(&self, source: Source) -> bool {
        self.connections.shown().is_some_and(|shown| shown.picture(source))
    }

    /// Whose sound is heard.
    pub fn heard(&self) -> Option<Epoch> {
        self.connections.heard()
    }

    /// In one word.
    pub fn view(&self, now: Time) -> view::LinkState {
        match (self.retry, self.connections.shown()) {
            (RetryPolicy::Apart, _) => view::LinkState::None,
            (RetryPolicy::GivenUp { .. }, _) => view::LinkState::Failed,
            (_, Some(shown)) if shown.confirmed() => {
                let silent = shown.last_heartbeat().is_some_and(|heartbeat| now.since(heartbeat) >= INTERRUPTED_MS);
                // While the fresh one is heard already, only the picture is late.
                let ahead = self.heard() != Some(shown.id.epoch) && self.heard().is_some();
                let broken = silent || shown.state.0 == ConnectionState::Disconnected;
                let tried =
                    self.requests.asked.is_none() && self.connections.pending().is_none() && self.detector.exhausted();
                match (broken && !ahead, tried) {
                    (false, _) => view::LinkState::Connected,
                    (true, false) => view::LinkState::Interrupted,
                    (true, true) => view::LinkState::Failed,
                }
            }
            (_, Some(_) | None) if self.liveness.ever_up => view::LinkState::Interrupted,
            (_, Some(_) | None) => view::LinkState::Connecting,
        }
    }

    /// For the debug log: what is planned, what was tried, how each connection is, and why others were before; the first
    /// is the one that is shown.
    pub fn report(&self, now: Time) -> String {
        let each = self.connections.each().map(|connection| {
            format!(
                "/{} {:?} {:?} since {} ms, confirmed {}, heartbeat {:?} ms ago, camera and screen {:?}",
                connection.id.epoch.0,
                connection.role,
                connection.state.0,
                now.since(connection.state.1),
                connection.confirmed(),
                connection.last_heartbeat().map(|heartbeat| now.since(heartbeat)),
                [Source::Camera, Source::Screen].map(|source| connection.picture(source))
            )
        });
        let connections = each.collect::<Vec<_>>().join("; ");
        let (retry, detector, heard, before) = (self.retry, self.detector, self.heard(), self.history.report(now));
        let dropped = self.budget.dropped;
        format!(
            "epoch {}, {retry:?}, {detector:?}, heard {heard:?}, {dropped} dropped: {connections}{before}",
            self.epochs.current.0
        )
    }
}

fn stream(connection: &Connection) -> Option<view::Stream> {
    connection.confirmed().then_some(view::Stream { connection: connection.id, revision: connection.revision })
}
