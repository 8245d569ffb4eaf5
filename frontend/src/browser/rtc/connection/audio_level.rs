//! The audio level of the other person, from the packets that arrive (W3C WebRTC §5.3.1).

use crate::browser::base::bindings::{self, Receiver};
use crate::browser::base::clock;
use crate::browser::media::meter::scale;
use plenum_engine::base::time::Time;
use std::cell::Cell;

/// A packet lasts until the next one has come, or for so long, milliseconds: with many people they carry 40, and come unevenly.
const LASTS_MS: u64 = 120;

/// How loud it is from moment to moment.
#[derive(Default)]
pub struct Moment {
    stamp: Cell<f64>,
    came: Cell<Time>,
    level: Cell<f64>,
}

impl Moment {
    /// 0..=1.
    pub fn read(&self, receiver: Receiver) -> f64 {
        let (stamp, level) = newest(receiver);
        if self.stamp.replace(stamp) != stamp {
            self.came.set(clock::now());
            self.level.set(level);
        } else if clock::now().since(self.came.get()) >= LASTS_MS {
            self.level.set(0.0);
        }
        self.level.get()
    }
}

/// When the newest packet was played, and how loud it is.
fn newest(receiver: Receiver) -> (f64, f64) {
    let sources = receiver.get_synchronization_sources().unwrap_or_default();
    let newest = sources.get(0);
    let number = |name| bindings::get(&newest, name).as_f64().unwrap_or(0.0);
    (number("timestamp"), number("audioLevel"))
}

/// Remembers the last packet: a level that no new packet brought is silence.
#[derive(Default)]
pub struct AudioLevel {
    stamp: Cell<f64>,
    last: Cell<u8>,
}

impl AudioLevel {
    /// 0..=255; `None` as long as silence goes on.
    pub fn read(&self, receiver: Receiver) -> Option<u8> {
        let (stamp, level) = newest(receiver);
        let fresh = self.stamp.replace(stamp) != stamp;
        let level = if fresh { scale(level) } else { 0 };
        (level != 0 || self.last.replace(level) != 0).then(|| {
            self.last.set(level);
            level
        })
    }
}
