//! History of a link: why connections to one person were begun and ended, for the debug log.

use crate::api::event::ConnectionState;
use crate::base::ids::Epoch;
use crate::base::time::Time;
use crate::rtc::failure_detector::Sign;
use std::collections::VecDeque;
use std::fmt::Write;

/// So many events are kept: a failover is three of them, and whoever asks for help has seen more than one.
const KEPT: usize = 24;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// We want a fresh connection beside the old one.
    Wanted(Sign),
    /// Nothing is left that could heal, and it is our turn to try.
    Planned,
    /// They ask for a fresh one.
    Asked,
    /// They offer one.
    Offered,
    /// The fresh one has proved itself.
    Won,
    /// We call it off: the old one is heard again.
    CalledOff,
    /// The old one is heard again, after the fresh one has won.
    CameBack,
    /// It was of no use any more.
    Fell(Fall),
}

/// Why a connection was of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fall {
    /// The browser says so.
    Said(ConnectionState),
    /// What the browser was told to do failed or took too long.
    Failed,
    /// The two ends do not agree on their fingerprints, or a description changed them.
    Doubtful,
    /// It has not proved itself in time.
    Unproven,
    /// The other side has closed it.
    Closed,
    /// The other side needs it no more.
    CalledOff,
}

/// The last events of one link, oldest first.
#[derive(Debug, Default)]
pub struct History(VecDeque<(Time, Epoch, Happened)>);

impl History {
    /// Notes what happened to the connection of an epoch; the oldest event gives way.
    pub fn note(&mut self, epoch: Epoch, happened: Happened, now: Time) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((now, epoch, happened));
    }

    /// In one line: how long ago, which epoch, what.
    pub fn report(&self, now: Time) -> String {
        let mut report = String::new();
        for (at, epoch, happened) in &self.0 {
            let _ = write!(report, "; {} ms ago /{} {happened:?}", now.since(*at), epoch.0);
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_events_are_kept_however_many_there_were() {
        let mut history = History::default();
        (0..1_000).for_each(|epoch| history.note(Epoch(epoch), Happened::Offered, Time(u64::from(epoch))));
        let report = history.report(Time(1_000));
        assert_eq!(report.matches("Offered").count(), KEPT);
        assert!(report.starts_with(&format!("; {KEPT} ms ago /{} ", 1_000 - KEPT)), "{report}");
        assert!(report.ends_with("; 1 ms ago /999 Offered"), "{report}");
    }
}
