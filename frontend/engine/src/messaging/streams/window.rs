//! The window of a sender: how much may be on its way, so that what waits in the path delays nothing else for long.
//!
//! The data channels of a connection share one congestion window, and what waits before it delays heartbeats, status
//! messages and sound alike. So the window shrinks as soon as credits come later than they did at their fastest (the idea
//! of LEDBAT, RFC 6817), and grows while they do not.

use super::CREDIT;
use crate::base::time::Time;

/// It never falls below two fragments, or nothing would be learnt of the path any more.
pub const LEAST: u32 = 32 * 1024;
/// It begins with four fragments, and grows by one for each that arrives in time.
const FIRST: u32 = 64 * 1024;
const STEP: u32 = 16 * 1024;
/// What streams may add to the delay of everything else, milliseconds: half of what a conversation forgives.
const QUEUE_MS: u64 = 75;
/// The fastest arrival is remembered for so long at least, milliseconds, and twice as long at most.
const MEMORY_MS: u64 = 10_000;
/// Of so many arrivals the quickest counts: a queue delays all of them, a lost packet only some.
const FILTER: usize = 4;
/// After it has shrunk it stays for so long, milliseconds: what is on its way already tells of before.
const PATIENCE_MS: u64 = 250;

/// The window.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    bytes: u32,
    /// The fastest arrival of these seconds and of those before: a path that has become longer is believed in time.
    fastest_ms: [Option<u64>; 2],
    since: Time,
    latest_ms: [u64; FILTER],
    arrivals: usize,
    shrunk: Option<Time>,
}

impl Default for Window {
    fn default() -> Window {
        Window {
            bytes: FIRST,
            fastest_ms: [None; 2],
            since: Time(0),
            latest_ms: [0; FILTER],
            arrivals: 0,
            shrunk: None,
        }
    }
}

impl Window {
    /// Bytes that may be on their way.
    pub fn bytes(&self) -> u32 {
        self.bytes
    }

    /// What was sent at that time has arrived.
    pub fn arrived(&mut self, sent: Time, now: Time) {
        let took = now.since(sent);
        if now.since(self.since) >= MEMORY_MS {
            self.fastest_ms = [None, self.fastest_ms[0]];
            self.since = now;
        }
        self.fastest_ms[0] = Some(self.fastest_ms[0].map_or(took, |fastest| fastest.min(took)));
        let fastest = self.fastest_ms.into_iter().flatten().min().unwrap_or(took);
        self.latest_ms[self.arrivals % FILTER] = took;
        self.arrivals += 1;
        let waits = self.latest_ms.iter().all(|took| *took > fastest + QUEUE_MS);
        if !waits {
            self.bytes = (self.bytes + STEP).min(CREDIT);
        } else if self.shrunk.is_none_or(|shrunk| now.since(shrunk) >= PATIENCE_MS) {
            self.bytes = (self.bytes / 2).max(LEAST);
            self.shrunk = Some(now);
        }
    }

    /// Another path: what was learnt of the old one does not hold.
    pub fn forget(&mut self) {
        *self = Window::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_on_a_quick_path_and_shrinks_before_others_wait() {
        let mut window = Window::default();
        for n in 0..100 {
            window.arrived(Time(n), Time(n + 40));
        }
        assert_eq!(window.bytes(), CREDIT);
        for n in 1..25 {
            window.arrived(Time(n * 300), Time(n * 300 + 40 + QUEUE_MS + 1));
        }
        assert_eq!(window.bytes(), LEAST);
    }

    #[test]
    fn what_was_lost_and_repeated_is_no_queue() {
        let mut window = Window::default();
        for n in 0..100 {
            let took = if n % 4 == 0 { 20 } else { 120 };
            window.arrived(Time(n * 10), Time(n * 10 + took));
        }
        assert_eq!(window.bytes(), CREDIT);
    }

    #[test]
    fn one_late_window_shrinks_it_once() {
        let mut window = Window::default();
        window.arrived(Time(0), Time(20));
        let before = window.bytes() + (FILTER as u32 - 1) * STEP;
        for n in 0..8 {
            window.arrived(Time(100), Time(300 + n));
        }
        assert_eq!(window.bytes(), before / 2);
    }
}
