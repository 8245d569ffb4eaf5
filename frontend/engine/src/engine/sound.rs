//! Our own devices in the engine: a person's acts on them, what they hold, and what the devices tell of themselves.

use super::{Engine, Stage};
use crate::ear::Hint;
use crate::effect::{Effect, Keepsake};
use crate::event::DeviceNews;
use crate::gathering::Coming;
use crate::habits;
use crate::intent::Intent;
use crate::interruption::Interrupt;
use crate::listening::FULL;
use crate::talk::Word;
use crate::turn::Turn;
use crate::view::{DeviceState, DeviceTrouble, Habits, NoticeKind, Place, Processing, TalkMode};

impl Engine {
    /// A person's acts on their own devices; only where a preview or a meeting shows that they are open.
    pub(super) fn device_intent(&mut self, intent: Intent, turn: &mut Turn) {
        if !self.at_a_meeting() {
            return;
        }
        match intent {
            Intent::Microphone(on) => {
                self.talk.set_free();
                self.speak(if on { Word::On } else { Word::Off }, turn);
                if on {
                    self.interrupted(Interrupt::Wanted, turn);
                }
            }
            Intent::Hold(with) => {
                let word = self.talk.hold(with, self.habits.mode, self.microphone_wanted(), turn.now);
                self.obey(word, turn);
            }
            Intent::Release(with) => {
                let word = self.talk.release(with);
                self.obey(word, turn);
            }
            Intent::LoseHold => self.lose_hold(turn),
            Intent::Camera(true) => self.own.camera_on(turn),
            Intent::Camera(false) => self.own.camera_off(turn),
            Intent::ChooseMicrophone(device) => {
                turn.effect(Effect::Remember(Keepsake::Microphone(device.clone())));
                self.own.choose_microphone(device, turn);
            }
            Intent::ChooseCamera(device) => {
                turn.effect(Effect::Remember(Keepsake::Camera(device.clone())));
                self.own.choose_camera(device, turn);
            }
            Intent::FlipCamera => self.own.flip_camera(turn),
            Intent::Deafen(deaf) => {
                self.deaf = deaf;
                self.bulletin.hold(NoticeKind::Deaf, deaf);
                if deaf {
                    self.talk.set_free();
                    self.speak(Word::Off, turn);
                }
            }
            Intent::Process(processing) => {
                self.habits.processing = processing;
                self.keep_habits(turn);
                turn.effect(Effect::Process(processing));
                // Browsers differ in what they change of an open microphone: all of them do for one opened anew.
                if let Some(device) = self.own.microphone_device.clone() {
                    self.own.choose_microphone(device, turn);
                }
            }
            _ => {}
        }
    }

    /// A person's acts towards somebody else.
    pub(super) fn towards(&mut self, intent: Intent, turn: &mut Turn) {
        let Stage::Meeting(meeting) = &mut self.stage else { return };
        match intent {
            Intent::Volume(peer, volume) => meeting.listen(&peer, &|hearing| hearing.volume = volume.min(FULL)),
            Intent::Hush(peer, hushed) => meeting.listen(&peer, &|hearing| hearing.hushed = hushed),
            Intent::SitTogether(peer, sits) => meeting.sit_together(&peer, sits, turn),
            Intent::AskToMute(peer) if meeting.ask_to_mute(&peer, turn) => {
                self.bulletin.pass(NoticeKind::Asked, turn.now);
            }
            _ => {}
        }
    }

    /// What was kept on this device, said to the browser where it is unusual.
    pub(super) fn remember_habits(&mut self, kept: Option<&str>, turn: &mut Turn) {
        self.habits = kept.map(Habits::read).unwrap_or_default();
        if self.habits.processing != Processing::ALL {
            turn.effect(Effect::Process(self.habits.processing));
        }
        if let Some(speaker) = &self.habits.speaker {
            turn.effect(Effect::Speaker(Some(speaker.clone())));
        }
    }

    fn keep_habits(&self, turn: &mut Turn) {
        turn.effect(Effect::Remember(Keepsake::Habits(self.habits.write())));
    }

    /// Whether the microphone brings anything, for as long as it is on.
    pub(super) fn tell_of_silence(&mut self) {
        let [microphone, camera] = self.own.unanswered(self.now);
        self.bulletin.hold(NoticeKind::MicrophoneTrouble(DeviceTrouble::Unanswered), microphone);
        self.bulletin.hold(NoticeKind::CameraTrouble(DeviceTrouble::Unanswered), camera);
        let [on, _] = self.own.on_air();
        if let Some(silent) = self.ear.news(on) {
            self.bulletin.hold(NoticeKind::MicrophoneSilent, silent);
        }
        if on {
            self.bulletin.dismiss(NoticeKind::TalkingWhileOff);
        } else {
            self.bulletin.dismiss(NoticeKind::Echo);
        }
    }

    /// How a person wants to talk, from here on and next time.
    pub(super) fn habit(&mut self, intent: Intent, turn: &mut Turn) {
        match intent {
            Intent::TalkMode(mode) => {
                self.habits.mode = mode;
                self.lose_hold(turn);
                self.hold_to_talk_from_here(turn);
            }
            Intent::TalkKey(name) => {
                let Some(key) = habits::key(&name.0) else { return };
                self.lose_hold(turn);
                self.habits.key = key;
            }
            Intent::Letters(on) => self.habits.letters = on,
            Intent::ChooseSpeaker(speaker) => {
                turn.effect(Effect::Speaker(Some(speaker.clone())));
                self.habits.speaker = Some(speaker);
            }
            _ => return,
        }
        self.keep_habits(turn);
    }

