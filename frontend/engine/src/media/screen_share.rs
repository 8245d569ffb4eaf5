//! Screen share: our own screen, or a file we play to everybody: shown by a person's act and by nothing else, and gone with the meeting.

use crate::api::context::Context;
use crate::api::effect::{Effect, Motion, ScreenCommand};
use crate::api::event::Failure;
use crate::api::view::{Kind, ScreenTrouble, Sharing as Shown};
use crate::base::ids::{OpId, StreamRevision};

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing is shared.
    Idle,
    /// The browser lets the person choose a screen or a file.
    Asking { op: OpId, kind: Kind },
    /// On air: its picture, its sound.
    On { kind: Kind, air: [bool; 2] },
}

/// Our own screen.
///
/// Invariant: `ScreenCommand::Open` and `Play` leave this file only from `on`, in the event of a person's act. An answer that comes after
/// `Close` finds its number forgotten, and what it would have brought is closed already.
pub struct ScreenShare {
    state: State,
    /// Said to the browser with every opening.
    motion: Motion,
    /// Changes with every screen that is opened.
    preview: StreamRevision,
}

impl ScreenShare {
    /// Nothing is shared.
    pub fn new() -> ScreenShare {
        ScreenShare { state: State::Idle, motion: Motion::Still, preview: StreamRevision(0) }
    }

    /// What goes out: screen, screen sound.
    pub fn on_air(&self) -> [bool; 2] {
        match self.state {
            State::Idle | State::Asking { .. } => [false, false],
            State::On { air, .. } => air,
        }
    }

    /// What matters more in it.
    pub fn motion(&self) -> Motion {
        match self.state {
            // Films move.
            State::On { kind: Kind::File, .. } => Motion::Moving,
            State::Idle | State::Asking { .. } | State::On { kind: Kind::Screen, .. } => self.motion,
        }
    }

    /// Act of a person: share a screen, or a file.
    pub fn on(&mut self, kind: Kind, cx: &mut Context) {
        match self.state {
            State::Idle => {
                let op = cx.op();
                self.state = State::Asking { op, kind };
                cx.effect(Effect::Screen(match kind {
                    Kind::Screen => ScreenCommand::Open { op, motion: self.motion },
                    Kind::File => ScreenCommand::Play { op },
                }));
            }
            State::Asking { .. } | State::On { .. } => {}
        }
    }

    /// Shared no more: the person stopped, left, or the page goes.
    pub fn off(&mut self, cx: &mut Context) {
        match self.state {
            State::Idle => {}
            State::Asking { .. } | State::On { .. } => {
                self.state = State::Idle;
                cx.effect(Effect::Screen(ScreenCommand::Close));
            }
        }
    }

    /// Act of a person: what matters more, sharp messages or smooth motion.
    pub fn prefer(&mut self, motion: Motion, cx: &mut Context) {
        self.motion = motion;
        if let State::On { kind: Kind::Screen, .. } = self.state {
            cx.effect(Effect::Screen(ScreenCommand::Prefer(motion)));
        }
    }

    /// Something was chosen, with a picture, with sound; false if nobody waits for it any more.
    pub fn opened(&mut self, op: OpId, air: [bool; 2]) -> bool {
        match self.state {
            State::Asking { op: asked, kind } if asked == op => {
                self.state = State::On { kind, air };
                self.preview.0 += 1;
                true
            }
            State::Idle | State::Asking { .. } | State::On { .. } => false,
        }
    }

    /// There will be no screen. `None` if the op is not ours; nothing to tell if the person closed the chooser.
    pub fn failed(&mut self, op: OpId, failure: Failure) -> Option<Option<ScreenTrouble>> {
        let kind = match self.state {
            State::Asking { op: asked, kind } if asked == op => kind,
            State::Idle | State::Asking { .. } | State::On { .. } => return None,
        };
        self.state = State::Idle;
        Some(match (failure, kind) {
            // Browsers say the same of a person who thought better of it and of a system that forbids.
            (Failure::Denied | Failure::System | Failure::Embedded, _) => None,
            (
                Failure::NotFound | Failure::Busy | Failure::BackgroundFailed | Failure::Other | Failure::Unsupported,
                Kind::File,
            ) => Some(ScreenTrouble::File),
            (Failure::NotFound | Failure::Busy | Failure::BackgroundFailed | Failure::Other, Kind::Screen) => {
                Some(ScreenTrouble::Failed)
            }
            (Failure::Unsupported, Kind::Screen) => Some(ScreenTrouble::Unsupported),
        })
    }

    /// It ended by itself: the browser's own "Stop sharing", or a window that was closed.
    pub fn ended(&mut self, cx: &mut Context) {
        if let State::On { .. } = self.state {
            self.off(cx);
        }
    }

