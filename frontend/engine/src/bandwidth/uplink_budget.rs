//! The uplink budget: falls when half of the paths are in trouble or the browser promises less than we send, rises while all
//! is calm, and slowly where it fell before.

use super::path_stats::PathStats;
use crate::base::time::Time;

/// Before anything is measured, bits per second.
const START: u32 = 1_000_000;
/// Never less for each way, bits per second, and for so many ways: sound and the smallest picture for each of a few. A
/// moment's trouble, or a slow computer, must not take everybody's picture away; below this the browsers hold back themselves.
const LEAST_EACH: u32 = 110_000;
const LEAST_WAYS: u32 = 4;
/// Never more, bits per second: the best picture for twelve.
const MOST: u32 = 20_000_000;
/// Falls to so many percent of what was really sent, …
const DOWN_PERCENT: u64 = 85;
/// … but by no more than this part at once: after a moment's jam the browsers send next to nothing, which says little of
/// the uplink, and they hold back by themselves as long as it lasts.
const DOWN_PART: u32 = 2;
/// Rises so many percent a second.
const UP_PERCENT: u64 = 8;
/// From so many percent of where it fell last …
const NEAR_PERCENT: u64 = 70;
/// … it rises only so many percent a second, …
const NEAR_UP_PERCENT: u64 = 1;
/// … and from so many not at all, …
const AT_PERCENT: u64 = 90;
/// … for so long, milliseconds: what an uplink carries seldom changes, and each new try at its limit costs everybody's
/// picture some seconds.
const NEAR_MS: u64 = 180_000;
/// Trouble lasts this long before it falls, milliseconds.
const TROUBLE_MS: u64 = 1_500;
/// Calm lasts this long before it rises, milliseconds.
const CALM_MS: u64 = 5_000;
/// Between two falls, milliseconds.
const STEP_MS: u64 = 3_000;
/// It is looked at so often, milliseconds: each way has told its figures once in between.
const LOOK_MS: u64 = 1_000;
/// A rise makes up for at most so long, milliseconds: nothing is known of the time a computer slept.
const LONGEST_MS: u64 = 5_000;

/// Our uplink.
#[derive(Debug)]
pub struct Budget {
    bits: u32,
    looked: Time,
    /// Since when there is trouble.
    trouble: Option<Time>,
    /// When there was trouble last.
    troubled: Option<Time>,
    /// When it fell last, and from where, bits per second.
    fell: Option<(Time, u32)>,
    /// The browser has promised as much as we want to send since the last fall: only from there can it fall short.
    covered: bool,
}

/// What we want to send over all ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct Targets {
    /// What the senders may send, bits per second.
    pub bits: u32,
    /// Somebody gets no picture only because our uplink is thought too narrow.
    pub starved: bool,
}

impl Budget {
    /// Nothing is measured yet.
    pub fn new(now: Time) -> Budget {
        Budget { bits: START, looked: now, trouble: None, troubled: None, fell: None, covered: false }
    }

