//! A person's acts on their own media: microphone, camera, screen, and how they like to talk and listen.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::effect::{Effect, Keepsake};
use crate::api::intent::MediaIntent;
use crate::api::view::{BackgroundEffect, Kind, NoticeKind, Processing};
use crate::app::preferences;
use crate::media::interruption::Interrupt;
use crate::media::microphone_monitor::MicrophoneMonitor;
use crate::media::push_to_talk::Switch;

impl Engine {
    /// One act. Devices are opened only where a preview or a meeting shows that they are open, screens only in the room.
    pub(super) fn media_intent(&mut self, intent: MediaIntent, cx: &mut Context) {
        let (here, inside) = (self.at_a_meeting(), matches!(&self.stage, Stage::Meeting(meeting) if meeting.inside()));
        match intent {
            MediaIntent::Microphone(on) if here => {
                self.media.talk.set_free();
                self.switch_microphone(if on { Switch::On } else { Switch::Off }, cx);
                if on {
                    self.interrupted(Interrupt::Wanted, cx);
                    self.want_more(cx);
                }
            }
            MediaIntent::Hold(with) if here => {
                let (mode, wanted) = (self.profile.preferences.mode, self.microphone_wanted());
                let switch = self.media.talk.hold(with, mode, wanted, cx.now);
                self.apply_switch(switch, cx);
            }
            MediaIntent::Release(with) if here => {
                let switch = self.media.talk.release(with);
                self.apply_switch(switch, cx);
            }
            MediaIntent::LoseHold if here => self.lose_hold(cx),
            MediaIntent::Both if here => {
                self.media.talk.set_free();
                self.media.local.both_on(cx);
                self.interrupted(Interrupt::Wanted, cx);
                self.want_more(cx);
            }
            MediaIntent::Camera(true) if here => {
                self.media.local.camera_on(cx);
                self.want_more(cx);
            }
            MediaIntent::Camera(false) if here => self.media.local.camera_off(cx),
            MediaIntent::ChooseMicrophone(device) if here => {
                cx.effect(Effect::Remember(Keepsake::Microphone(device.clone())));
                self.media.local.choose_microphone(device, cx);
            }
            MediaIntent::ChooseCamera(device) if here => {
                cx.effect(Effect::Remember(Keepsake::Camera(device.clone())));
                self.media.local.choose_camera(device, cx);
            }
            MediaIntent::FlipCamera if here => self.media.local.flip_camera(cx),
            MediaIntent::Deafen(deaf) if here => self.deafen(deaf, cx),
            MediaIntent::Process(processing) if here => self.process(processing, cx),
            MediaIntent::Screen(true) if inside => self.media.screen.on(Kind::Screen, cx),
            MediaIntent::Screen(false) if inside => self.media.screen.off(cx),
            MediaIntent::ShareFile if inside => self.media.screen.on(Kind::File, cx),
            MediaIntent::PreferMotion(motion) if inside => self.media.screen.prefer(motion, cx),
            MediaIntent::TalkMode(mode) => {
                self.profile.preferences.mode = mode;
                self.lose_hold(cx);
                self.hold_to_talk_from_here(cx);
                self.keep_preferences(cx);
            }
            MediaIntent::TalkKey(name) => {
                let Some(key) = preferences::key(&name.0) else { return };
                self.lose_hold(cx);
                self.profile.preferences.key = key;
                self.keep_preferences(cx);
            }
            MediaIntent::Letters(on) => {
                self.profile.preferences.letters = on;
                self.keep_preferences(cx);
            }
            MediaIntent::ChooseSpeaker(speaker) => {
                cx.effect(Effect::Speaker(Some(speaker.clone())));
                self.profile.preferences.speaker = Some(speaker);
                self.keep_preferences(cx);
            }
            MediaIntent::Mirror(on) => {
                self.profile.preferences.mirror = on;
                self.keep_preferences(cx);
            }
            MediaIntent::Background(effect) => self.choose_background(effect, cx),
            MediaIntent::ShowBackground if here => {
                self.choose_background(BackgroundEffect::None, cx);
                self.media.local.camera_on(cx);
                self.want_more(cx);
            }
            MediaIntent::TestTone => self.media.sound_check.tone(self.profile.preferences.speaker.clone(), cx),
            MediaIntent::HearYourself if here => {
                self.media.sound_check.hear(self.profile.preferences.speaker.clone(), cx);
            }
            MediaIntent::EndSoundCheck => self.media.sound_check.stop(cx),
            // Not from here.
            MediaIntent::Microphone(_)
            | MediaIntent::Hold(_)
            | MediaIntent::Release(_)
            | MediaIntent::LoseHold
            | MediaIntent::Camera(_)
            | MediaIntent::ShowBackground
            | MediaIntent::Both
            | MediaIntent::ChooseMicrophone(_)
            | MediaIntent::ChooseCamera(_)
            | MediaIntent::FlipCamera
            | MediaIntent::Deafen(_)
            | MediaIntent::Process(_)
            | MediaIntent::Screen(_)
            | MediaIntent::ShareFile
            | MediaIntent::HearYourself
            | MediaIntent::PreferMotion(_) => {}
        }
    }

    /// What is switched on in the room is wanted the next time, too.
    fn want_more(&mut self, cx: &mut Context) {
        if self.inside() {
            self.join_with(true, cx);
        }
    }

    fn choose_background(&mut self, effect: BackgroundEffect, cx: &mut Context) {
        self.profile.preferences.background = effect;
        cx.effect(Effect::Background(effect));
        self.keep_preferences(cx);
    }

    fn deafen(&mut self, deaf: bool, cx: &mut Context) {
        self.media.deaf = deaf;
        self.notifications.hold(NoticeKind::Deaf, deaf);
        if deaf {
            self.media.talk.set_free();
            self.switch_microphone(Switch::Off, cx);
        }
    }

    fn process(&mut self, processing: Processing, cx: &mut Context) {
        self.profile.preferences.processing = processing;
        self.keep_preferences(cx);
        cx.effect(Effect::Process(processing));
        // Browsers differ in what they change of an open microphone: all of them do for one opened anew.
        if let Some(device) = self.media.local.microphone_device.clone() {
            self.media.local.choose_microphone(device, cx);
        }
    }

    /// What was chosen for a meeting ends with it.
    pub(super) fn close_devices(&mut self, cx: &mut Context) {
        self.media.local.close(cx);
        self.media.sound_check.stop(cx);
        self.media.talk.set_free();
        (self.media.monitor, self.media.deaf) = (MicrophoneMonitor::default(), false);
        self.media.only_listens = false;
        self.media.screen.off(cx);
        self.hush(cx);
        self.notifications.clear();
    }
}