    /// What the person sees of it.
    pub fn view(&self) -> Shown {
        match self.state {
            State::Idle => Shown::Off,
            State::Asking { .. } => Shown::Asking,
            State::On { kind, air: [_, sound] } => {
                Shown::On { kind, sound, motion: self.motion(), preview: self.preview }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Rng;
    use crate::base::time::Time;

    /// What the browser is asked for while `act` runs.
    fn effects(act: impl FnOnce(&mut Context)) -> Vec<ScreenCommand> {
        let (mut rng, mut ops) = (Rng::new([0; 32]), 0);
        let mut cx = Context::new(Time(0), &mut rng, &mut ops);
        act(&mut cx);
        let screen = |effect| match effect {
            Effect::Screen(command) => Some(command),
            _ => None,
        };
        cx.effects.into_iter().filter_map(screen).collect()
    }

    fn on_air() -> ScreenShare {
        let mut sharing = ScreenShare::new();
        effects(|cx| sharing.on(Kind::Screen, cx));
        assert!(sharing.opened(OpId(1), [true, true]));
        sharing
    }

    #[test]
    fn a_chosen_screen_is_on_air_with_its_sound() {
        let sharing = on_air();
        assert_eq!(sharing.on_air(), [true, true]);
        let shown = Shown::On { kind: Kind::Screen, sound: true, motion: Motion::Still, preview: StreamRevision(1) };
        assert_eq!(sharing.view(), shown);
    }

    #[test]
    fn a_closed_chooser_is_no_trouble() {
        for (failure, trouble) in [
            (Failure::Denied, None),
            (Failure::Busy, Some(ScreenTrouble::Failed)),
            (Failure::Unsupported, Some(ScreenTrouble::Unsupported)),
        ] {
            let mut sharing = ScreenShare::new();
            effects(|cx| sharing.on(Kind::Screen, cx));
            assert_eq!(sharing.failed(OpId(7), failure), None, "an answer for somebody else");
            assert_eq!(sharing.failed(OpId(1), failure), Some(trouble));
            assert_eq!(sharing.view(), Shown::Off);
        }
    }

    #[test]
    fn a_screen_that_comes_too_late_is_not_shared() {
        let mut sharing = ScreenShare::new();
        effects(|cx| sharing.on(Kind::Screen, cx));
        assert!(matches!(effects(|cx| sharing.off(cx))[..], [ScreenCommand::Close]));
        assert!(!sharing.opened(OpId(1), [true, false]));
        assert_eq!(sharing.on_air(), [false, false]);
    }

    #[test]
    fn one_chooser_at_a_time_and_none_while_on_air() {
        let mut sharing = ScreenShare::new();
        effects(|cx| sharing.on(Kind::Screen, cx));
        assert!(effects(|cx| sharing.on(Kind::Screen, cx)).is_empty());
        assert!(effects(|cx| on_air().on(Kind::File, cx)).is_empty());
    }

    #[test]
    fn what_ended_by_itself_is_let_go_of_once() {
        let mut sharing = on_air();
        assert!(matches!(effects(|cx| sharing.ended(cx))[..], [ScreenCommand::Close]));
        assert!(effects(|cx| sharing.ended(cx)).is_empty());
        assert_eq!(sharing.view(), Shown::Off);
    }

    #[test]
    fn motion_can_be_preferred_before_and_while_sharing() {
        let mut sharing = ScreenShare::new();
        assert!(effects(|cx| sharing.prefer(Motion::Moving, cx)).is_empty());
        let asked = effects(|cx| sharing.on(Kind::Screen, cx));
        assert!(matches!(asked[..], [ScreenCommand::Open { motion: Motion::Moving, .. }]));
        assert!(sharing.opened(OpId(1), [true, false]));
        let preferred = effects(|cx| sharing.prefer(Motion::Still, cx));
        assert!(matches!(preferred[..], [ScreenCommand::Prefer(Motion::Still)]));
    }

    #[test]
    fn a_file_is_played_with_motion_and_may_be_sound_alone() {
        let mut sharing = ScreenShare::new();
        assert!(matches!(effects(|cx| sharing.on(Kind::File, cx))[..], [ScreenCommand::Play { .. }]));
        assert!(sharing.opened(OpId(1), [false, true]));
        assert_eq!((sharing.on_air(), sharing.motion()), ([false, true], Motion::Moving));
        assert!(effects(|cx| sharing.prefer(Motion::Still, cx)).is_empty(), "there are no messages to sharpen");
        effects(|cx| sharing.off(cx));
        assert_eq!(sharing.motion(), Motion::Still);
    }

    #[test]
    fn a_file_that_cannot_be_played_is_told_so() {
        for failure in [Failure::Unsupported, Failure::Other] {
            let mut sharing = ScreenShare::new();
            effects(|cx| sharing.on(Kind::File, cx));
            assert_eq!(sharing.failed(OpId(1), failure), Some(Some(ScreenTrouble::File)));
        }
    }
}
