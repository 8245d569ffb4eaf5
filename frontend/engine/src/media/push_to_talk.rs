//! Push-to-talk and push-to-mute: while a key or the button is held, the microphone is the other way round.
//!
//! Off, it is on until the hold ends; on, it is off. A hold that the person ends by letting go puts things back as they
//! were. One that ends in any other way (the window lost the focus, the page was hidden, the pointer was cancelled, the
//! device is gone) leaves the microphone off.
//!
//! Invariant: [`Switch::On`] comes only out of [`PushToTalk::hold`], [`PushToTalk::tick`] after a hold that has not ended, and
//! [`PushToTalk::release`]: each is the person's own act.

use crate::api::values::Hold;
use crate::api::view::TalkMode;
use crate::base::time::Time;

/// The button is held, and no longer just clicked, after this, milliseconds: clicks of slow hands take up to 300.
pub const MOMENT_MS: u64 = 350;

/// What the microphone shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On air.
    On,
    /// Silent.
    Off,
}

/// What a person holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushToTalk {
    /// Nothing.
    Free,
    /// The button is down: a click, or the beginning of a hold.
    Pressed { since: Time },
    /// The microphone is the other way round; `before` is what letting go leads back to. `also`: the other one is down too.
    Held { with: Hold, before: Switch, also: bool },
    /// What was held is let go, and the other one is still down: it changes nothing, but losing it is losing a hold.
    Left { with: Hold },
}

impl PushToTalk {
    /// Act of a person: something is being held. `now_on`: the microphone is on or being opened. A second hold changes nothing.
    pub fn hold(&mut self, with: Hold, mode: TalkMode, now_on: bool, now: Time) -> Option<Switch> {
        match (*self, with, mode) {
            (PushToTalk::Held { with: ours, before, also }, _, _) => {
                *self = PushToTalk::Held { with: ours, before, also: also || with != ours };
                None
            }
            (PushToTalk::Left { .. }, _, _) | (PushToTalk::Pressed { .. }, Hold::Button, _) => None,
            (PushToTalk::Pressed { .. }, Hold::Key, _) => Some(self.begin(with, true, now_on)),
            (PushToTalk::Free, Hold::Key, _) | (PushToTalk::Free, Hold::Button, TalkMode::PushToTalk) => {
                Some(self.begin(with, false, now_on))
            }
            (PushToTalk::Free, Hold::Button, TalkMode::Open) => {
                *self = PushToTalk::Pressed { since: now };
                None
            }
        }
    }

    fn begin(&mut self, with: Hold, also: bool, now_on: bool) -> Switch {
        let (before, switch) = if now_on { (Switch::On, Switch::Off) } else { (Switch::Off, Switch::On) };
        *self = PushToTalk::Held { with, before, also };
        switch
    }

    /// A press that lasts becomes a hold.
    pub fn tick(&mut self, now_on: bool, now: Time) -> Option<Switch> {
        match *self {
            PushToTalk::Pressed { since } if now.since(since) >= MOMENT_MS => {
                Some(self.begin(Hold::Button, false, now_on))
            }
            PushToTalk::Free | PushToTalk::Pressed { .. } | PushToTalk::Held { .. } | PushToTalk::Left { .. } => None,
        }
    }

    /// Act of a person: they let go.
    pub fn release(&mut self, with: Hold) -> Option<Switch> {
        match *self {
            PushToTalk::Held { with: ours, before, also } if ours == with => {
                *self = if also { PushToTalk::Left { with: with.other() } } else { PushToTalk::Free };
                Some(before)
            }
            PushToTalk::Held { with: ours, before, .. } => {
                *self = PushToTalk::Held { with: ours, before, also: false };
                None
            }
            PushToTalk::Left { with: ours } if ours == with => {
                *self = PushToTalk::Free;
                None
            }
            PushToTalk::Pressed { .. } if with == Hold::Button => {
                *self = PushToTalk::Free;
                None
            }
            PushToTalk::Free | PushToTalk::Pressed { .. } | PushToTalk::Left { .. } => None,
        }
    }