    fn obey(&mut self, word: Option<Word>, turn: &mut Turn) {
        if let Some(word) = word {
            self.speak(word, turn);
        }
    }

    fn speak(&mut self, word: Word, turn: &mut Turn) {
        match word {
            Word::On => self.own.microphone_on(turn),
            Word::Off => {
                self.own.microphone_off(turn);
                self.hush(turn);
            }
        }
    }

    /// On, or on the way there.
    fn microphone_wanted(&self) -> bool {
        matches!(self.own.view(self.now).0, DeviceState::On | DeviceState::Opening)
    }

    /// A press that lasts becomes a hold.
    pub(super) fn keep_holding(&mut self, turn: &mut Turn) {
        let word = self.talk.tick(self.microphone_wanted(), turn.now);
        self.obey(word, turn);
    }

    /// Nobody would hear of the key being let go.
    ///
    /// Invariant: who talks by holding is silent whenever the page cannot know that they still do.
    pub(super) fn lose_hold(&mut self, turn: &mut Turn) {
        let word = self.talk.lose();
        self.obey(word, turn);
        if self.inside() {
            self.hold_to_talk_from_here(turn);
        }
    }

    /// Who talks by holding does not talk without; in the lobby nobody hears.
    pub(super) fn hold_to_talk_from_here(&mut self, turn: &mut Turn) {
        if self.habits.mode == TalkMode::PushToTalk && self.microphone_wanted() {
            self.talk.set_free();
            self.speak(Word::Off, turn);
        }
    }

    pub(super) fn inside(&self) -> bool {
        match &self.stage {
            Stage::Meeting(meeting) => meeting.inside(),
            Stage::Waiting(occasion) => occasion.coming != Coming::ToLobby,
            Stage::Start { .. } | Stage::Damaged(_) | Stage::Unable(_) | Stage::Left(_) | Stage::Hidden(_) => false,
        }
    }

    /// What our microphone tells of itself is told where others could hear it.
    fn listen_to_ourselves(&mut self, level: u8, on: bool, turn: &mut Turn) {
        let heard = self.heard();
        match self.ear.hear(level, on, turn.now) {
            Some(Hint::TalksWhileOff) if heard => self.bulletin.pass(NoticeKind::TalkingWhileOff, turn.now),
            Some(Hint::Noisy) if heard => self.bulletin.pass(NoticeKind::MicrophoneNoisy, turn.now),
            Some(Hint::TalksWhileOff | Hint::Noisy) | None => {}
        }
    }

    /// Whether it matters how loud a microphone is that is off: who talks is told, where others would hear it, and not at
    /// once again.
    pub(super) fn needs_level(&self) -> bool {
        !self.deaf && self.heard() && !self.ear.has_just_told(self.now)
    }

    fn heard(&self) -> bool {
        self.inside() && self.people.iter().any(|person| person.place == Place::In)
    }

    /// Silence on our own meter.
    pub(super) fn hush(&mut self, turn: &mut Turn) {
        if let Some(step) = self.voice.hush() {
            turn.effect(Effect::Level(None, step));
        }
    }

    /// The microphone could not be had: letting go of a key must not ask for it once more.
    pub(super) fn microphone_failed(&mut self, trouble: DeviceTrouble, turn: &mut Turn) {
        if let DeviceState::Trouble(_) = self.own.view(turn.now).0 {
            self.talk.set_free();
        }
        if self.is_interruption(Interrupt::Failed, turn) {
            return;
        }
        self.bulletin.pass(NoticeKind::MicrophoneTrouble(trouble), turn.now);
    }

    /// News of our own devices.
    pub(super) fn device_news(&mut self, news: DeviceNews, turn: &mut Turn) {
        match news {
            DeviceNews::Listed(devices) => self.devices = devices.into(),
            DeviceNews::MicrophoneEnded => {
                self.lose_hold(turn);
                if !self.is_interruption(Interrupt::Ended, turn) && self.own.microphone_ended(turn) {
                    self.bulletin.pass(NoticeKind::MicrophoneLost, turn.now);
                }
                self.hush(turn);
            }
            DeviceNews::CameraEnded => {
                if self.own.camera_ended(turn) {
                    self.bulletin.pass(NoticeKind::CameraLost, turn.now);
                }
            }
            DeviceNews::ScreenEnded => self.sharing.ended(turn),
            DeviceNews::MicrophoneCut(cut) => self.cut(cut, turn),
            DeviceNews::Sound(state) => self.sounds(state, turn),
            DeviceNews::Level(level) => {
                self.interrupted(Interrupt::Level(level), turn);
                let [on, _] = self.own.on_air();
                self.listen_to_ourselves(level, on, turn);
                let step = if on { self.voice.level(level, turn.now) } else { self.voice.hush() };
                if let Some(step) = step {
                    turn.effect(Effect::Level(None, step));
                }
            }
        }
    }
}
