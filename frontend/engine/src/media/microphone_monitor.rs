//! The microphone monitor, what our own microphone tells of itself: whether it is dead, whether somebody talks into it while it is off, and
//! whether all it brings is noise.

use crate::base::time::Time;
use crate::media::voice_activity::SPEECH;

/// Nothing at all, not even the noise of a quiet room, for so long since it was opened: it is dead, milliseconds.
const DEAD_MS: u64 = 4_000;
/// The same after it has been heard: some headsets have a switch, and some browsers pause, milliseconds.
const DEAD_LATER_MS: u64 = 15_000;
/// Somebody has spoken for so long while off, pauses taken off, milliseconds: longer than a cough.
const TALKS_MS: u64 = 1_000;
/// And is not told again for so long, milliseconds.
const TOLD_MS: u64 = 30_000;
/// Level out of 255 that speech falls below between words, and a fan does not.
const NOISE: u8 = 12;
/// Louder than that without a pause for so long is noise, milliseconds: nobody speaks without taking breath.
const NOISE_MS: u64 = 20_000;
/// Levels that are further apart come from a page that the browser has slowed down, milliseconds: they prove nothing.
const GAP_MS: u64 = 1_000;

/// What is worth telling the person, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// They talk, and nobody hears it.
    TalksWhileOff,
    /// Everybody hears a fan.
    Noisy,
}

/// One microphone, listened to by its owner.
#[derive(Default)]
pub struct MicrophoneMonitor {
    last: Option<Time>,
    nothing_since: Option<Time>,
    heard: bool,
    /// The system took the sound away (`track.muted`).
    cut: bool,
    dead: bool,
    spoken_ms: u64,
    told: Option<Time>,
    noise_since: Option<Time>,
    noise_told: bool,
    silence_told: bool,
}

impl MicrophoneMonitor {
    /// Another microphone was opened.
    pub fn fresh(&mut self) {
        *self = MicrophoneMonitor { told: self.told, silence_told: self.silence_told, ..MicrophoneMonitor::default() };
    }

    /// The system takes the sound away, or gives it back.
    pub fn cut(&mut self, cut: bool) {
        self.cut = cut;
    }

    /// Nothing of it can be sent: the system keeps its sound.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// It is on and brings nothing at all.
    pub fn is_dead(&self) -> bool {
        self.dead
    }

    /// Takes in a level, 0..=255; `on`: the others hear it too.
    pub fn hear(&mut self, level: u8, on: bool, now: Time) -> Option<Hint> {
        let gap = self.last.replace(now).map_or(0, |last| now.since(last));
        self.look_for_death(level, on, now);
        let noise = on && level >= NOISE && gap <= GAP_MS;
        let noise_since = if noise { Some(self.noise_since.unwrap_or(now)) } else { None };
        self.noise_since = noise_since;
        if !self.noise_told && noise_since.is_some_and(|since| now.since(since) >= NOISE_MS) {
            self.noise_told = true;
            return Some(Hint::Noisy);
        }
        let heard = gap.min(GAP_MS);
        self.spoken_ms = match (on, level >= SPEECH) {
            (true, _) => 0,
            (false, true) => self.spoken_ms + heard,
            (false, false) => self.spoken_ms.saturating_sub(heard),
        };
        if self.spoken_ms < TALKS_MS || self.told.is_some_and(|told| now.since(told) < TOLD_MS) {
            return None;
        }
        self.spoken_ms = 0;
        self.told = Some(now);
        Some(Hint::TalksWhileOff)
    }

    /// Whether who talks now would not be told, since they were a moment ago.
    pub fn has_just_told(&self, now: Time) -> bool {
        self.told.is_some_and(|told| now.since(told) < TOLD_MS)
    }

