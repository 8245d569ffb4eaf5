//! The failure detector: judges one link that once worked, by its heartbeats, its sound and the browser's `connectionState`, and says what is to be tried.
//!
//! It decides nothing about when a failover may run: all links share an allotment (`meeting/recovery_scheduler.rs`).

use crate::api::event::ConnectionState;
use crate::base::time::{Time, soonest};
use crate::rtc::heartbeat::Heartbeats;

/// One peer's heartbeats missing for this long, or their sound while they are unmuted, milliseconds: a fresh connection.
const ONE_MS: u64 = 1_000;
/// Everybody's heartbeats missing for this long, milliseconds: it is our own network, and all need a fresh connection.
pub const ALL_MS: u64 = 350;
/// Everybody's heartbeats missing for this long, milliseconds: the server is asked whether it is still there.
pub const ASK_MS: u64 = 150;
/// Everybody's heartbeats missing for this long, and no answer from the server either, milliseconds: two witnesses who do not
/// know each other need not be heard for as long as one.
const BRIEF_MS: u64 = 250;
/// `disconnected` may heal by itself for this long, milliseconds; then ICE restarts.
const HEAL_MS: u64 = 2_000;
/// Waits before each fresh connection, milliseconds; then a person has to ask.
const FRESH_MS: [u64; 3] = [0, 3_000, 8_000];

/// After each fresh connection that was needless, silence has to be twice as long to be a sign, so many times at most: on
/// a computer or a network that can hardly keep up, fresh connections only make it worse.
const DOUBLINGS: u32 = 3;
/// With so many needless ones of late it is our own computer or network, whoever they were with: all are to be more patient.
/// With twice as many twice as patient.
const COMMON: u32 = 3;
/// A link that had no needless one for so long is as easily alarmed as ever, milliseconds.
const FORGET_MS: u64 = 60_000;

/// What is known of the connection that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// What the browser reports (`connectionState`), and since when.
    pub state: (ConnectionState, Time),
    /// Their heartbeats.
    pub heartbeats: Heartbeats,
    /// Since when our own events have come in time. Invariant: a late event proves nothing.
    pub awake: Time,
    /// Since when no sound comes though they are unmuted, if the browser tells.
    pub soundless: Option<Time>,
}

/// What is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing, or nothing more.
    Nothing,
    /// New ICE credentials on the connection there is.
    RestartIce,
    /// A fresh connection beside it.
    FailOver,
}

/// Why a fresh connection is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Their heartbeats are missing, and others are heard.
    Heartbeats,
    /// Their sound is missing, and their heartbeats are not.
    Sound,
    /// Everybody's heartbeats are missing, or our network has just changed and theirs are.
    Network,
}

/// How long heartbeats have been missing.
///
/// Late heartbeats are usual on a busy computer, but hardly of everybody at once: if all are missing, one unusual silence is
/// enough, and of the others one that is merely long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// Not worth a report.
    None,
    /// Longer than heartbeats keep one waiting: worth asking the server if the others are silent too, and it counts where our
    /// network has just changed.
    Odd,
    /// It counts if the others are silent too, and the server.
    Brief,
    /// It counts if the others are silent too.
    WithOthers,
    /// Unusual with them: it is our own network if the others are silent too.
    Long,
}

/// When silence becomes which of these.
#[derive(Clone, Copy, Debug)]
struct Silent {
    odd: Time,
    brief: Time,
    with_others: Time,
    long: Time,
    /// It is this connection, whatever the others do.
    one: Time,
}

/// What was tried since the connection was last well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailureDetector {
    /// Since when the browser said `disconnected` when ICE was last restarted.
    ///
    /// Invariant: one restart for each time it says so, well or not. Heartbeats may go on in that state, and a restart for
    /// each event in which they do would be a message for each message.
    restarted: Option<Time>,
    tried: usize,
    rest: Time,
    needless: Needless,
}

/// Fresh connections beside old ones that were well again by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Needless {
    times: u32,
    last: Time,
    /// Doublings for what all links have had.
    common: u32,
}

impl FailureDetector {
    /// What is to be tried now. `own`: it is our own network, and from this silence on somebody needs help.
    pub fn judge(&self, signs: &Signs, own: Option<Silence>, now: Time) -> Remedy {
        if self.restart_at(signs).is_some_and(|at| at <= now) {
            return Remedy::RestartIce;
        }
        let sign = self.sign(signs, own, now).is_some();
        if sign && !self.exhausted() && now >= self.rest { Remedy::FailOver } else { Remedy::Nothing }
    }

