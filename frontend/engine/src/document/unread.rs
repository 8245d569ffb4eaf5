//! Unread chat lines: a soft sound for new ones, and not for each of many.

use crate::base::time::Time;

/// No more than one sound in so long, milliseconds: in a lively chat nobody needs to be told of every line.
const QUIET_MS: u64 = 5_000;

/// How many there were, and when it was last told.
#[derive(Debug, Default)]
pub struct Unread {
    lines: u32,
    rang: Option<Time>,
}

impl Unread {
    /// So many are unread now. Whether that is to be heard.
    pub fn rings(&mut self, lines: u32, now: Time) -> bool {
        let more = lines > std::mem::replace(&mut self.lines, lines);
        let rings = more && self.rang.is_none_or(|rang| now.since(rang) >= QUIET_MS);
        if rings {
            self.rang = Some(now);
        }
        rings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_are_heard_and_a_flood_of_them_is_not() {
        let mut unread = Unread::default();
        assert!(unread.rings(1, Time(0)));
        assert_eq!((2..50).filter(|lines| unread.rings(*lines, Time(u64::from(*lines) * 50))).count(), 0);
        assert!(!unread.rings(0, Time(10_000)), "read");
        assert!(unread.rings(1, Time(10_001)));
    }
}
