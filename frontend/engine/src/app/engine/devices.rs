//! Our own devices in the engine: what is held, and what the devices tell of themselves.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::{Effect, Keepsake};
use crate::api::event::DeviceEvent;
use crate::api::view::{DeviceState, DeviceTrouble, NoticeKind, Preferences, Presence, Processing, TalkMode};
use crate::media::interruption::Interrupt;
use crate::media::microphone_monitor::Hint;
use crate::media::push_to_talk::Switch;
use crate::meeting::contract::EntryMode;

impl Engine {
    /// What was kept on this device, said to the browser where it is unusual.
    pub(super) fn take_preferences(&mut self, kept: Option<&str>, cx: &mut Context) {
        self.profile.preferences = kept.map(Preferences::read).unwrap_or_default();
        if self.profile.preferences.processing != Processing::ALL {
            cx.effect(Effect::Process(self.profile.preferences.processing));
        }
        if let Some(speaker) = &self.profile.preferences.speaker {
            cx.effect(Effect::Speaker(Some(speaker.clone())));
        }
    }

    pub(super) fn keep_preferences(&self, cx: &mut Context) {
        cx.effect(Effect::Remember(Keepsake::Preferences(self.profile.preferences.write())));
    }

    /// Whether the microphone brings anything, for as long as it is on.
    pub(super) fn tell_of_silence(&mut self) {
        let [microphone, camera] = self.media.local.unanswered(self.now);
        self.notifications.hold(NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered), microphone);
        self.notifications.hold(NoticeKind::CameraTrouble(DeviceTrouble::Unanswered), camera);
        let [on, _] = self.media.local.on_air();
        if let Some(silent) = self.media.monitor.news(on) {
            self.notifications.hold(NoticeKind::MicrophoneSilent, silent);
        }
        if on {
            self.notifications.dismiss(NoticeKind::TalkingWhileOff);
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
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => false,
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
            DeviceEvent::MicrophoneEnded => {
                self.lose_hold(cx);
                if !self.is_interruption(Interrupt::Ended, cx) && self.media.local.microphone_ended(cx) {
                    self.notifications.pass(NoticeKind::MicrophoneLost, cx.now);
                }
                self.hush(cx);
            }
            DeviceEvent::CameraEnded => {
                if self.media.local.camera_ended(cx) {
                    self.notifications.pass(NoticeKind::CameraLost, cx.now);
                }
            }
            DeviceEvent::ScreenEnded => self.media.screen.ended(cx),
            DeviceEvent::MicrophoneCut(cut) => self.cut(cut, cx),
            DeviceEvent::Sound(state) => self.sounds(state, cx),
            DeviceEvent::Level(level) => {
                self.interrupted(Interrupt::Level(level), cx);
                let [on, _] = self.media.local.on_air();
                self.listen_to_ourselves(level, on, cx);
                let step = if on { self.media.voice.level(level, cx.now) } else { self.media.voice.hush() };
                if let Some(step) = step {
                    cx.effect(Effect::Level(None, step));
                }
            }
        }
    }
}
