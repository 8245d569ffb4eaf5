//! Co-location: two people in one room need not hear each other through their computers as well.
//!
//! Invariant: it holds only while both say so, by their own act. So nobody can silence anybody else by claiming it, and
//! each of the two can end it. It changes what the two hear of each other, and never a microphone.

use crate::api::view::Seating;
use crate::base::time::Time;
use crate::messaging::message;

/// One person's claims are shown so often at most, milliseconds.
const TELL_MS: u64 = 30_000;

/// What two people say of where they sit.
#[derive(Debug, Default)]
pub struct CoLocation {
    ours: Statement,
    theirs: Statement,
    /// They say so anew, and the person was not told of it yet.
    news: bool,
    /// When the person was last told.
    told: Option<Time>,
}

/// What one of them says; the highest revision counts.
#[derive(Clone, Copy, Debug, Default)]
struct Statement {
    revision: u32,
    sits: bool,
}

impl CoLocation {
    /// How it stands.
    pub fn seating(&self) -> Seating {
        match (self.ours.sits, self.theirs.sits) {
            (false, false) => Seating::Apart,
            (true, false) => Seating::Asked,
            (false, true) => Seating::Invited,
            (true, true) => Seating::Together,
        }
    }

    /// Whether we hear them with our own ears.
    pub fn silent(&self) -> bool {
        self.seating() == Seating::Together
    }

    /// Act of a person: we do, or we do not (any more). What to write, if that is news.
    pub fn say(&mut self, sits: bool) -> Option<message::Claim> {
        if self.ours.sits == sits {
            return None;
        }
        self.ours = Statement { revision: self.ours.revision.saturating_add(1), sits };
        Some(message::Claim { revision: self.ours.revision, sits })
    }

    /// They say that they do, or do not. What to answer: of what they end nothing is left with us either.
    pub fn hear(&mut self, message: message::Claim) -> Option<message::Claim> {
        if message.revision <= self.theirs.revision {
            return None;
        }
        self.news = message.sits && (self.news || !self.theirs.sits);
        self.theirs = Statement { revision: message.revision, sits: message.sits };
        if message.sits { None } else { self.say(false) }
    }

    /// Whether a person is to be told now that somebody says they sit with them: once, for who waves it away means it.
    pub fn tell(&mut self, now: Time) -> bool {
        let asked = self.seating() == Seating::Invited && self.news;
        let due = asked && self.told.is_none_or(|told| now.since(told) >= TELL_MS);
        if due {
            (self.news, self.told) = (false, Some(now));
        }
        due
    }

    /// What we say. It stays with whoever they are after their reload; theirs is to be said anew.
    pub fn ours(&self) -> bool {
        self.ours.sits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Ada says about Ben and Ben about Ada.
    fn pair() -> (CoLocation, CoLocation) {
        Default::default()
    }

    #[test]
    fn it_holds_while_both_say_so() {
        let (mut ada, mut ben) = pair();
        assert_eq!(ben.hear(ada.say(true).unwrap()), None);
        assert_eq!((ada.seating(), ben.seating()), (Seating::Asked, Seating::Invited));
        assert!(!ada.silent() && !ben.silent());
        assert_eq!(ada.hear(ben.say(true).unwrap()), None);
        assert!(ada.silent() && ben.silent());
        assert_eq!(ada.say(true), None, "said already");
    }

    #[test]
    fn either_ends_it_for_both() {
        for ends in [0, 1] {
            let (mut ada, mut ben) = pair();
            ben.hear(ada.say(true).unwrap());
            ada.hear(ben.say(true).unwrap());
            let (ending, other) = if ends == 0 { (&mut ada, &mut ben) } else { (&mut ben, &mut ada) };
            let answer = other.hear(ending.say(false).unwrap());
            assert_eq!(ending.hear(answer.unwrap()), None, "an end is not answered for ever");
            assert_eq!((ada.seating(), ben.seating()), (Seating::Apart, Seating::Apart));
        }
    }

    #[test]
    fn words_that_come_late_or_twice_change_nothing() {
        let (mut ada, mut ben) = pair();
        let (yes, no) = (ada.say(true).unwrap(), ada.say(false).unwrap());
        ben.hear(no);
        ben.hear(yes);
        assert_eq!(ben.seating(), Seating::Apart);
        ben.hear(message::Claim { revision: u32::MAX, sits: true });
        assert_eq!((ben.hear(no), ben.seating()), (None, Seating::Invited));
    }

    #[test]
    fn who_waves_the_question_away_is_not_asked_again_before_it_is_said_anew() {
        let mut ben = CoLocation::default();
        let hears = |ben: &mut CoLocation, revision, sits| ben.hear(message::Claim { revision, sits });
        hears(&mut ben, 1, true);
        assert!(ben.tell(Time(0)) && !ben.tell(Time(600_000)));
        hears(&mut ben, 2, true);
        assert!(!ben.tell(Time(600_000)), "that is the same statement");
        hears(&mut ben, 3, false);
        hears(&mut ben, 4, true);
        assert!(ben.tell(Time(600_000)));
    }

    #[test]
    fn whoever_claims_it_all_the_time_is_shown_rarely() {
        let mut ben = CoLocation::default();
        let told = (0..200).filter(|number| {
            ben.hear(message::Claim { revision: number + 1, sits: number % 2 == 0 });
            ben.tell(Time(u64::from(*number) * 1_000))
        });
        assert_eq!(told.count(), 7);
    }
}
