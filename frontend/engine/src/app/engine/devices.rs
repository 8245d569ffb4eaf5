//! Our own devices in the engine: what is held, and what the devices tell of themselves.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::{Effect, Keepsake};
use crate::api::event::DeviceEvent;
use crate::api::view::{
    BackgroundEffect, DeviceState, DeviceTrouble, JoinedWith, NoticeKind, Preferences, Presence, Processing, TalkMode,
};
use crate::media::interruption::Interrupt;
use crate::media::microphone_monitor::Hint;
use crate::media::push_to_talk::Switch;
use crate::media::voice_activity::SPEECH;
use crate::meeting::contract::EntryMode;

impl Engine {
    /// What was kept on this device, said to the browser where it is unusual.
    pub(super) fn take_preferences(&mut self, kept: Option<&str>, cx: &mut Context) {
        self.profile.preferences = kept.map(Preferences::read).unwrap_or_default();
        if self.profile.preferences.processing != Processing::ALL {
            cx.effect(Effect::Process(self.profile.preferences.processing));
        }
        // Before any camera can be opened.
        if self.profile.preferences.background != BackgroundEffect::None {
            cx.effect(Effect::Background(self.profile.preferences.background));
        }
        if let Some(speaker) = &self.profile.preferences.speaker {
            cx.effect(Effect::Speaker(Some(speaker.clone())));
        }
    }

    pub(super) fn keep_preferences(&self, cx: &mut Context) {
        cx.effect(Effect::Remember(Keepsake::Preferences(self.profile.preferences.write())));
    }

    /// Remembers what a person wants to be heard and seen with, for the next time. `more`: they are in already, and what is
    /// off for the moment is not unwanted.
    pub(super) fn join_with(&mut self, more: bool, cx: &mut Context) {
        let (microphone, camera) = self.media.local.view(self.now);
        let before = self.profile.preferences.joined_with;
        let wanted = |state, before| match state {
            DeviceState::On | DeviceState::Opening => true,
            DeviceState::Off => more && before,
            // It was wanted, or is not to be had today.
            DeviceState::Trouble(_) => before,
        };
        let with =
            JoinedWith { microphone: wanted(microphone, before.microphone), camera: wanted(camera, before.camera) };
        let with = self.profile.preset.kept(before, with);
        if with != before {
            self.profile.preferences.joined_with = with;
            self.keep_preferences(cx);
        }
    }

    /// Whoever is in and was never on is told that nobody hears them, for as long as there is somebody who could, or until
    /// they say that they only listen.
    fn tell_of_deaf_ears(&mut self) {
        let (microphone, _) = self.media.local.view(self.now);
        match microphone {
            DeviceState::On | DeviceState::Opening => self.media.only_listens = false,
            DeviceState::Off | DeviceState::Trouble(_) => {}
        }
        let silent = match microphone {
            DeviceState::On | DeviceState::Opening => false,
            // Whoever has muted themselves knows.
            DeviceState::Off => !self.media.local.is_muted(),
            // Of those it is told elsewhere what can be done, and asking again does not help.
            DeviceState::Trouble(DeviceTrouble::Embedded | DeviceTrouble::Insecure | DeviceTrouble::Unanswered) => {
                false
            }
            DeviceState::Trouble(_) => true,
        };
        // So does whoever holds a key to talk.
        let knows = self.profile.preferences.mode == TalkMode::PushToTalk || self.media.only_listens || self.media.deaf;
        let told = [NoticeKind::BackAfterReload, NoticeKind::MicrophoneStayedOff];
        let told = told.into_iter().any(|kind| self.notifications.shows(kind));
        let not_heard = silent && !knows && !told && self.heard();
        self.notifications.hold(NoticeKind::NotHeard, not_heard);
        // It says the same, and stays.
        if let (true, DeviceState::Trouble(trouble)) = (not_heard, microphone) {
            self.notifications.dismiss(NoticeKind::MicrophoneTrouble(trouble));
            self.notifications.dismiss(NoticeKind::MicrophoneLost);
        }
    }

