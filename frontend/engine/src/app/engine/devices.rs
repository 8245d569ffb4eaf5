//! Our own devices in the engine: a person's acts on them, what they hold, and what the devices tell of themselves.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::{Effect, Keepsake};
use crate::api::event::DeviceEvent;
use crate::api::intent::Intent;
use crate::api::view::{DeviceState, DeviceTrouble, NoticeKind, Preferences, Presence, Processing, TalkMode};
use crate::app::preferences;
use crate::media::interruption::Interrupt;
use crate::media::microphone_monitor::Hint;
use crate::media::push_to_talk::Word;
use crate::meeting::contract::EntryMode;
use crate::rtc::playback_volume::FULL;

impl Engine {
    /// A person's acts on their own devices; only where a preview or a meeting shows that they are open.
    pub(super) fn device_intent(&mut self, intent: Intent, cx: &mut Context) {
        if !self.at_a_meeting() {
            return;
        }
        match intent {
            Intent::Microphone(on) => {
                self.talk.set_free();
                self.speak(if on { Word::On } else { Word::Off }, cx);
                if on {
                    self.interrupted(Interrupt::Wanted, cx);
                }
            }
            Intent::Hold(with) => {
                let word = self.talk.hold(with, self.preferences.mode, self.microphone_wanted(), cx.now);
                self.obey(word, cx);
            }
            Intent::Release(with) => {
                let word = self.talk.release(with);
                self.obey(word, cx);
            }
            Intent::LoseHold => self.lose_hold(cx),
            Intent::Camera(true) => self.own.camera_on(cx),
            Intent::Camera(false) => self.own.camera_off(cx),
            Intent::ChooseMicrophone(device) => {
                cx.effect(Effect::Remember(Keepsake::Microphone(device.clone())));
                self.own.choose_microphone(device, cx);
            }
            Intent::ChooseCamera(device) => {
                cx.effect(Effect::Remember(Keepsake::Camera(device.clone())));
                self.own.choose_camera(device, cx);
            }
            Intent::FlipCamera => self.own.flip_camera(cx),
            Intent::Deafen(deaf) => {
                self.deaf = deaf;
                self.notifications.hold(NoticeKind::Deaf, deaf);
                if deaf {
                    self.talk.set_free();
                    self.speak(Word::Off, cx);
                }
            }
            Intent::Process(processing) => {
                self.preferences.processing = processing;
                self.keep_habits(cx);
                cx.effect(Effect::Process(processing));
                // Browsers differ in what they change of an open microphone: all of them do for one opened anew.
                if let Some(device) = self.own.microphone_device.clone() {
                    self.own.choose_microphone(device, cx);
                }
            }
            _ => {}
        }
    }

    /// A person's acts towards somebody else.
    pub(super) fn towards(&mut self, intent: Intent, cx: &mut Context) {
        let Stage::Meeting(meeting) = &mut self.stage else { return };
        match intent {
            Intent::Volume(peer, volume) => meeting.listen(&peer, &|hearing| hearing.volume = volume.min(FULL)),
            Intent::Hush(peer, hushed) => meeting.listen(&peer, &|hearing| hearing.hushed = hushed),
            Intent::SitTogether(peer, sits) => meeting.sit_together(&peer, sits, cx),
            Intent::AskToMute(peer) if meeting.ask_to_mute(&peer, cx) => {
                self.notifications.pass(NoticeKind::Asked, cx.now);
            }
            _ => {}
        }
    }

    /// What was kept on this device, said to the browser where it is unusual.
    pub(super) fn remember_habits(&mut self, kept: Option<&str>, cx: &mut Context) {
        self.preferences = kept.map(Preferences::read).unwrap_or_default();
        if self.preferences.processing != Processing::ALL {
            cx.effect(Effect::Process(self.preferences.processing));
        }
        if let Some(speaker) = &self.preferences.speaker {
            cx.effect(Effect::Speaker(Some(speaker.clone())));
        }
    }

    fn keep_habits(&self, cx: &mut Context) {
        cx.effect(Effect::Remember(Keepsake::Preferences(self.preferences.write())));
    }