    /// The hold ended, and not by letting go: whatever was before, the microphone is off.
    pub fn lose(&mut self) -> Option<Switch> {
        match std::mem::replace(self, PushToTalk::Free) {
            PushToTalk::Held { .. } | PushToTalk::Left { .. } => Some(Switch::Off),
            PushToTalk::Free | PushToTalk::Pressed { .. } => None,
        }
    }

    /// Another act of the person upon the microphone, or its loss: letting go means nothing any more.
    pub fn set_free(&mut self) {
        *self = PushToTalk::Free;
    }

    /// Whether something is held.
    pub fn held(self) -> bool {
        matches!(self, PushToTalk::Held { .. })
    }

    /// When a press becomes a hold.
    pub fn deadline(self) -> Option<Time> {
        match self {
            PushToTalk::Pressed { since } => Some(since + MOMENT_MS),
            PushToTalk::Free | PushToTalk::Held { .. } | PushToTalk::Left { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_held_talks_and_let_go_is_silent() {
        let mut talk = PushToTalk::Free;
        assert_eq!(talk.hold(Hold::Key, TalkMode::Open, false, Time(0)), Some(Switch::On));
        assert_eq!(talk.hold(Hold::Key, TalkMode::Open, true, Time(5)), None, "keys repeat themselves");
        assert_eq!(talk.release(Hold::Key), Some(Switch::Off));
        assert_eq!(talk.release(Hold::Key), None);
    }

    #[test]
    fn a_key_that_is_still_down_when_the_button_is_let_go_is_lost_as_a_hold_is() {
        for (first, second) in [(Hold::Button, Hold::Key), (Hold::Key, Hold::Button)] {
            let mut talk = PushToTalk::Free;
            assert_eq!(talk.hold(first, TalkMode::PushToTalk, true, Time(0)), Some(Switch::Off));
            assert_eq!(talk.hold(second, TalkMode::PushToTalk, false, Time(5)), None);
            assert_eq!(talk.release(first), Some(Switch::On));
            let mut lost = talk;
            assert_eq!(lost.lose(), Some(Switch::Off));
            assert_eq!(talk.release(second), None);
            assert_eq!(talk.lose(), None, "nothing is down any more");
        }
    }

    #[test]
    fn a_key_held_while_talking_is_silent_and_let_go_talks() {
        let mut talk = PushToTalk::Free;
        assert_eq!(talk.hold(Hold::Key, TalkMode::Open, true, Time(0)), Some(Switch::Off));
        assert_eq!(talk.release(Hold::Key), Some(Switch::On));
    }

    #[test]
    fn a_hold_that_is_lost_leaves_silence() {
        for on in [true, false] {
            let mut talk = PushToTalk::Free;
            talk.hold(Hold::Key, TalkMode::Open, on, Time(0));
            assert_eq!(talk.lose(), Some(Switch::Off));
            assert_eq!(talk.release(Hold::Key), None, "letting go afterwards opens nothing");
        }
    }

    #[test]
    fn a_button_is_held_after_a_moment_and_clicked_before() {
        let mut talk = PushToTalk::Free;
        assert_eq!(talk.hold(Hold::Button, TalkMode::Open, false, Time(0)), None);
        assert_eq!(talk.tick(false, Time(MOMENT_MS - 1)), None);
        assert_eq!((talk.held(), talk.deadline()), (false, Some(Time(MOMENT_MS))));
        assert_eq!(talk.tick(false, Time(MOMENT_MS)), Some(Switch::On));
        assert_eq!(talk.release(Hold::Button), Some(Switch::Off));
        talk.hold(Hold::Button, TalkMode::Open, false, Time(0));
        assert_eq!(talk.release(Hold::Button), None);
        assert_eq!(talk.tick(false, Time(MOMENT_MS)), None, "let go before the moment was over");
    }

    #[test]
    fn with_push_to_talk_the_button_talks_at_once() {
        let mut talk = PushToTalk::Free;
        assert_eq!(talk.hold(Hold::Button, TalkMode::PushToTalk, false, Time(0)), Some(Switch::On));
        assert_eq!(talk.release(Hold::Key), None, "only what holds can let go");
        assert_eq!(talk.release(Hold::Button), Some(Switch::Off));
    }
}
