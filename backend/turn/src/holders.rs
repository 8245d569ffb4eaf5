//! Who may have relays: those with a seat, each with their own pace; a lost line costs them nothing for a while.

use crate::credential::HolderId;
use crate::limits::Limits;
use plenum_rooms::rate::{Bucket, Rate};
use plenum_rooms::time::Time;
use std::collections::HashMap;
use std::time::Duration;

/// A second's worth at once, whatever it is that is counted.
const SECOND: Rate = Rate { burst: 1_001, every: Duration::from_millis(1) };

/// Bytes over time.
#[derive(Clone, Copy, Debug)]
pub struct Bandwidth {
    bucket: Bucket,
}

impl Bandwidth {
    /// Nothing was used.
    pub fn new(now: Time) -> Bandwidth {
        Bandwidth { bucket: Bucket::new(now) }
    }

    /// Whether there is any left.
    pub fn has_room(&self, now: Time) -> bool {
        self.bucket.wait(SECOND, now).is_none()
    }

    /// Whether nothing was used lately.
    pub fn is_full(&self, now: Time) -> bool {
        self.bucket.is_full(now)
    }

    /// These bytes went through.
    pub fn spend(&mut self, bytes: usize, per_second: u64, now: Time) {
        let nanos = (bytes as u64).saturating_mul(1_000_000_000) / per_second.max(1);
        self.bucket.charge(Duration::from_nanos(nanos), now);
    }
}

#[derive(Debug)]
struct Holder {
    presence: Presence,
    requests: Bucket,
    bandwidth: Bandwidth,
}

#[derive(Clone, Copy, Debug)]
enum Presence {
    /// So many sessions have the seat: one, or two while one takes over from the other.
    Seated(u32),
    /// None has since.
    Lost(Time),
}

/// Everybody who may have relays.
#[derive(Debug, Default)]
pub struct Holders {
    all: HashMap<HolderId, Holder>,
}

impl Holders {
    /// A session has the seat of this holder.
    pub fn seated(&mut self, id: HolderId, now: Time) {
        let holder = self.all.entry(id).or_insert_with(|| Holder {
            presence: Presence::Lost(now),
            requests: Bucket::new(now),
            bandwidth: Bandwidth::new(now),
        });
        holder.presence = match holder.presence {
            Presence::Seated(sessions) => Presence::Seated(sessions + 1),
            Presence::Lost(_) => Presence::Seated(1),
        };
    }

    /// A session of this holder is lost.
    pub fn lost(&mut self, id: HolderId, now: Time) {
        if let Some(holder) = self.all.get_mut(&id) {
            holder.presence = match holder.presence {
                Presence::Seated(sessions @ 2..) => Presence::Seated(sessions - 1),
                Presence::Seated(_) => Presence::Lost(now),
                lost @ Presence::Lost(_) => lost,
            };
        }
    }

    /// A session of this holder said goodbye; true if it was the last, so that the holder is none any more.
    pub fn left(&mut self, id: HolderId, now: Time) -> bool {
        self.lost(id, now);
        let is_gone = self.all.get(&id).is_some_and(|holder| matches!(holder.presence, Presence::Lost(_)));
        if is_gone {
            self.all.remove(&id);
        }
        is_gone
    }

    /// Whether this holder may allocate.
    pub fn may_allocate(&self, id: HolderId, limits: &Limits, now: Time) -> bool {
        self.all.get(&id).is_some_and(|holder| match holder.presence {
            Presence::Seated(_) => true,
            Presence::Lost(since) => now.since(since) < limits.seat_kept,
        })
    }

    /// Whether one more request is within the pace of this holder.
    pub fn may_ask(&mut self, id: HolderId, limits: &Limits, now: Time) -> bool {
        self.all.get_mut(&id).is_some_and(|holder| holder.requests.take(limits.requests, now).is_ok())
    }

    /// A request that is as much work as so many more.
    pub fn charge(&mut self, id: HolderId, more: usize, limits: &Limits, now: Time) {
        if let Some(holder) = self.all.get_mut(&id) {
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            holder.requests.charge(limits.requests.every.saturating_mul(more), now);
        }
    }

