//! Our own media: microphone, camera, screen share, push-to-talk, voice activity, interruptions.

pub(crate) mod interruption;
pub(crate) mod local_media;
pub(crate) mod microphone_monitor;
pub(crate) mod push_to_talk;
pub(crate) mod screen_share;
pub(crate) mod sound_check;
pub mod talk_key;
pub(crate) mod voice_activity;

use crate::api::event::Device;
use crate::base::time::{Time, soonest};
use local_media::LocalMedia;
use microphone_monitor::MicrophoneMonitor;
use push_to_talk::PushToTalk;
use screen_share::ScreenShare;
use sound_check::SoundChecker;
use std::sync::Arc;
use voice_activity::VoiceActivity;

/// Our own media.
pub struct Media {
    /// Microphone and camera.
    pub(crate) local: LocalMedia,
    /// Our screen, or a file.
    pub(crate) screen: ScreenShare,
    /// Whether we are being heard.
    pub(crate) voice: VoiceActivity,
    /// What the microphone tells of itself.
    pub(crate) monitor: MicrophoneMonitor,
    /// A tone, or ourselves, for nobody else.
    pub(crate) sound_check: SoundChecker,
    /// We hear nobody.
    pub(crate) deaf: bool,
    /// The person has said that they only listen.
    pub(crate) only_listens: bool,
    /// What is held, and what that does.
    pub(crate) talk: PushToTalk,
    /// The system has taken the page's sound, for a call perhaps.
    pub(crate) taken: bool,
    /// What can be chosen.
    pub(crate) devices: Arc<[Device]>,
}

impl Media {
    /// All closed.
    pub(crate) fn new() -> Media {
        Media {
            local: LocalMedia::new(None, None),
            screen: ScreenShare::new(),
            voice: VoiceActivity::default(),
            monitor: MicrophoneMonitor::default(),
            sound_check: SoundChecker::default(),
            deaf: false,
            only_listens: false,
            talk: PushToTalk::Free,
            taken: false,
            devices: Arc::from([]),
        }
    }

    /// What goes out, by `Source as usize`. What nobody can hear does not, whatever the button says.
    pub(crate) fn on_air(&self) -> [bool; 4] {
        let [microphone, camera] = self.local.on_air();
        let [screen, screen_sound] = self.screen.on_air();
        [microphone && !self.monitor.is_cut(), camera, screen, screen_sound]
    }

    /// When something is due.
    pub(crate) fn deadline(&self, now: Time) -> Option<Time> {
        let ours = soonest(soonest(self.voice.deadline(now), self.local.deadline(now)), self.sound_check.deadline());
        soonest(ours, soonest(self.monitor.deadline(now), self.talk.deadline()))
    }
}
