//! When something was written, of whatever kind: by this all pages can tell that a meeting was over while something was still open.

use crate::api::view::QUIET_MS;
use litemap::LiteMap;

/// The times of all records, each with how many have it.
#[derive(Default)]
pub struct Activity {
    times: LiteMap<u64, u32>,
    revision: u64,
}

impl Activity {
    /// A record was written then.
    pub fn insert(&mut self, time_ms: u64) {
        *self.times.entry(time_ms).or_default() += 1;
        self.revision += 1;
    }

    /// One of those that were written then is taken out.
    pub fn remove(&mut self, time_ms: u64) {
        if let Some(count) = self.times.get_mut(&time_ms) {
            *count -= 1;
            if *count == 0 {
                self.times.remove(&time_ms);
            }
            self.revision += 1;
        }
    }

    /// When the last of those was written that were written before then.
    pub fn last_before(&self, time_ms: u64) -> Option<u64> {
        let place = self.times.find_index(&time_ms).unwrap_or_else(|place| place);
        Some(self.times.as_slice().get(place.checked_sub(1)?)?.0)
    }

    /// The last moment from `from` to `to` before which there was no pause that ended a meeting.
    pub fn last_before_quiet(&self, from: u64, to: u64) -> u64 {
        let mut last = from;
        let begins = self.times.find_index(&from).unwrap_or_else(|place| place);
        let later = self.times.as_slice().get(begins..).unwrap_or_default();
        for (time, _) in later.iter().copied().take_while(|(time, _)| *time < to) {
            if time - last > QUIET_MS {
                break;
            }
            last = time;
        }
        last
    }

    /// Grows with each record.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pause_ends_what_goes_on() {
        let mut activity = Activity::default();
        let times = [1_000, 1_000, QUIET_MS, 3 * QUIET_MS, 4 * QUIET_MS];
        times.into_iter().for_each(|time| activity.insert(time));
        assert_eq!(activity.last_before_quiet(500, u64::MAX), QUIET_MS);
        assert_eq!(activity.last_before_quiet(2 * QUIET_MS, u64::MAX), 4 * QUIET_MS, "the pause was before");
        activity.remove(1_000);
        assert_eq!(activity.last_before_quiet(500, 2_000), 1_000, "another one was written then");
        activity.remove(QUIET_MS);
        assert_eq!(activity.last_before_quiet(500, u64::MAX), 1_000);
        assert_eq!(activity.last_before_quiet(9 * QUIET_MS, 0), 9 * QUIET_MS);
        let before = [1_000, 1_001, 3 * QUIET_MS, u64::MAX].map(|time| activity.last_before(time));
        assert_eq!(before, [None, Some(1_000), Some(1_000), Some(4 * QUIET_MS)]);
    }
}
