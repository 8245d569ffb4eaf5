//! Fetching the code of meetings: asked for once, and again until it comes.

use crate::effect::Effect;
use crate::event::Failure;
use crate::gathering::Host;
use crate::ids::OpId;
use crate::time::Time;
use crate::turn::Turn;

/// Waits before it is asked for again, milliseconds; the last one repeats.
const AGAIN_MS: [u64; 4] = [500, 1_000, 2_000, 4_000];
/// What takes longer than this is asked for again, milliseconds: 100 KB at 16 kbit/s.
const PATIENCE_MS: u64 = 50_000;
/// A person who waits for it longer than this is told that it is slow, milliseconds: nobody should take it for broken.
const SLOW_MS: u64 = 8_000;
/// Failures after which a person is told that the server is away: one may be chance.
const TOLD: usize = 2;

/// Where the code of meetings is.
pub enum Fetching {
    /// Nobody has asked for it yet.
    Unasked,
    /// On its way.
    Asked {
        /// Its promise.
        op: OpId,
        /// Since when.
        since: Time,
        /// Failures before.
        failures: usize,
        /// The server answered last time, but not with the code.
        missing: bool,
        /// It takes long.
        slow: bool,
    },
    /// It did not come; asked for again then.
    Again {
        /// When.
        at: Time,
        /// So far.
        failures: usize,
        /// The server answered, but not with the code.
        missing: bool,
    },
    /// Here.
    Here(Host),
}

impl Fetching {
    /// The code, if it is here.
    pub fn host(&self) -> Option<Host> {
        match self {
            Fetching::Here(host) => Some(*host),
            Fetching::Unasked | Fetching::Asked { .. } | Fetching::Again { .. } => None,
        }
    }

    /// Asks for it, if nobody has.
    pub fn begin(&mut self, turn: &mut Turn) {
        if let Fetching::Unasked = self {
            self.ask(0, false, turn);
        }
    }

    /// It came; false if nobody waits for this promise.
    pub fn came(&mut self, op: OpId, host: Host) -> bool {
        let ours = matches!(self, Fetching::Asked { op: ours, .. } if *ours == op);
        if ours {
            *self = Fetching::Here(host);
        }
        ours
    }

    /// It did not come; false if nobody waits for this promise.
    pub fn failed(&mut self, op: OpId, failure: Failure, now: Time) -> bool {
        match self {
            Fetching::Asked { op: ours, failures, .. } if *ours == op => {
                let failures = *failures + 1;
                let wait = AGAIN_MS[(failures - 1).min(AGAIN_MS.len() - 1)];
                *self = Fetching::Again { at: now + wait, failures, missing: failure == Failure::NotFound };
                true
            }
            Fetching::Unasked | Fetching::Asked { .. } | Fetching::Again { .. } | Fetching::Here(_) => false,
        }
    }

    /// Whether a person should know that it does not come.
    pub fn overdue(&self) -> bool {
        match self {
            Fetching::Asked { failures, .. } | Fetching::Again { failures, .. } => *failures >= TOLD,
            Fetching::Unasked | Fetching::Here(_) => false,
        }
    }

    /// Whether the server answers, but with something else than the code.
    pub fn missing(&self) -> bool {
        match self {
            Fetching::Asked { missing, .. } | Fetching::Again { missing, .. } => *missing && self.overdue(),
            Fetching::Unasked | Fetching::Here(_) => false,
        }
    }

    /// Whether it is on its way for long.
    pub fn slow(&self) -> bool {
        matches!(self, Fetching::Asked { slow: true, .. })
    }

    /// Asks again when it is time, or at once because the network is back.
    pub fn tick(&mut self, at_once: bool, turn: &mut Turn) {
        match *self {
            Fetching::Asked { op, since, .. } if turn.now.since(since) >= PATIENCE_MS => {
                self.failed(op, Failure::Other, turn.now);
            }
            Fetching::Asked { since, ref mut slow, .. } => *slow |= turn.now.since(since) >= SLOW_MS,
            Fetching::Again { at, failures, missing } if at_once || at <= turn.now => self.ask(failures, missing, turn),
            Fetching::Unasked | Fetching::Again { .. } | Fetching::Here(_) => {}
        }
    }

    /// When it is to be looked at next.
    pub fn deadline(&self) -> Option<Time> {
        match self {
            Fetching::Asked { since, slow, .. } => Some(*since + if *slow { PATIENCE_MS } else { SLOW_MS }),
            Fetching::Again { at, .. } => Some(*at),
            Fetching::Unasked | Fetching::Here(_) => None,
        }
    }

    fn ask(&mut self, failures: usize, missing: bool, turn: &mut Turn) {
        let op = turn.op();
        *self = Fetching::Asked { op, since: turn.now, failures, missing, slow: false };
        turn.effect(Effect::FetchMeetings { op });
    }
}
