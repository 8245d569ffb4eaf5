//! A tie looked at from outside: how it is, what it plays, whether the other one is gone.

use super::{CLOSED_MS, HEAL_MS, INTERRUPTED_MS, Plan, SETUP_MS, SILENT_LISTED_MS, SILENT_MS, Tie};
use crate::effect::Source;
use crate::event::ConnectionState;
use crate::ids::ConnectionId;
use crate::time::{Time, soonest};
use crate::view;

impl Tie {
    /// When something is due.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let plan = match self.plan {
            Plan::Await { until } => Some(until),
            Plan::Again { at, .. } => Some(at),
            Plan::Apart | Plan::Hold | Plan::GivenUp { .. } => None,
        };
        let connection = self.connection.as_ref().and_then(|connection| {
            let (state, since) = connection.state;
            let state = match state {
                ConnectionState::Disconnected if !self.restarted => Some(since + HEAL_MS),
                ConnectionState::Connecting
                | ConnectionState::Connected
                | ConnectionState::Disconnected
                | ConnectionState::Failed
                | ConnectionState::Closed => None,
            };
            let setup = Some(connection.born + SETUP_MS).filter(|_| !connection.confirmed());
            let closed = connection.closed.map(|closed| closed + CLOSED_MS).filter(|at| *at > now);
            let interrupted = connection.last_beat().map(|beat| beat + INTERRUPTED_MS).filter(|at| *at > now);
            soonest(soonest(soonest(state, setup), closed), soonest(connection.deadline(), interrupted))
        });
        let silent = [SILENT_MS, SILENT_LISTED_MS].map(|ms| self.life + ms).into_iter().find(|at| *at > now);
        soonest(soonest(plan, connection), silent.filter(|_| self.plan != Plan::Apart))
    }

    /// Whether nothing speaks for them being there any more. `listed`: the server names them as seated.
    pub fn gone(&self, listed: bool, now: Time) -> bool {
        let silent = now.since(self.life);
        let closed = self.connection.as_ref().and_then(|connection| connection.closed);
        let closed = closed.is_some_and(|closed| now.since(closed) >= CLOSED_MS && self.life <= closed + 100);
        closed || silent >= SILENT_LISTED_MS || silent >= SILENT_MS && !listed
    }

    /// The connection whose channel carries letters, and whether it is trusted.
    pub fn channel(&self, now: Time) -> Option<(ConnectionId, bool)> {
        let connection = self.connection.as_ref().filter(|connection| connection.letters_open())?;
        Some((connection.id, connection.trusted(now)))
    }

    /// What the tile plays, once the fingerprint letter has opened.
    pub fn stream(&self) -> Option<view::Stream> {
        let connection = self.connection.as_ref().filter(|connection| connection.confirmed())?;
        Some(view::Stream { connection: connection.id, revision: connection.revision })
    }

    /// Whether a frame of this source was decoded on the current connection.
    pub fn picture(&self, source: Source) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.picture(source))
    }

    /// In one word.
    pub fn view(&self, now: Time) -> view::Tie {
        match (&self.plan, &self.connection) {
            (Plan::Apart, _) => view::Tie::None,
            (Plan::GivenUp { .. }, _) => view::Tie::Failed,
            (_, Some(connection)) if connection.confirmed() => match connection.last_beat() {
                Some(beat) if now.since(beat) >= INTERRUPTED_MS => view::Tie::Interrupted,
                _ if connection.state.0 == ConnectionState::Disconnected => view::Tie::Interrupted,
                Some(_) | None => view::Tie::Connected,
            },
            _ if self.ever_up => view::Tie::Interrupted,
            _ => view::Tie::Connecting,
        }
    }

    /// For the debug log: what is planned, and how the connection is.
    pub fn report(&self, now: Time) -> String {
        let connection = match &self.connection {
            Some(connection) => format!(
                "{:?} {:?} since {} ms, confirmed {}, beat {:?} ms ago, picture {}",
                connection.role,
                connection.state.0,
                now.since(connection.state.1),
                connection.confirmed(),
                connection.last_beat().map(|beat| now.since(beat)),
                connection.picture(Source::Camera)
            ),
            None => "no connection".to_owned(),
        };
        format!("epoch {}, {:?}, {connection}", self.epoch.0, self.plan)
    }
}