    /// When it is to be listened to again.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        self.told.map(|told| told + TOLD_MS).filter(|at| *at > now)
    }

    fn look_for_death(&mut self, level: u8, on: bool, now: Time) {
        self.heard |= level > 0;
        if level > 0 || !on {
            (self.nothing_since, self.dead) = (None, false);
            return;
        }
        let since = *self.nothing_since.get_or_insert(now);
        let limit = if self.heard { DEAD_LATER_MS } else { DEAD_MS };
        self.dead = now.since(since) >= limit;
    }

    /// Whether it has become silent though it is on and nothing has taken it, or has come back; `None` if that has been told.
    pub fn news(&mut self, on: bool) -> Option<bool> {
        let silent = on && self.dead && !self.cut;
        (std::mem::replace(&mut self.silence_told, silent) != silent).then_some(silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels every 100 ms for so long.
    fn listen(monitor: &mut MicrophoneMonitor, level: u8, on: bool, from: u64, ms: u64) -> Vec<Hint> {
        (0..=ms / 100).filter_map(|step| monitor.hear(level, on, Time(from + step * 100))).collect()
    }

    #[test]
    fn a_dead_microphone_is_told_after_four_seconds_and_a_quiet_one_never() {
        let mut monitor = MicrophoneMonitor::default();
        listen(&mut monitor, 0, true, 0, DEAD_MS - 100);
        assert_eq!(monitor.news(true), None);
        listen(&mut monitor, 0, true, DEAD_MS, 0);
        assert_eq!(monitor.news(true), Some(true));
        assert_eq!(monitor.news(true), None, "once");
        listen(&mut monitor, 1, true, DEAD_MS + 100, 0);
        assert_eq!(monitor.news(true), Some(false));
        let mut quiet = MicrophoneMonitor::default();
        listen(&mut quiet, 1, true, 0, 60_000);
        assert_eq!(quiet.news(true), None);
    }

    #[test]
    fn one_that_was_heard_has_fifteen_seconds() {
        let mut monitor = MicrophoneMonitor::default();
        listen(&mut monitor, 9, true, 0, 500);
        listen(&mut monitor, 0, true, 600, DEAD_LATER_MS - 100);
        assert_eq!(monitor.news(true), None);
        listen(&mut monitor, 0, true, 600 + DEAD_LATER_MS, 0);
        assert_eq!(monitor.news(true), Some(true));
    }

    #[test]
    fn one_that_is_off_is_not_called_silent() {
        let mut monitor = MicrophoneMonitor::default();
        listen(&mut monitor, 0, false, 0, 60_000);
        assert_eq!(monitor.news(true), None);
        listen(&mut monitor, 0, true, 60_000, DEAD_MS);
        monitor.cut(true);
        assert_eq!(monitor.news(true), None, "the system has taken the sound away, which is told elsewhere");
        monitor.cut(false);
        assert_eq!(monitor.news(true), Some(true));
        monitor.fresh();
        assert_eq!(monitor.news(true), Some(false), "another one is another one");
    }

    #[test]
    fn who_talks_while_off_is_told_once_in_half_a_minute() {
        let mut monitor = MicrophoneMonitor::default();
        assert_eq!(listen(&mut monitor, SPEECH, false, 0, TALKS_MS - 100), []);
        assert_eq!(listen(&mut monitor, SPEECH, false, TALKS_MS, 0), [Hint::TalksWhileOff]);
        assert_eq!(listen(&mut monitor, SPEECH, false, TALKS_MS + 100, TOLD_MS - 200), []);
        assert_eq!(listen(&mut monitor, SPEECH, false, TALKS_MS + TOLD_MS, 0), [Hint::TalksWhileOff]);
        let mut room = MicrophoneMonitor::default();
        assert_eq!(listen(&mut room, SPEECH - 1, false, 0, 60_000), [], "a quiet room");
        assert_eq!(listen(&mut room, SPEECH, true, 60_100, 5_000), [], "on");
    }

    #[test]
    fn noise_is_what_never_takes_breath() {
        let mut fan = MicrophoneMonitor::default();
        assert_eq!(listen(&mut fan, NOISE, true, 0, NOISE_MS - 100), []);
        assert_eq!(listen(&mut fan, NOISE, true, NOISE_MS, 0), [Hint::Noisy]);
        assert_eq!(listen(&mut fan, NOISE, true, NOISE_MS + 100, 60_000), [], "once");
        let mut speech = MicrophoneMonitor::default();
        for breath in 0..10 {
            assert_eq!(listen(&mut speech, 90, true, breath * 10_000, 9_800), []);
            assert_eq!(listen(&mut speech, NOISE - 1, true, breath * 10_000 + 9_900, 0), []);
        }
        let mut slowed = MicrophoneMonitor::default();
        assert!((0..100).all(|minute| slowed.hear(90, true, Time(minute * 60_000)).is_none()), "a page that sleeps");
    }
}