    /// Whether the microphone brings anything, for as long as it is on.
    pub(super) fn tell_of_silence(&mut self) {
        let [microphone, camera] = self.own.unanswered(self.now);
        self.notifications.hold(NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered), microphone);
        self.notifications.hold(NoticeKind::CameraTrouble(DeviceTrouble::Unanswered), camera);
        let [on, _] = self.own.on_air();
        if let Some(silent) = self.ear.news(on) {
            self.notifications.hold(NoticeKind::MicrophoneSilent, silent);
        }
        if on {
            self.notifications.dismiss(NoticeKind::TalkingWhileOff);
        } else {
            self.notifications.dismiss(NoticeKind::Echo);
        }
    }

    /// How a person wants to talk, from here on and next time.
    pub(super) fn habit(&mut self, intent: Intent, cx: &mut Context) {
        match intent {
            Intent::TalkMode(mode) => {
                self.preferences.mode = mode;
                self.lose_hold(cx);
                self.hold_to_talk_from_here(cx);
            }
            Intent::TalkKey(name) => {
                let Some(key) = preferences::key(&name.0) else { return };
                self.lose_hold(cx);
                self.preferences.key = key;
            }
            Intent::Letters(on) => self.preferences.letters = on,
            Intent::ChooseSpeaker(speaker) => {
                cx.effect(Effect::Speaker(Some(speaker.clone())));
                self.preferences.speaker = Some(speaker);
            }
            _ => return,
        }
        self.keep_habits(cx);
    }

    fn obey(&mut self, word: Option<Word>, cx: &mut Context) {
        if let Some(word) = word {
            self.speak(word, cx);
        }
    }

    fn speak(&mut self, word: Word, cx: &mut Context) {
        match word {
            Word::On => self.own.microphone_on(cx),
            Word::Off => {
                self.own.microphone_off(cx);
                self.hush(cx);
            }
        }
    }

    /// On, or on the way there.
    fn microphone_wanted(&self) -> bool {
        matches!(self.own.view(self.now).0, DeviceState::On | DeviceState::Opening)
    }

    /// A press that lasts becomes a hold.
    pub(super) fn keep_holding(&mut self, cx: &mut Context) {
        let word = self.talk.tick(self.microphone_wanted(), cx.now);
        self.obey(word, cx);
    }

    /// Nobody would hear of the key being let go.
    ///
    /// Invariant: who talks by holding is silent whenever the page cannot know that they still do.
    pub(super) fn lose_hold(&mut self, cx: &mut Context) {
        let word = self.talk.lose();
        self.obey(word, cx);
        if self.inside() {
            self.hold_to_talk_from_here(cx);
        }
    }

    /// Who talks by holding does not talk without; in the lobby nobody hears.
    pub(super) fn hold_to_talk_from_here(&mut self, cx: &mut Context) {
        if self.preferences.mode == TalkMode::PushToTalk && self.microphone_wanted() {
            self.talk.set_free();
            self.speak(Word::Off, cx);
        }
    }

    pub(super) fn inside(&self) -> bool {
        match &self.stage {
            Stage::Meeting(meeting) => meeting.inside(),
            Stage::Waiting(occasion) => occasion.coming != EntryMode::ToLobby,
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => false,
        }
    }

    /// What our microphone tells of itself is told where others could hear it.
    fn listen_to_ourselves(&mut self, level: u8, on: bool, cx: &mut Context) {
        let heard = self.heard();
        match self.ear.hear(level, on, cx.now) {
            Some(Hint::TalksWhileOff) if heard => self.notifications.pass(NoticeKind::TalkingWhileOff, cx.now),
            Some(Hint::Noisy) if heard => self.notifications.pass(NoticeKind::MicrophoneNoisy, cx.now),
            Some(Hint::TalksWhileOff | Hint::Noisy) | None => {}
        }
    }

    /// Whether it matters how loud a microphone is that is off: who talks is told, where others would hear it, and not at
    /// once again.
    pub(super) fn needs_level(&self) -> bool {
        !self.deaf && self.heard() && !self.ear.has_just_told(self.now)
    }

    fn heard(&self) -> bool {
        self.inside() && self.people.iter().any(|person| person.presence == Presence::In)
    }

    /// Silence on our own meter.
    pub(super) fn hush(&mut self, cx: &mut Context) {
        if let Some(step) = self.voice.hush() {
            cx.effect(Effect::Level(None, step));
        }
    }

    /// The microphone could not be had: letting go of a key must not ask for it once more.
    pub(super) fn microphone_failed(&mut self, trouble: DeviceTrouble, cx: &mut Context) {
        if let DeviceState::Trouble(_) = self.own.view(cx.now).0 {
            self.talk.set_free();
        }
        if self.is_interruption(Interrupt::Failed, cx) {
            return;
        }
        self.notifications.pass(NoticeKind::MicrophoneTrouble(trouble), cx.now);
    }

    /// News of our own devices.
    pub(super) fn device_news(&mut self, news: DeviceEvent, cx: &mut Context) {
        match news {
            DeviceEvent::Listed(devices) => self.devices = devices.into(),
            DeviceEvent::MicrophoneEnded => {
                self.lose_hold(cx);
                if !self.is_interruption(Interrupt::Ended, cx) && self.own.microphone_ended(cx) {
                    self.notifications.pass(NoticeKind::MicrophoneLost, cx.now);
                }
                self.hush(cx);
            }
            DeviceEvent::CameraEnded => {
                if self.own.camera_ended(cx) {
                    self.notifications.pass(NoticeKind::CameraLost, cx.now);
                }
            }
            DeviceEvent::ScreenEnded => self.sharing.ended(cx),
            DeviceEvent::MicrophoneCut(cut) => self.cut(cut, cx),
            DeviceEvent::Sound(state) => self.sounds(state, cx),
            DeviceEvent::Level(level) => {
                self.interrupted(Interrupt::Level(level), cx);
                let [on, _] = self.own.on_air();
                self.listen_to_ourselves(level, on, cx);
                let step = if on { self.voice.level(level, cx.now) } else { self.voice.hush() };
                if let Some(step) = step {
                    cx.effect(Effect::Level(None, step));
                }
            }
        }
    }
}