    /// Whether this holder may have bytes relayed.
    pub fn has_room(&self, id: HolderId, now: Time) -> bool {
        self.all.get(&id).is_some_and(|holder| holder.bandwidth.has_room(now))
    }

    /// These bytes went through a relay of this holder.
    pub fn spend(&mut self, id: HolderId, bytes: usize, limits: &Limits, now: Time) {
        if let Some(holder) = self.all.get_mut(&id) {
            holder.bandwidth.spend(bytes, limits.bytes_per_second_of_holder, now);
        }
    }

    /// Forgets holders whose line has been lost for too long, and those without a relay as soon as their seat is given
    /// away. What is not a holder any more has no relay either: the caller sees to that.
    pub fn forget(&mut self, has_relay: impl Fn(HolderId) -> bool, limits: &Limits, now: Time) {
        self.all.retain(|id, holder| match holder.presence {
            Presence::Seated(_) => true,
            Presence::Lost(since) => {
                let lost = now.since(since);
                lost < limits.seat_kept || lost < limits.lost && has_relay(*id)
            }
        });
    }

    /// Whether somebody is a holder.
    pub fn is_known(&self, id: HolderId) -> bool {
        self.all.contains_key(&id)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Secret;

    fn after(seconds: u64) -> Time {
        Time::from_millis(seconds * 1000)
    }

    fn start() -> (Holders, HolderId, Limits) {
        let id = Secret::new([7; 32], Duration::ZERO).holder(&[b"seat"]);
        (Holders::default(), id, Limits::new(50, Duration::from_secs(60)))
    }

    #[test]
    fn whoever_has_a_seat_may_allocate_and_a_minute_longer() {
        let (mut holders, id, limits) = start();
        assert!(!holders.may_allocate(id, &limits, after(0)));
        holders.seated(id, after(0));
        assert!(holders.may_allocate(id, &limits, after(100_000)));
        holders.lost(id, after(100));
        assert!(holders.may_allocate(id, &limits, after(159)) && !holders.may_allocate(id, &limits, after(160)));
        holders.seated(id, after(160));
        assert!(holders.may_allocate(id, &limits, after(1_000)));
    }

    #[test]
    fn a_session_that_was_taken_over_costs_the_other_nothing() {
        let (mut holders, id, limits) = start();
        holders.seated(id, after(0));
        holders.seated(id, after(1));
        holders.lost(id, after(1));
        assert!(holders.may_allocate(id, &limits, after(1_000)));
        holders.seated(id, after(1));
        assert!(!holders.left(id, after(1)), "the other one is still there");
        assert!(holders.may_allocate(id, &limits, after(1_000)));
        assert!(holders.left(id, after(1)) && !holders.is_known(id));
        assert!(!holders.may_allocate(id, &limits, after(2)), "goodbye is goodbye");
    }

    #[test]
    fn relays_outlive_a_lost_line_by_ten_minutes_and_nothing_is_kept_of_who_has_none() {
        let (mut holders, id, limits) = start();
        holders.seated(id, after(0));
        holders.forget(|_| false, &limits, after(100_000));
        assert!(holders.is_known(id), "seated");
        holders.lost(id, after(100));
        holders.forget(|_| false, &limits, after(159));
        assert!(holders.is_known(id), "the seat is kept");
        holders.forget(|_| true, &limits, after(699));
        assert!(holders.is_known(id));
        holders.forget(|_| true, &limits, after(700));
        assert!(!holders.is_known(id));
        holders.seated(id, after(700));
        holders.lost(id, after(700));
        holders.forget(|_| false, &limits, after(760));
        assert_eq!(holders.count(), 0);
    }

    #[test]
    fn bytes_are_counted_over_time() {
        let mut bandwidth = Bandwidth::new(after(10));
        let mut sent = 0;
        while bandwidth.has_room(after(10)) {
            bandwidth.spend(1_000, 1_000_000, after(10));
            sent += 1_000;
        }
        assert_eq!(sent, 1_001_000, "a second's worth at once, and the packet that reaches it");
        assert!(!bandwidth.has_room(after(10)) && bandwidth.has_room(after(11)));
        let mut fast = Bandwidth::new(after(10));
        fast.spend(1_250, 10_000_000_000, after(10));
        assert!(fast.has_room(after(10)));
    }
}
