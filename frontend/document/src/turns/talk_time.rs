//! Talk time: for how long one page has heard whom, its own person among them. It stays on that page.

use litemap::LiteMap;

/// Who was heard for how long. Times are milliseconds of any clock that only goes forward.
#[derive(Clone, Debug, Default)]
pub struct TalkTime<K: Ord> {
    heard: LiteMap<K, Heard>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    total_ms: u64,
    since: Option<u64>,
}

impl Heard {
    fn total(self, now_ms: u64) -> u64 {
        self.total_ms + self.since.map_or(0, |since| now_ms.saturating_sub(since))
    }
}

impl<K: Ord> TalkTime<K> {
    /// Somebody begins to be heard, or stops.
    pub fn hears(&mut self, who: K, speaks: bool, now_ms: u64) {
        let heard = self.heard.entry(who).or_default();
        heard.total_ms = heard.total(now_ms);
        heard.since = speaks.then_some(now_ms);
    }

    /// How long this one was heard, milliseconds.
    pub fn of(&self, who: &K, now_ms: u64) -> u64 {
        self.heard.get(who).map_or(0, |heard| heard.total(now_ms))
    }

    /// How long all together were heard, milliseconds; two at a time count twice.
    pub fn all(&self, now_ms: u64) -> u64 {
        self.heard.values().map(|heard| heard.total(now_ms)).sum()
    }

    /// How much of all talking was theirs, percent.
    pub fn percent(&self, who: &K, now_ms: u64) -> u32 {
        let all = self.all(now_ms).max(1);
        ((self.of(who, now_ms) * 100 + all / 2) / all).min(100) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_was_heard_so_far() {
        let mut talk = TalkTime::default();
        assert_eq!((talk.all(5), talk.percent(&"Ada", 5)), (0, 0));
        talk.hears("Ada", true, 0);
        talk.hears("Ada", false, 10_000);
        talk.hears("Ben", true, 10_000);
        assert_eq!((talk.of(&"Ada", 40_000), talk.of(&"Ben", 40_000)), (10_000, 30_000));
        assert_eq!((talk.percent(&"Ada", 40_000), talk.percent(&"Ben", 40_000)), (25, 75));
        talk.hears("Ben", true, 40_000);
        assert_eq!(talk.all(50_000), 50_000, "said twice, counted once");
    }
}
