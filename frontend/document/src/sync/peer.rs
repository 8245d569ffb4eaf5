//! One peer: what it is owed, one message at a time, and how fast it may push.

use crate::base::ids::PadId;
use crate::base::time::Time;
use crate::base::token_bucket::{Bucket, Rate};
use crate::pads::cursors::Cursor;
use crate::records::store::LogId;
use crate::sync::clock::Clock;
use litemap::LiteMap;
use std::sync::Arc;

/// Records a peer may push: a whole history at once (20,000 and the authors' shares), then more than any room writes.
const RECORDS: Rate = Rate { burst: 30_000, per_second: 100 };
/// Bytes of updates a peer may push: every pad once full, then a book a second.
const UPDATE_BYTES: Rate = Rate { burst: 64 * 1024 * 1024, per_second: 512 * 1024 };
/// Updates a peer may push: a fast writer makes 33 a second.
const UPDATES: Rate = Rate { burst: 2_000, per_second: 80 };
/// Carets a peer may move: one a frame.
const CURSORS: Rate = Rate { burst: 60, per_second: 30 };
/// Questions and answers about the time that a peer may send: one of each every few seconds.
const CLOCKS: Rate = Rate { burst: 10, per_second: 1 };
/// Vectors a peer may send, each of which is answered with all that is missing.
const VECTORS: Rate = Rate { burst: 10, per_second: 1 };
/// Live updates that wait for one pad, bytes: of more the pad is sent by its state, which holds all of them.
const LIVE_BYTES: usize = 64 * 1024;
/// A vector is sent because of differing summaries so often at most, milliseconds.
pub const COMPARE_MS: u64 = 10_000;
/// A peer that does not say what it has is asked again after so long, milliseconds.
const ASK_MS: u64 = 5_000;

/// What of a pad is owed.
pub enum Owed {
    /// These updates.
    Live(Vec<Arc<[u8]>>, usize),
    /// All beyond these clocks.
    Beyond(Vec<(u64, u32)>),
}

/// How fast it may push.
pub struct Budget {
    /// Records.
    pub records: Bucket,
    /// Bytes of updates.
    pub update_bytes: Bucket,
    /// Updates.
    pub updates: Bucket,
    /// Carets.
    pub cursors: Bucket,
    /// Vectors and summaries.
    pub vectors: Bucket,
    /// Questions and answers about the time.
    pub clocks: Bucket,
}

/// A peer.
pub struct Peer {
    /// A message is under way.
    busy: bool,
    /// It has said what it has, since it came or since what we sent may have been lost. Before that it is owed nothing.
    heard: bool,
    /// When it was last told what we have.
    told: Option<Time>,
    /// Pads come before records next time.
    pub pads_first: bool,
    /// It is to hear what we have; and to be asked for what it has.
    pub vector: Option<bool>,
    /// From where on it is owed records of a log.
    pub records: LiteMap<LogId, u32>,
    /// What it is owed of pads.
    pub pads: LiteMap<PadId, Owed>,
    /// Our caret.
    pub cursor: Option<Cursor>,
    /// It is to hear the digest of all we have.
    pub summary: bool,
    /// How much of each pad it has said to have.
    pub has: LiteMap<PadId, Vec<(u64, u32)>>,
    /// How fast it may push.
    pub budget: Budget,
    /// When summaries last differed so that a vector was sent.
    pub compared: Option<Time>,
    /// How its clock goes.
    pub clock: Clock,
}

impl Peer {
    /// One that has just come: it hears what we have.
    pub fn new() -> Peer {
        Peer {
            busy: false,
            heard: false,
            told: None,
            pads_first: false,
            vector: Some(false),
            records: LiteMap::new(),
            pads: LiteMap::new(),
            cursor: None,
            summary: false,
            has: LiteMap::new(),
            budget: Budget {
                records: Bucket::new(RECORDS),
                update_bytes: Bucket::new(UPDATE_BYTES),
                updates: Bucket::new(UPDATES),
                cursors: Bucket::new(CURSORS),
                vectors: Bucket::new(VECTORS),
                clocks: Bucket::new(CLOCKS),
            },
            compared: None,
            clock: Clock::default(),
        }
    }

    /// What was sent may be lost: all starts again from what it says it has.
    pub fn resynchronise(&mut self) {
        self.busy = false;
        self.heard = false;
        self.records.clear();
        self.pads.clear();
        self.has.clear();
        self.vector = Some(true);
        self.clock.resynchronise();
    }

    /// There is room for a message.
    pub fn ready(&mut self) {
        self.busy = false;
    }

    /// Whether a message may go.
    pub fn idle(&self) -> bool {
        !self.busy
    }

    /// A message is under way.
    pub fn sent(&mut self) {
        self.busy = true;
    }

    /// It has said what it has.
    pub fn hear(&mut self) {
        self.heard = true;
    }

    /// Whether it has.
    pub fn has_spoken(&self) -> bool {
        self.heard
    }

    /// It was told what we have.
    pub fn tell(&mut self, now: Time) {
        self.told = Some(now);
    }

    /// When it is asked again what it has, since it has not said so.
    pub fn ask_again(&self) -> Option<Time> {
        self.told.filter(|_| !self.heard && self.vector.is_none()).map(|told| told + ASK_MS)
    }

    /// When it is asked again for its time. While a message is under way nothing is due: once that is taken it is looked at anew.
    pub fn ask_time_again(&self) -> Option<Time> {
        self.clock.ask_again().filter(|_| self.idle())
    }

    /// Owes records of a log from here on.
    pub fn owe_records(&mut self, log: LogId, from: u32) {
        if !self.heard {
            return;
        }
        let owed = self.records.entry(log).or_insert(from);
        *owed = from.min(*owed);
    }

    /// Owes an update of a pad.
    pub fn owe_update(&mut self, pad: PadId, update: &Arc<[u8]>) {
        if !self.heard {
            return;
        }
        let owed = self.pads.entry(pad).or_insert_with(|| Owed::Live(Vec::new(), 0));
        if let Owed::Live(updates, bytes) = owed {
            updates.push(update.clone());
            *bytes += update.len();
            if *bytes > LIVE_BYTES {
                *owed = Owed::Beyond(self.has.get(&pad).cloned().unwrap_or_default());
            }
        }
    }

    /// Owes all of a pad beyond these clocks.
    pub fn owe_state(&mut self, pad: PadId, clocks: Vec<(u64, u32)>) {
        self.has.insert(pad, clocks.clone());
        self.pads.insert(pad, Owed::Beyond(clocks));
    }
}

/// As [`Peer::new`].
impl Default for Peer {
    fn default() -> Peer {
        Peer::new()
    }
}
