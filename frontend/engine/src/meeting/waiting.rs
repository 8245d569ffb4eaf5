//! Waiting for the first of the others: after a while one may wonder whether the link is the right one.

use crate::base::time::Time;

/// Whoever is on time is rarely alone for longer, milliseconds: the others are late, or behind another link.
pub const LONG_MS: u64 = 60_000;

/// How it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    /// Nobody can be expected: we are not inside, or nobody could come to us.
    #[default]
    No,
    /// Alone since then.
    Since(Time),
    /// Somebody was here: it is the right link, however long one is alone afterwards.
    Over,
}

impl Waiting {
    /// Follows how it stands: whether we are where others could come to, and whether anybody else is here.
    pub fn follow(&mut self, reachable: bool, company: bool, now: Time) {
        *self = match (*self, company, reachable) {
            (Waiting::Over, _, _) | (_, true, _) => Waiting::Over,
            (Waiting::Since(since), false, true) => Waiting::Since(since),
            (Waiting::No, false, true) => Waiting::Since(now),
            (Waiting::No | Waiting::Since(_), false, false) => Waiting::No,
        };
    }

    /// Whether it has been long.
    pub fn long(self, now: Time) -> bool {
        matches!(self, Waiting::Since(since) if now.since(since) >= LONG_MS)
    }

    /// When it will have been.
    pub fn deadline(self, now: Time) -> Option<Time> {
        match self {
            Waiting::Since(since) if !self.long(now) => Some(since + LONG_MS),
            Waiting::Since(_) | Waiting::No | Waiting::Over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: u64 = 5_000;

    fn waiting() -> Waiting {
        let mut waiting = Waiting::default();
        waiting.follow(true, false, Time(AT));
        waiting
    }

    #[test]
    fn after_a_minute_alone_it_has_been_long() {
        let mut waiting = waiting();
        waiting.follow(true, false, Time(AT + LONG_MS - 1));
        assert!(!waiting.long(Time(AT + LONG_MS - 1)));
        assert_eq!(waiting.deadline(Time(AT + LONG_MS - 1)), Some(Time(AT + LONG_MS)));
        assert!(waiting.long(Time(AT + LONG_MS)));
        assert_eq!(waiting.deadline(Time(AT + LONG_MS)), None, "and nothing is due for ever");
    }

    #[test]
    fn who_had_company_is_never_asked_again() {
        let mut waiting = waiting();
        waiting.follow(true, true, Time(AT + 1));
        waiting.follow(true, false, Time(AT + 2));
        assert!(!waiting.long(Time(AT + 2 + 10 * LONG_MS)));
        assert_eq!(waiting.deadline(Time(AT + 2)), None);
    }

    #[test]
    fn while_nobody_could_come_nobody_is_waited_for() {
        let mut waiting = waiting();
        waiting.follow(false, false, Time(AT + LONG_MS));
        assert!(!waiting.long(Time(AT + LONG_MS)));
        waiting.follow(true, false, Time(AT + LONG_MS + 1));
        assert_eq!(waiting.deadline(Time(AT + LONG_MS + 1)), Some(Time(AT + 2 * LONG_MS + 1)), "from then on anew");
    }
}
