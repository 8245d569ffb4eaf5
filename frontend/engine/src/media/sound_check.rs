//! The sound check: when the tone sounds, and when our own microphone is recorded and played back. It is heard by nobody else.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::sound_check::{SoundCheck, SoundCheckCommand};
use crate::api::view::DeviceState;
use crate::base::ids::{DeviceId, OpId};
use crate::base::time::Time;

/// So long is recorded, milliseconds: a sentence.
pub const RECORD_MS: u64 = 3_000;
/// A tone or recording has ended after so long at the latest, milliseconds: some browsers never say that it has.
const PLAY_MS: u64 = RECORD_MS + 5_000;

/// What goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Off,
    Tone(OpId, Time),
    /// The person's act is opening the microphone.
    Opening,
    Recording(OpId, Time),
    Playing(OpId, Time),
    Failed,
}

/// One sound check at a time.
#[derive(Default)]
pub struct SoundChecker {
    step: Step,
    /// What plays goes through this loudspeaker.
    speaker: Option<DeviceId>,
}

impl SoundChecker {
    /// Act of a person: the tone.
    pub fn tone(&mut self, speaker: Option<DeviceId>, cx: &mut Context) {
        self.stop(cx);
        let op = cx.op();
        self.step = Step::Tone(op, cx.now + PLAY_MS);
        cx.effect(Effect::SoundCheck(SoundCheckCommand::Tone { op, speaker }));
    }

    /// Act of a person: to hear themselves, as soon as the microphone is on.
    pub fn hear(&mut self, speaker: Option<DeviceId>, cx: &mut Context) {
        self.stop(cx);
        (self.step, self.speaker) = (Step::Opening, speaker);
    }

    /// Goes on, with the microphone as it is now.
    ///
    /// Invariant: nothing is recorded but a microphone that is on, and one that goes off takes the recording with it.
    pub fn follow(&mut self, microphone: DeviceState, cx: &mut Context) {
        match (self.step, microphone) {
            (Step::Opening, DeviceState::On) => {
                let op = cx.op();
                self.step = Step::Recording(op, cx.now + RECORD_MS);
                cx.effect(Effect::SoundCheck(SoundCheckCommand::Record { op }));
            }
            (Step::Opening, DeviceState::Off | DeviceState::Trouble(_)) => self.step = Step::Off,
            (Step::Recording(_, until), DeviceState::On) if cx.now >= until => {
                let op = cx.op();
                self.step = Step::Playing(op, cx.now + PLAY_MS);
                let speaker = self.speaker.take();
                cx.effect(Effect::SoundCheck(SoundCheckCommand::Play { op, speaker }));
            }
            (Step::Recording(..), DeviceState::Off | DeviceState::Opening | DeviceState::Trouble(_)) => self.stop(cx),
            (Step::Tone(_, until) | Step::Playing(_, until), _) if cx.now >= until => self.stop(cx),
            (
                Step::Off | Step::Failed | Step::Tone(..) | Step::Opening | Step::Recording(..) | Step::Playing(..),
                _,
            ) => {}
        }
    }

    /// Ends it: the person has seen enough of it, or goes in.
    pub fn stop(&mut self, cx: &mut Context) {
        match self.step {
            // After a failure something of the recording may be there still.
            Step::Tone(..) | Step::Recording(..) | Step::Playing(..) | Step::Failed => {
                cx.effect(Effect::SoundCheck(SoundCheckCommand::Stop));
            }
            Step::Off | Step::Opening => {}
        }
        self.step = Step::Off;
    }

    /// A promise was kept, or broken. Says whether it was one of ours.
    pub fn ended(&mut self, op: OpId, well: bool) -> bool {
        let ours = match self.step {
            Step::Tone(own, _) | Step::Recording(own, _) | Step::Playing(own, _) => own == op,
            Step::Off | Step::Opening | Step::Failed => false,
        };
        if ours {
            self.step = if well { Step::Off } else { Step::Failed };
        }
        ours
    }

    /// What the person sees of it.
    pub fn view(&self) -> SoundCheck {
        match self.step {
            Step::Off => SoundCheck::Off,
            Step::Tone(..) => SoundCheck::Tone,
            Step::Opening => SoundCheck::Opening,
            Step::Recording(..) => SoundCheck::Recording,
            Step::Playing(..) => SoundCheck::Playing,
            Step::Failed => SoundCheck::Failed,
        }
    }

