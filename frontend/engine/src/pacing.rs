//! Pacing: what goes through the server is sent no faster than the server reads it, so that nothing grows old in a socket's
//! buffer and what was superseded while it waited is never sent at all.

use crate::time::Time;
use plenum_shared::words::Limits;

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

/// A bucket that fills up steadily. Amounts are thousandths, so that whole milliseconds add whole amounts.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u64,
    burst: u64,
    per_ms: u64,
}

impl Bucket {
    fn new(burst: u64, per_second: u64) -> Bucket {
        let burst = burst.max(1).saturating_mul(1_000);
        Bucket { left: burst, burst, per_ms: per_second.max(1) }
    }

    fn fill(&mut self, ms: u64) {
        self.left = self.left.saturating_add(ms.saturating_mul(self.per_ms)).min(self.burst);
    }

    /// Milliseconds until so much is there; what is larger than the bucket goes when it is full.
    fn wait(&self, amount: u64) -> u64 {
        let amount = amount.saturating_mul(1_000).min(self.burst);
        amount.saturating_sub(self.left).div_ceil(self.per_ms)
    }

    fn take(&mut self, amount: u64) {
        self.left = self.left.saturating_sub(amount.saturating_mul(1_000));
    }

    /// Other figures; what is used up stays so.
    fn resize(&mut self, burst: u64, per_second: u64) {
        let used = self.burst - self.left;
        *self = Bucket::new(burst, per_second);
        self.left = self.burst.saturating_sub(used);
    }
}

/// What the server still reads from this seat. It survives resumes, as the server's own account does.
#[derive(Clone, Copy, Debug)]
pub struct Pacer {
    messages: Bucket,
    bytes: Bucket,
    filled: Time,
    /// When what was refused last fits.
    due: Option<Time>,
}

impl Pacer {
    /// A full account.
    pub fn new(now: Time) -> Pacer {
        Pacer {
            messages: Bucket::new(share(BURST_MESSAGES), share(MESSAGES_PER_SECOND)),
            bytes: Bucket::new(BURST_BYTES, BYTES_PER_SECOND),
            filled: now,
            due: None,
        }
    }

    /// What `welcome` says.
    pub fn limit(&mut self, limits: &Limits) {
        self.messages.resize(share(limits.burst_messages), share(limits.messages_per_second));
    }

    /// Whether a message of so many bytes may go now; if so, it is counted.
    pub fn take(&mut self, bytes: usize, now: Time) -> bool {
        let passed = now.since(self.filled);
        self.filled = now;
        self.messages.fill(passed);
        self.bytes.fill(passed);
        let bytes = bytes as u64;
        let wait = self.messages.wait(1).max(self.bytes.wait(bytes));
        if wait > 0 {
            let at = now + wait;
            self.due = Some(self.due.map_or(at, |due| due.min(at)));
            return false;
        }
        self.messages.take(1);
        self.bytes.take(bytes);
        true
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
        let mut pacer = Pacer::new(Time(0));
        assert_eq!(leave(&mut pacer, 256, 0, 1), 360);
        assert_eq!(leave(&mut pacer, 256, 1, 10_001), 180, "18 a second");
        let mut pacer = Pacer::new(Time(0));
        let burst = leave(&mut pacer, 32_768, 0, 1);
        assert_eq!(burst, 57, "2 MiB less a tenth");
        let after = leave(&mut pacer, 32_768, 1, 10_001) * 32_768;
        assert!((1_000_000..=1_200_000).contains(&after), "{after} bytes in ten seconds");
    }

    #[test]
    fn whoever_waits_is_told_until_when() {
        let mut pacer = Pacer::new(Time(0));
        leave(&mut pacer, 256, 0, 1);
        let due = pacer.deadline().expect("something was refused");
        pacer.ask();
        assert!(pacer.deadline().is_none() && !pacer.take(256, Time(due.0 - 1)));
        assert!(pacer.take(256, due));
    }

    #[test]
    fn the_account_survives_a_welcome_and_no_figure_stops_it_for_ever() {
        let mut pacer = Pacer::new(Time(0));
        leave(&mut pacer, 256, 0, 1);
        let limits = |burst, rate| Limits {
            message_bytes: 65_536,
            room_size: 50,
            burst_messages: burst,
            messages_per_second: rate,
        };
        pacer.limit(&limits(400, 20));
        assert!(!pacer.take(256, Time(1)), "joining again fills no account");
        pacer.limit(&limits(0, 0));
        assert!(leave(&mut pacer, 256, 1, 3_000) >= 1);
        pacer.limit(&limits(u32::MAX, u32::MAX));
        assert!(pacer.take(256, Time(4_000)));
    }
}
