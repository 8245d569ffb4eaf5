//! The page around this one in the engine: what it asks for, and what it is told.

use super::Engine;
use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::embedding::{EmbedderCommand, EmbedderStatus};
use crate::api::view::{DeviceState, NoticeKind, Presence, Screen};
use crate::media::push_to_talk::Switch;
use crate::messaging::message::GoodbyeReason;

impl Engine {
    /// Something that the page around this one asks for.
    ///
    /// Invariant: it can take a person out of a meeting and off the air, and never in or on.
    pub(super) fn embedder_asks(&mut self, command: EmbedderCommand, cx: &mut Context) {
        match command {
            EmbedderCommand::Hello => self.page.embedder.greet(),
            EmbedderCommand::Mute => {
                self.media.talk.set_free();
                self.switch_microphone(Switch::Off, cx);
            }
            EmbedderCommand::CameraOff => self.media.local.camera_off(cx),
            EmbedderCommand::AskToTalk => {
                if self.inside() && !self.microphone_wanted() && self.page.embedder.asks(cx.now) {
                    self.notifications.linger(NoticeKind::AskedToTalk, cx.now);
                }
            }
            EmbedderCommand::Leave => {
                if self.inside() {
                    self.end(GoodbyeReason::Left, cx);
                }
            }
        }
    }

    /// At the end of every event, when it is known what there is to see.
    pub(super) fn tell_embedder(&mut self) -> Option<Effect> {
        if !self.page.embedder.is_there() {
            return None;
        }
        let view = &self.view;
        let inside = view.screen == Screen::Room;
        let others = view.people.iter().filter(|person| person.presence == Presence::In).count();
        let status = EmbedderStatus {
            inside,
            microphone: view.me.microphone == DeviceState::On,
            camera: view.me.camera == DeviceState::On,
            people: u32::try_from(others).unwrap_or(u32::MAX).saturating_add(u32::from(inside)),
        };
        self.page.embedder.follow(status, self.now)
    }
}