    /// Whether the microphone brings anything, for as long as it is on.
    pub(super) fn tell_of_silence(&mut self) {
        let [microphone, camera] = self.media.local.unanswered(self.now);
        self.notifications.hold(NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered), microphone);
        self.notifications.hold(NoticeKind::CameraTrouble(DeviceTrouble::Unanswered), camera);
        // It asks what is to be done, and stays until that is said.
        let (_, state) = self.media.local.view(self.now);
        let failed = state == DeviceState::Trouble(DeviceTrouble::BackgroundFailed);
        self.notifications.hold(NoticeKind::CameraTrouble(DeviceTrouble::BackgroundFailed), failed);
        let [on, _] = self.media.local.on_air();
        self.tell_of_deaf_ears();
        self.notifications.hold(NoticeKind::MicrophoneTaken, on && self.media.monitor.is_cut());
        if let Some(silent) = self.media.monitor.news(on) {
            self.notifications.hold(NoticeKind::MicrophoneSilent, silent);
        }
        if on {
            self.notifications.dismiss(NoticeKind::TalkingWhileOff);
            self.notifications.dismiss(NoticeKind::AskedToTalk);
        } else {
            self.notifications.dismiss(NoticeKind::Echo);
        }
    }

    pub(super) fn apply_switch(&mut self, switch: Option<Switch>, cx: &mut Context) {
        if let Some(switch) = switch {
            self.switch_microphone(switch, cx);
        }
    }

    pub(super) fn switch_microphone(&mut self, switch: Switch, cx: &mut Context) {
        match switch {
            Switch::On => self.media.local.microphone_on(cx),
            Switch::Off => {
                self.media.local.microphone_off(cx);
                self.hush(cx);
            }
        }
    }

    /// On, or on the way there.
    pub(super) fn microphone_wanted(&self) -> bool {
        matches!(self.media.local.view(self.now).0, DeviceState::On | DeviceState::Opening)
    }

    /// A press that lasts becomes a hold.
    pub(super) fn keep_holding(&mut self, cx: &mut Context) {
        let switch = self.media.talk.tick(self.microphone_wanted(), cx.now);
        self.apply_switch(switch, cx);
    }

    /// Nobody would hear of the key being let go.
    ///
    /// Invariant: who talks by holding is silent whenever the page cannot know that they still do.
    pub(super) fn lose_hold(&mut self, cx: &mut Context) {
        let switch = self.media.talk.lose();
        self.apply_switch(switch, cx);
        if self.inside() {
            self.hold_to_talk_from_here(cx);
        }
    }

    /// Who talks by holding does not talk without; in the lobby nobody hears.
    pub(super) fn hold_to_talk_from_here(&mut self, cx: &mut Context) {
        if self.profile.preferences.mode == TalkMode::PushToTalk && self.microphone_wanted() {
            self.media.talk.set_free();
            self.switch_microphone(Switch::Off, cx);
        }
    }

    pub(super) fn inside(&self) -> bool {
        match &self.stage {
            Stage::Meeting(meeting) => meeting.inside(),
            Stage::Waiting(entry) => entry.coming != EntryMode::ToLobby,
            Stage::Founding { coming, .. } => *coming != EntryMode::ToLobby,
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => false,
        }
    }

    /// What our microphone tells of itself is told where others could hear it.
    fn listen_to_ourselves(&mut self, level: u8, on: bool, cx: &mut Context) {
        let heard = self.heard();
        match self.media.monitor.hear(level, on, cx.now) {
            Some(Hint::TalksWhileOff) if heard => self.notifications.pass(NoticeKind::TalkingWhileOff, cx.now),
            Some(Hint::Noisy) if heard => self.notifications.pass(NoticeKind::MicrophoneNoisy, cx.now),
            Some(Hint::TalksWhileOff | Hint::Noisy) | None => {}
        }
    }

    /// Whether it matters how loud a microphone is that is off: who talks is told, where others would hear it, and not at
    /// once again.
    pub(super) fn needs_level(&self) -> bool {
        !self.media.deaf && self.heard() && !self.media.monitor.has_just_told(self.now)
    }

    fn heard(&self) -> bool {
        self.inside() && self.view.people.iter().any(|person| person.presence == Presence::In)
    }

    /// Silence on our own meter.
    pub(super) fn hush(&mut self, cx: &mut Context) {
        if let Some(step) = self.media.voice.hush() {
            cx.effect(Effect::Level(None, step));
        }
    }

    /// The microphone could not be had: letting go of a key must not ask for it once more.
    pub(super) fn microphone_failed(&mut self, trouble: DeviceTrouble, cx: &mut Context) {
        if let DeviceState::Trouble(_) = self.media.local.view(cx.now).0 {
            self.media.talk.set_free();
        }
        if self.is_interruption(Interrupt::Failed, cx) {
            return;
        }
        self.notifications.pass(NoticeKind::MicrophoneTrouble(trouble), cx.now);
    }

    /// News of our own devices.
    pub(super) fn device_news(&mut self, news: DeviceEvent, cx: &mut Context) {
        match news {
            DeviceEvent::Listed(devices) => self.media.devices = devices.into(),
            DeviceEvent::Refused(device, name) => self.page.rescue.refused(device, name),
            DeviceEvent::MicrophoneEnded => {
                self.lose_hold(cx);
                if !self.is_interruption(Interrupt::Ended, cx) && self.media.local.microphone_ended(cx) {
                    self.notifications.pass(NoticeKind::MicrophoneLost, cx.now);
                }
                self.hush(cx);
            }
            DeviceEvent::CameraEnded => {
                if self.media.local.camera_ended(DeviceTrouble::Lost, cx) {
                    self.notifications.pass(NoticeKind::CameraLost, cx.now);
                }
            }
            // The notice follows from the state.
            DeviceEvent::BackgroundFailed => _ = self.media.local.camera_ended(DeviceTrouble::BackgroundFailed, cx),
            DeviceEvent::ScreenEnded => self.media.screen.ended(cx),
            DeviceEvent::MicrophoneCut(cut) => self.cut(cut, cx),
            DeviceEvent::Sound(state) => self.sounds(state, cx),
            DeviceEvent::Level(level) => {
                self.interrupted(Interrupt::Level(level), cx);
                let [on, _] = self.media.local.on_air();
                if on && level >= SPEECH {
                    self.page.preflight.moves();
                }
                self.listen_to_ourselves(level, on, cx);
                let step = if on { self.media.voice.level(level, cx.now) } else { self.media.voice.hush() };
                if let Some(step) = step {
                    cx.effect(Effect::Level(None, step));
                }
            }
        }
    }
}