    /// Bits per second.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Whether half of the ways are in trouble at once: then it is our uplink and not theirs. One of several never is,
    /// whatever its other end reports: it would take the picture from everybody else.
    pub fn is_to_blame<'a>(paths: impl Iterator<Item = &'a PathStats>, now: Time) -> bool {
        let fresh = paths.filter(|path| path.fresh(now).is_some());
        let (bad, all) = fresh.fold((0, 0), |(bad, all), path| (bad + usize::from(path.bad()), all + 1));
        bad > 0 && bad * 2 >= all && (bad > 1 || all == 1)
    }

    /// Looks at all ways, once a second at the most.
    pub fn look<'a>(&mut self, paths: impl Iterator<Item = &'a PathStats> + Clone, targets: Targets, now: Time) {
        let passed = now.since(self.looked);
        if passed < LOOK_MS {
            return;
        }
        self.looked = now;
        let fresh = paths.clone().filter_map(|path| path.fresh(now));
        if fresh.clone().next().is_none() {
            return;
        }
        let ways = u32::try_from(fresh.clone().count()).unwrap_or(LEAST_WAYS);
        let sent: u64 = fresh.clone().map(|stats| u64::from(stats.sent)).sum();
        // One browser that promises nothing (Firefox) leaves the sum open.
        let promised: Option<u64> = fresh.map(|stats| stats.available.map(u64::from)).sum();
        let enough = promised.map(|promised| promised >= u64::from(targets.bits));
        self.covered |= enough == Some(true);
        let short = self.covered && enough == Some(false);
        if Budget::is_to_blame(paths, now) || short {
            self.suffer(sent, ways, now);
        } else {
            self.trouble = None;
            let calm = self.troubled.is_none_or(|at| now.since(at) >= CALM_MS);
            let used = sent * 2 >= u64::from(targets.bits);
            if calm && (used || targets.starved) {
                let more = u64::from(self.bits) * self.up_percent(now) * passed.min(LONGEST_MS) / 100_000;
                self.bits = self.bits.saturating_add(more as u32).min(MOST);
            }
        }
    }

    fn up_percent(&self, now: Time) -> u64 {
        let Some((_, from)) = self.fell.filter(|(at, _)| now.since(*at) < NEAR_MS) else { return UP_PERCENT };
        match u64::from(self.bits) * 100 / u64::from(from) {
            ..NEAR_PERCENT => UP_PERCENT,
            NEAR_PERCENT..AT_PERCENT => NEAR_UP_PERCENT,
            AT_PERCENT.. => 0,
        }
    }

    fn suffer(&mut self, sent: u64, ways: u32, now: Time) {
        self.troubled = Some(now);
        let since = *self.trouble.get_or_insert(now);
        let due = now.since(since) >= TROUBLE_MS && self.fell.is_none_or(|(at, _)| now.since(at) >= STEP_MS);
        if due {
            let less = u32::try_from(sent * DOWN_PERCENT / 100).unwrap_or(MOST);
            // What falls on in the same trouble was too much at first.
            let from = self.fell.filter(|(at, _)| since <= *at).map_or(self.bits, |(_, from)| from);
            self.fell = Some((now, from));
            let least = (LEAST_EACH * ways.min(LEAST_WAYS)).max(self.bits / DOWN_PART);
            self.bits = less.max(least).min(self.bits);
            self.covered = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::stats::Stats;

    const FULL: Targets = Targets { bits: 1_000_000, starved: false };

    /// The budget after each second of these figures on so many ways; the first `bad` of them lose packets.
    fn after(budget: &mut Budget, seconds: std::ops::Range<u64>, ways: usize, bad: usize, stats: Stats) -> Vec<u32> {
        let mut paths: Vec<PathStats> = (0..ways).map(|_| PathStats::default()).collect();
        let each = |second: u64| {
            for (index, path) in paths.iter_mut().enumerate() {
                let loss = if index < bad { 0.1 } else { 0.0 };
                path.take(Stats { loss, ..stats }, false, Time(second * 1_000));
            }
            budget.look(paths.iter(), FULL, Time(second * 1_000));
            budget.bits()
        };
        seconds.map(each).collect()
    }

    fn sending(sent: u32) -> Stats {
        Stats { sent, round_trip: Some(40), ..Stats::default() }
    }

    #[test]
    fn it_rises_eight_percent_a_second_while_calm_and_used() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(after(&mut budget, 1..4, 2, 0, sending(400_000)), [1_080_000, 1_166_400, 1_259_712]);
        assert_eq!(after(&mut budget, 4..6, 2, 0, sending(249_000)), [1_259_712; 2], "unused");
        let most = *after(&mut budget, 6..90, 2, 0, sending(400_000)).last().unwrap();
        assert_eq!(most, MOST);
    }

    #[test]
    fn who_could_send_no_picture_at_all_may_try_more() {
        let mut budget = Budget::new(Time(0));
        let mut path = PathStats::default();
        path.take(sending(1_000), false, Time(1_000));
        budget.look([&path].into_iter(), Targets { starved: true, ..FULL }, Time(1_000));
        assert_eq!(budget.bits(), 1_080_000);
    }

    #[test]
    fn trouble_on_half_of_the_ways_takes_it_below_what_was_sent() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(after(&mut budget, 1..3, 4, 2, sending(200_000)), [1_000_000; 2], "trouble has to last");
        assert_eq!(after(&mut budget, 3..4, 4, 2, sending(200_000)), [680_000]);
        assert_eq!(after(&mut budget, 4..7, 4, 2, sending(150_000)), [680_000, 680_000, 510_000], "3 s between falls");
        assert_eq!(after(&mut budget, 7..12, 4, 0, sending(200_000))[..4], [510_000; 4], "calm has to last");
        assert_eq!(budget.bits(), 550_800);
    }

    #[test]
    fn it_rises_slowly_where_it_fell_and_forgets_that_by_and_by() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(
            *after(&mut budget, 1..4, 4, 4, sending(100_000)).last().unwrap(),
            500_000,
            "it fell from 1,000,000"
        );
        let calm = after(&mut budget, 4..20, 4, 0, sending(300_000));
        let steps: Vec<u32> =
            calm.windows(2).map(|two| (two[1] - two[0]) * 1_000 / two[0]).filter(|step| *step > 0).collect();
        let (quick, slow) = steps.split_at(5);
        assert!(quick.iter().all(|step| (79..=80).contains(step)), "up to 700,000: {quick:?}");
        assert!(!slow.is_empty() && slow.iter().all(|step| (9..=10).contains(step)), "from there on: {slow:?}");
        assert_eq!(*after(&mut budget, 20..120, 4, 0, sending(300_000)).last().unwrap() / 1_000, 905, "and no further");
        let later = after(&mut budget, 182..186, 4, 0, sending(2_000_000));
        assert!(later[0] * 107 / 100 < later[1], "after three minutes");
    }

    #[test]
    fn it_falls_by_half_at_once_at_the_most() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(after(&mut budget, 1..7, 4, 4, sending(10_000))[2..], [500_000, 500_000, 500_000, 440_000]);
    }

    #[test]
    fn trouble_on_fewer_ways_is_not_ours() {
        let mut budget = Budget::new(Time(0));
        assert!(after(&mut budget, 1..20, 5, 2, sending(200_000)).windows(2).all(|two| two[0] <= two[1]));
        assert!(
            after(&mut budget, 20..40, 2, 1, sending(200_000)).windows(2).all(|two| two[0] <= two[1]),
            "one of two"
        );
    }

    #[test]
    fn a_promise_that_falls_short_counts_once_it_was_kept() {
        let mut budget = Budget::new(Time(0));
        let promising = |available| Stats { available: Some(available), ..sending(200_000) };
        assert_eq!(after(&mut budget, 1..9, 2, 0, promising(300_000)), [1_000_000; 8], "browsers begin low");
        after(&mut budget, 9..10, 2, 0, promising(500_000));
        assert_eq!(after(&mut budget, 10..13, 2, 0, promising(300_000)), [1_000_000, 1_000_000, 500_000]);
    }

    #[test]
    fn it_never_falls_below_sound_nor_rises_by_falling() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(*after(&mut budget, 1..20, 1, 1, sending(1_000)).last().unwrap(), LEAST_EACH);
        assert_eq!(*after(&mut budget, 20..40, 1, 1, sending(9_000_000)).last().unwrap(), LEAST_EACH);
    }

    #[test]
    fn trouble_leaves_a_small_picture_for_each_of_a_few() {
        for (ways, least) in [(1, LEAST_EACH), (4, 4 * LEAST_EACH), (5, 4 * LEAST_EACH), (20, 4 * LEAST_EACH)] {
            let mut budget = Budget::new(Time(0));
            let bits = *after(&mut budget, 1..40, ways, ways, sending(1_000)).last().unwrap();
            assert_eq!(bits, least, "{ways} ways");
        }
    }

    #[test]
    fn without_figures_it_stays() {
        let mut budget = Budget::new(Time(0));
        assert_eq!(after(&mut budget, 1..50, 0, 0, sending(0)), [START; 49]);
    }
}
