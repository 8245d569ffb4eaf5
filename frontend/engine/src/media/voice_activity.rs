//! Voice activity: sound levels become steps for the meter and a calm "is speaking".

use crate::base::time::Time;

/// Steps of a level meter, 0..=8.
pub const STEPS: u8 = 8;
/// Level out of 255 from which sound counts as speech: room noise stays below.
pub const SPEECH: u8 = 8;
/// "Is speaking" outlasts the sound by this, milliseconds: people breathe.
const BREATH_MS: u64 = 800;

/// One person's sound.
#[derive(Clone, Debug, Default)]
pub struct VoiceActivity {
    step: u8,
    heard: Option<Time>,
}

impl VoiceActivity {
    /// Takes a level (0..=255, linear amplitude) and gives the meter's step if it changed.
    pub fn level(&mut self, level: u8, now: Time) -> Option<u8> {
        if level >= SPEECH {
            self.heard = Some(now);
        }
        // Loudness is felt logarithmically: each step is half as much again.
        let step = (0..STEPS).filter(|step| f32::from(level) >= 3.0 * 1.75_f32.powi(i32::from(*step))).count() as u8;
        (std::mem::replace(&mut self.step, step) != step).then_some(step)
    }

    /// Silence at once: muted or gone. Gives the meter's step if it changed.
    pub fn hush(&mut self) -> Option<u8> {
        self.heard = None;
        (std::mem::replace(&mut self.step, 0) != 0).then_some(0)
    }

    /// When speech was heard last, since the microphone is open.
    pub fn last(&self) -> Option<Time> {
        self.heard
    }

    /// Whether speech was heard within a breath.
    pub fn speaking(&self, now: Time) -> bool {
        self.heard.is_some_and(|heard| now.since(heard) < BREATH_MS)
    }

    /// When "is speaking" ends if nothing more is heard.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        self.heard.filter(|heard| now.since(*heard) < BREATH_MS).map(|heard| heard + BREATH_MS)
    }
}