    /// Why a fresh connection is wanted, if it is: whether it may be tried is another question.
    pub fn sign(&self, signs: &Signs, own: Option<Silence>, now: Time) -> Option<Sign> {
        let soundless = signs.soundless.is_some_and(|since| now >= since.max(signs.awake) + ONE_MS);
        if own.is_some_and(|from| self.silence(signs, now) >= from) {
            Some(Sign::Network)
        } else if now >= self.silent_at(signs, now).one {
            Some(Sign::Heartbeats)
        } else {
            soundless.then_some(Sign::Sound)
        }
    }

    /// How long heartbeats have been missing.
    pub fn silence(&self, signs: &Signs, now: Time) -> Silence {
        let Silent { odd, brief, with_others, long, .. } = self.silent_at(signs, now);
        let reached =
            [(long, Silence::Long), (with_others, Silence::WithOthers), (brief, Silence::Brief), (odd, Silence::Odd)];
        reached.into_iter().find(|(at, _)| now >= *at).map_or(Silence::None, |(_, silence)| silence)
    }

    /// ICE restarts.
    pub fn restarted(&mut self, signs: &Signs) {
        self.restarted = Some(signs.state.1);
    }

    /// A fresh connection is begun, beside the old one or in its place.
    pub fn tries(&mut self) {
        self.tried += 1;
    }

    /// A failover has failed: the next one waits.
    pub fn lost(&mut self, now: Time) {
        self.rest = now + self.wait().unwrap_or_default();
    }

    /// A fresh connection was made beside an old one that is well after all.
    pub fn needless(&mut self, now: Time) {
        let times = (self.needless_of_late(now) + 1).min(DOUBLINGS);
        self.needless = Needless { times, last: now, ..self.needless };
    }

    /// Needless ones that are not forgotten, as far as they count.
    pub fn needless_of_late(&self, now: Time) -> u32 {
        if now.since(self.needless.last) < FORGET_MS { self.needless.times } else { 0 }
    }

    /// So many needless ones all links have had of late.
    pub fn share(&mut self, needless: u32) {
        self.needless.common = (needless / COMMON).checked_ilog2().map_or(0, |log| (log + 1).min(DOUBLINGS));
    }

    fn doublings(&self, now: Time) -> u32 {
        self.needless_of_late(now).max(self.needless.common)
    }

    fn silent_at(&self, signs: &Signs, now: Time) -> Silent {
        let doublings = self.doublings(now);
        let with_others = |ms: u64| signs.heartbeats.silent_with_others_at(ms << doublings, signs.awake);
        let alone = |ms: u64| signs.heartbeats.silent_at(ms << doublings, signs.awake);
        Silent {
            odd: with_others(ASK_MS),
            brief: with_others(BRIEF_MS),
            with_others: with_others(ALL_MS),
            long: alone(ALL_MS),
            one: alone(ONE_MS),
        }
    }

    /// How long to wait before the next fresh connection, in milliseconds; `None` if everything was tried.
    pub fn wait(&self) -> Option<u64> {
        FRESH_MS.get(self.tried).copied()
    }

    /// Everything was tried.
    pub fn exhausted(&self) -> bool {
        self.wait().is_none()
    }

    /// All is well, or there is new reason to hope: everything may be tried again.
    pub fn hope(&mut self) {
        *self = FailureDetector { needless: self.needless, restarted: self.restarted, ..FailureDetector::default() };
    }

    /// When the next judgement may be another one.
    pub fn deadline(&self, signs: &Signs, now: Time) -> Option<Time> {
        let Silent { odd, brief, with_others, long, one } = self.silent_at(signs, now);
        let rest = Some(self.rest).filter(|_| !self.exhausted());
        let soundless = signs.soundless.map(|since| since.max(signs.awake) + ONE_MS);
        let later = |at: Option<Time>| at.filter(|at| *at > now);
        let silences = [odd, brief, with_others, long, one].map(Some);
        let at = silences.into_iter().chain([rest, soundless]);
        let failovers = at.fold(None, |soon, at| soonest(soon, later(at)));
        soonest(failovers, self.restart_at(signs))
    }

    fn restart_at(&self, signs: &Signs) -> Option<Time> {
        let (state, since) = signs.state;
        match state {
            ConnectionState::Disconnected if self.restarted != Some(since) => Some(since.max(signs.awake) + HEAL_MS),
            ConnectionState::Connecting
            | ConnectionState::Connected
            | ConnectionState::Disconnected
            | ConnectionState::Failed
            | ConnectionState::Closed => None,
        }
    }
}

#[cfg(test)]
mod tests;
