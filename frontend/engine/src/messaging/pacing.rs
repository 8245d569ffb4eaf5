//! Pacing: what goes through the server is sent no faster than the server reads it, so that nothing grows old in a socket's
//! buffer and what was superseded while it waited is never sent at all.

use crate::base::time::Time;
use crate::base::token_bucket::{Bucket, Rate};
use plenum_shared::message::Limits;

/// Bytes the server takes at once; a tenth is left to what the signaling client says itself.
const BURST_BYTES: u64 = 2 * 1024 * 1024 / 10 * 9;
/// Bytes per second after that, a tenth left likewise.
const BYTES_PER_SECOND: u64 = 128 * 1024 / 10 * 9;
/// Messages the server takes at once, unless `welcome` says otherwise.
const BURST_MESSAGES: u32 = 400;
/// Messages per second after that, unless `welcome` says otherwise.
const MESSAGES_PER_SECOND: u32 = 20;
/// Of both a tenth is left to what the signaling client says itself: pongs, pings, joining again.
const SHARE: [u64; 2] = [9, 10];

/// What the server still reads from this seat. It survives resumes, as the server's own account does.
#[derive(Clone, Copy, Debug)]
pub struct Pacer {
    messages: Bucket,
    bytes: Bucket,
    /// When what was refused last fits.
    due: Option<Time>,
}

impl Pacer {
    /// A full account.
    pub fn new() -> Pacer {
        Pacer {
            messages: Bucket::new(Rate::per_second(share(BURST_MESSAGES), share(MESSAGES_PER_SECOND))),
            bytes: Bucket::new(Rate::per_second(BURST_BYTES, BYTES_PER_SECOND)),
            due: None,
        }
    }

    /// What `welcome` says.
    pub fn limit(&mut self, limits: &Limits, now: Time) {
        let rate = Rate::per_second(share(limits.burst_messages), share(limits.messages_per_second));
        self.messages.resize(rate, now);
    }

    /// Whether a message of so many bytes may go now; if so, it is counted.
    pub fn take(&mut self, bytes: usize, now: Time) -> bool {
        let bytes = bytes as u64;
        let wait = self.messages.wait(1, now).max(self.bytes.wait(bytes, now));
        if wait > 0 {
            let at = now + wait;
            self.wait_until(at);
            return false;
        }
        self.messages.spend(1, now);
        self.bytes.spend(bytes, now);
        true
    }

    /// Whether there is so much left that what can wait may go: half of it is kept for what makes and mends connections.
    pub fn spare(&mut self, now: Time) -> bool {
        let wait = self.messages.wait_for_half(now).max(self.bytes.wait_for_half(now));
        if wait > 0 {
            self.wait_until(now + wait);
        }
        wait == 0
    }

    fn wait_until(&mut self, at: Time) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// Whoever waits asks again now.
    pub fn ask(&mut self) {
        self.due = None;
    }

    /// When something that waits may go.
    pub fn deadline(&self) -> Option<Time> {
        self.due
    }
}

fn share(of: u32) -> u64 {
    let [part, whole] = SHARE;
    u64::from(of) * part / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages of so many bytes that leave in so many milliseconds, if one always waits.
    fn leave(pacer: &mut Pacer, bytes: usize, from: u64, to: u64) -> usize {
        (from..to).map(|ms| (0..2_000).take_while(|_| pacer.take(bytes, Time(ms))).count()).sum()
    }

    #[test]
    fn a_burst_leaves_at_once_and_then_less_than_the_server_reads() {
        let mut pacer = Pacer::new();
        assert_eq!(leave(&mut pacer, 256, 0, 1), 360);
        assert_eq!(leave(&mut pacer, 256, 1, 10_001), 180, "18 a second");
        let mut pacer = Pacer::new();
        let burst = leave(&mut pacer, 32_768, 0, 1);
        assert_eq!(burst, 57, "2 MiB less a tenth");
        let after = leave(&mut pacer, 32_768, 1, 10_001) * 32_768;
        assert!((1_000_000..=1_200_000).contains(&after), "{after} bytes in ten seconds");
    }

    #[test]
    fn whoever_waits_is_told_until_when() {
        let mut pacer = Pacer::new();
        leave(&mut pacer, 256, 0, 1);
        let due = pacer.deadline().expect("something was refused");
        pacer.ask();
        assert!(pacer.deadline().is_none() && !pacer.take(256, Time(due.0 - 1)));
        assert!(pacer.take(256, due));
    }

    #[test]
    fn the_account_survives_a_welcome_and_no_figure_stops_it_for_ever() {
        let mut pacer = Pacer::new();
        leave(&mut pacer, 256, 0, 1);
        let limits = |burst, rate| Limits {
            message_bytes: 65_536,
            room_size: 50,
            burst_messages: burst,
            messages_per_second: rate,
        };
        pacer.limit(&limits(400, 20), Time(0));
        assert!(!pacer.take(256, Time(1)), "joining again fills no link_report");
        pacer.limit(&limits(0, 0), Time(0));
        assert!(leave(&mut pacer, 256, 1, 3_000) >= 1);
        pacer.limit(&limits(u32::MAX, u32::MAX), Time(0));
        assert!(pacer.take(256, Time(4_000)));
    }
}
