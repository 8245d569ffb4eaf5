//! The chunk loader, for the code of meetings: asked for once, and again until it comes.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::Failure;
use crate::base::ids::OpId;
use crate::base::time::Time;
use crate::meeting::contract::RoomChunk;

/// Waits before it is asked for again, milliseconds; the last one repeats.
const AGAIN_MS: [u64; 4] = [500, 1_000, 2_000, 4_000];
/// What takes longer than this is asked for again, milliseconds: 100 KB at 16 kbit/s.
const PATIENCE_MS: u64 = 50_000;
/// A person who waits for it longer than this is told that it is slow, milliseconds: nobody should take it for broken.
const SLOW_MS: u64 = 8_000;
/// Failures after which a person is told that the server is away: one may be chance.
const TOLD: usize = 2;

/// Where the code of rooms is.
pub enum ChunkLoader {
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
        /// The code, between its arrival and the event that says so.
        arrived: Option<RoomChunk>,
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
    Here(RoomChunk),
}

impl ChunkLoader {
    /// The code, if it is here.
    pub fn chunk(&self) -> Option<RoomChunk> {
        match self {
            ChunkLoader::Here(chunk) => Some(*chunk),
            ChunkLoader::Unasked | ChunkLoader::Asked { .. } | ChunkLoader::Again { .. } => None,
        }
    }

    /// Takes the code in; [`ChunkLoader::came`] follows.
    pub fn install(&mut self, chunk: RoomChunk) {
        if let ChunkLoader::Asked { arrived, .. } = self {
            *arrived = Some(chunk);
        }
    }

    /// Asks for it, if nobody has.
    pub fn begin(&mut self, cx: &mut Context) {
        if let ChunkLoader::Unasked = self {
            self.ask(0, false, cx);
        }
    }

    /// It came; false if nobody waits for this promise.
    pub fn came(&mut self, op: OpId) -> bool {
        match self {
            ChunkLoader::Asked { op: ours, arrived: Some(chunk), .. } if *ours == op => {
                *self = ChunkLoader::Here(*chunk);
                true
            }
            ChunkLoader::Unasked | ChunkLoader::Asked { .. } | ChunkLoader::Again { .. } | ChunkLoader::Here(_) => {
                false
            }
        }
    }

    /// It did not come; false if nobody waits for this promise.
    pub fn failed(&mut self, op: OpId, failure: Failure, now: Time) -> bool {
        match self {
            ChunkLoader::Asked { op: ours, failures, .. } if *ours == op => {
                let failures = *failures + 1;
                let wait = AGAIN_MS[(failures - 1).min(AGAIN_MS.len() - 1)];
                *self = ChunkLoader::Again { at: now + wait, failures, missing: failure == Failure::NotFound };
                true
            }
            ChunkLoader::Unasked | ChunkLoader::Asked { .. } | ChunkLoader::Again { .. } | ChunkLoader::Here(_) => {
                false
            }
        }
    }

    /// Whether a person should know that it does not come.
    pub fn overdue(&self) -> bool {
        match self {
            ChunkLoader::Asked { failures, .. } | ChunkLoader::Again { failures, .. } => *failures >= TOLD,
            ChunkLoader::Unasked | ChunkLoader::Here(_) => false,
        }
    }

    /// Whether the server answers, but with something else than the code.
    pub fn missing(&self) -> bool {
        match self {
            ChunkLoader::Asked { missing, .. } | ChunkLoader::Again { missing, .. } => *missing && self.overdue(),
            ChunkLoader::Unasked | ChunkLoader::Here(_) => false,
        }
    }

    /// Whether it is on its way for long.
    pub fn slow(&self) -> bool {
        matches!(self, ChunkLoader::Asked { slow: true, .. })
    }

    /// Asks again when it is time, or at once because the network is back.
    pub fn tick(&mut self, at_once: bool, cx: &mut Context) {
        match *self {
            ChunkLoader::Asked { op, since, .. } if cx.now.since(since) >= PATIENCE_MS => {
                self.failed(op, Failure::Other, cx.now);
            }
            ChunkLoader::Asked { since, ref mut slow, .. } => *slow |= cx.now.since(since) >= SLOW_MS,
            ChunkLoader::Again { at, failures, missing } if at_once || at <= cx.now => self.ask(failures, missing, cx),
            ChunkLoader::Unasked | ChunkLoader::Again { .. } | ChunkLoader::Here(_) => {}
        }
    }

    /// When it is to be looked at next.
    pub fn deadline(&self) -> Option<Time> {
        match self {
            ChunkLoader::Asked { since, slow, .. } => Some(*since + if *slow { PATIENCE_MS } else { SLOW_MS }),
            ChunkLoader::Again { at, .. } => Some(*at),
            ChunkLoader::Unasked | ChunkLoader::Here(_) => None,
        }
    }

    fn ask(&mut self, failures: usize, missing: bool, cx: &mut Context) {
        let op = cx.op();
        *self = ChunkLoader::Asked { op, since: cx.now, failures, missing, slow: false, arrived: None };
        cx.effect(Effect::FetchRoomChunk { op });
    }
}