    /// When it goes on by itself.
    pub fn deadline(&self) -> Option<Time> {
        match self.step {
            Step::Tone(_, until) | Step::Recording(_, until) | Step::Playing(_, until) => Some(until),
            Step::Off | Step::Opening | Step::Failed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::view::DeviceTrouble;
    use crate::base::rng::Rng;

    /// What a checker asks for, at a time.
    fn asked(at: u64, ops: &mut u64, act: impl FnOnce(&mut Context)) -> Vec<SoundCheckCommand> {
        let mut rng = Rng::new([0; 32]);
        let mut cx = Context::new(Time(at), &mut rng, ops);
        act(&mut cx);
        let command = |effect| match effect {
            Effect::SoundCheck(command) => command,
            other => panic!("{other:?}"),
        };
        cx.effects.into_iter().map(command).collect()
    }

    /// A checker that records since 0, and the numbers of ops.
    fn recording() -> (SoundChecker, u64) {
        let (mut checker, mut ops) = (SoundChecker::default(), 0);
        assert_eq!(asked(0, &mut ops, |cx| checker.hear(Some(DeviceId("loud".into())), cx)), []);
        assert_eq!(asked(0, &mut ops, |cx| checker.follow(DeviceState::Opening, cx)), []);
        let commands = asked(0, &mut ops, |cx| checker.follow(DeviceState::On, cx));
        assert!(matches!(*commands, [SoundCheckCommand::Record { .. }]), "{commands:?}");
        assert_eq!(checker.view(), SoundCheck::Recording);
        (checker, ops)
    }

    #[test]
    fn three_seconds_are_recorded_and_played_through_the_chosen_loudspeaker() {
        let (mut checker, mut ops) = recording();
        assert_eq!(checker.deadline(), Some(Time(RECORD_MS)));
        assert_eq!(asked(RECORD_MS - 1, &mut ops, |cx| checker.follow(DeviceState::On, cx)), []);
        let commands = asked(RECORD_MS, &mut ops, |cx| checker.follow(DeviceState::On, cx));
        let [SoundCheckCommand::Play { op, speaker: Some(speaker) }] = &*commands else { panic!("{commands:?}") };
        assert_eq!((&*speaker.0, checker.view()), ("loud", SoundCheck::Playing));
        assert!(checker.ended(*op, true) && !checker.ended(*op, true));
        assert_eq!((checker.view(), checker.deadline()), (SoundCheck::Off, None));
    }

    #[test]
    fn a_microphone_that_goes_off_takes_the_recording_with_it() {
        for gone in [DeviceState::Off, DeviceState::Opening, DeviceState::Trouble(DeviceTrouble::Lost)] {
            let (mut checker, mut ops) = recording();
            let commands = asked(1_000, &mut ops, |cx| checker.follow(gone, cx));
            assert_eq!((commands, checker.view()), (vec![SoundCheckCommand::Stop], SoundCheck::Off));
        }
    }

    #[test]
    fn a_microphone_that_cannot_be_had_is_not_waited_for() {
        for state in [DeviceState::Off, DeviceState::Trouble(DeviceTrouble::Denied)] {
            let (mut checker, mut ops) = (SoundChecker::default(), 0);
            asked(0, &mut ops, |cx| checker.hear(None, cx));
            assert_eq!(asked(0, &mut ops, |cx| checker.follow(state, cx)), []);
            assert_eq!(checker.view(), SoundCheck::Off);
        }
    }

    #[test]
    fn a_browser_that_cannot_says_so_and_one_that_never_answers_is_not_waited_for() {
        let (mut checker, mut ops) = (SoundChecker::default(), 0);
        let commands = asked(0, &mut ops, |cx| checker.tone(None, cx));
        let [SoundCheckCommand::Tone { op, .. }] = *commands else { panic!("{commands:?}") };
        assert!(!checker.ended(OpId(99), false) && checker.ended(op, false));
        assert_eq!(checker.view(), SoundCheck::Failed);
        asked(0, &mut ops, |cx| checker.tone(None, cx));
        assert_eq!(asked(PLAY_MS - 1, &mut ops, |cx| checker.follow(DeviceState::Off, cx)), []);
        assert_eq!(asked(PLAY_MS, &mut ops, |cx| checker.follow(DeviceState::Off, cx)), [SoundCheckCommand::Stop]);
    }
}
