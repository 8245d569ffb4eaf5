//! Interruptions in the engine: what the page and the devices tell of them, on its way to the meeting that minds them.

use super::{Engine, Stage};
use crate::event::SoundState;
use crate::gathering::Gathering;
use crate::interruption::{Interrupt, Scene};
use crate::turn::Turn;

impl Engine {
    /// The page can be seen, or no more.
    pub(super) fn shown(&mut self, visible: bool, turn: &mut Turn) {
        self.visible = visible;
        if !visible {
            self.lose_hold(turn);
        }
        self.interrupted(Interrupt::Shown(visible), turn);
    }

    /// The system takes the sound of our microphone, or gives it back.
    pub(super) fn cut(&mut self, cut: bool, turn: &mut Turn) {
        if cut {
            self.lose_hold(turn);
        }
        self.ear.cut(cut);
        self.interrupted(Interrupt::Cut(cut), turn);
    }

    /// The sound of the page goes on or stops.
    pub(super) fn sounds(&mut self, state: SoundState, turn: &mut Turn) {
        self.taken = state == SoundState::Interrupted;
        if self.taken {
            self.lose_hold(turn);
        }
        self.interrupted(Interrupt::Sound(state), turn);
    }

    /// Something that is part of an interruption, or may be.
    pub(super) fn interrupted(&mut self, what: Interrupt, turn: &mut Turn) {
        self.is_interruption(what, turn);
    }

    /// The same; true if that is all there is to say about it.
    pub(super) fn is_interruption(&mut self, what: Interrupt, turn: &mut Turn) -> bool {
        self.scene().is_some_and(|(meeting, mut at)| meeting.interrupted(what, &mut at, turn))
    }

    /// What is due after an interruption.
    pub(super) fn mind_interruptions(&mut self, turn: &mut Turn) {
        if let Some((meeting, mut at)) = self.scene() {
            meeting.mind_interruptions(&mut at, turn);
        }
    }

    fn scene(&mut self) -> Option<(&mut dyn Gathering, Scene<'_>)> {
        let Stage::Meeting(meeting) = &mut self.stage else { return None };
        let (visible, taken) = (self.visible, self.taken);
        Some((&mut **meeting, Scene { own: &mut self.own, devices: &self.devices, visible, taken }))
    }
}
