//! Interruptions in the engine: what the page and the devices tell of them, on its way to the meeting that minds them.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::event::SoundState;
use crate::media::interruption::{Interrupt, Scene};
use crate::meeting::contract::RoomHandle;

impl Engine {
    /// The page can be seen, or no more.
    pub(super) fn shown(&mut self, visible: bool, cx: &mut Context) {
        self.page.visible = visible;
        if !visible {
            self.lose_hold(cx);
        } else {
            self.page.update.again(cx);
        }
        self.interrupted(Interrupt::Shown(visible), cx);
    }

    /// The system takes the sound of our microphone, or gives it back.
    pub(super) fn cut(&mut self, cut: bool, cx: &mut Context) {
        if cut {
            self.lose_hold(cx);
        }
        self.media.monitor.cut(cut);
        self.interrupted(Interrupt::Cut(cut), cx);
    }

    /// The sound of the page goes on or stops.
    pub(super) fn sounds(&mut self, state: SoundState, cx: &mut Context) {
        self.media.taken = state == SoundState::Interrupted;
        if self.media.taken {
            self.lose_hold(cx);
        }
        self.interrupted(Interrupt::Sound(state), cx);
    }

    /// Something that is part of an interruption, or may be.
    pub(super) fn interrupted(&mut self, what: Interrupt, cx: &mut Context) {
        self.is_interruption(what, cx);
    }

    /// The same; true if that is all there is to say about it.
    pub(super) fn is_interruption(&mut self, what: Interrupt, cx: &mut Context) -> bool {
        self.scene().is_some_and(|(meeting, mut at)| meeting.interrupted(what, &mut at, cx))
    }

    /// What is due after an interruption.
    pub(super) fn mind_interruptions(&mut self, cx: &mut Context) {
        if let Some((meeting, mut at)) = self.scene() {
            meeting.mind_interruptions(&mut at, cx);
        }
    }

    fn scene(&mut self) -> Option<(&mut dyn RoomHandle, Scene<'_>)> {
        let Stage::Meeting(meeting) = &mut self.stage else { return None };
        let (visible, taken) = (self.page.visible, self.media.taken);
        Some((&mut **meeting, Scene { own: &mut self.media.local, devices: &self.media.devices, visible, taken }))
    }
}
