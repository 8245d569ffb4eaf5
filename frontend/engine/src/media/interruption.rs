//! Interruptions: a phone call, a locked screen or another app takes away the microphone and all sound, and gives them
//! back, or does not. What was taken from somebody is taken back as soon as that may be.
//!
//! Invariant: it opens a microphone only in the place of one that was on air when it was taken, for as long as its
//! person has not said otherwise, and only where they can see the page. Who was silent stays silent.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::{Device, SoundState};
use crate::base::ids::DeviceId;
use crate::base::time::{Time, soonest};
use crate::media::local_media::LocalMedia;

/// Nothing at all comes from a microphone for so long after an interruption: it is dead, milliseconds. The system needs up
/// to a second to give it back, and nobody waits longer before they say "can you hear me?".
const SILENT_MS: u64 = 2_000;
/// What is paused again at once is played once in so long, milliseconds: a call that goes on pauses it each time.
const AGAIN_MS: u64 = 1_000;

/// Something that is part of an interruption, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// The page can be seen, or no more.
    Shown(bool),
    /// The sound of the page.
    Sound(SoundState),
    /// The system has taken the sound of our microphone, or given it back.
    Cut(bool),
    /// The track of our microphone has ended by itself.
    Ended,
    /// Our microphone was opened.
    Opened,
    /// Our microphone could not be opened.
    Failed,
    /// How loud it is.
    Level(u8),
    /// Nobody measures how loud it is any more.
    Unmeasured,
    /// Something that plays was paused, and not by us.
    Paused,
    /// The person has touched the page.
    Touched,
    /// The person has switched their microphone on.
    Wanted,
}

/// What an interruption meets with.
pub struct Scene<'a> {
    /// Our microphone.
    pub own: &'a mut LocalMedia,
    /// What is plugged in.
    pub devices: &'a [Device],
    /// The page can be seen.
    pub visible: bool,
    /// The system has taken the sound of the whole page.
    pub taken: bool,
}

impl Scene<'_> {
    /// The person is at the page, and nothing else has its sound.
    fn here(&self) -> bool {
        self.visible && !self.taken
    }
}

/// What is known against our microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Doubt {
    /// Nothing.
    #[default]
    None,
    /// Something takes it away right now.
    Taken,
    /// Invariant: only while the person is here. It should be back; nothing at all has come from it since then.
    Back { silent: Option<Time> },
}

/// How interruptions stand.
#[derive(Default)]
pub struct Interruption {
    /// The system has muted our microphone.
    cut: bool,
    doubt: Doubt,
    /// The last thing that came from the microphone was more than nothing.
    alive: bool,
    /// It is being opened again.
    again: bool,
    stayed_off: bool,
    /// The page could be seen in the last event.
    visible: bool,
    /// When what was paused was last played again, and whether that is due once more.
    played: Option<Time>,
    paused: bool,
}

impl Interruption {
    /// Something happened; says whether that is an interruption's doing, and no more needs to be said about it.
    pub fn hear(&mut self, what: Interrupt, at: &mut Scene, cx: &mut Context) -> bool {
        match what {
            Interrupt::Shown(visible) => {
                if visible {
                    (self.paused, self.played) = (false, Some(cx.now));
                    cx.effect(Effect::Resume);
                    self.back(at, cx.now);
                } else if self.alive || self.doubt != Doubt::None {
                    // One that was silent before proves nothing by being silent afterwards.
                    self.doubt = Doubt::Taken;
                }
            }
            Interrupt::Sound(SoundState::Running) => {
                // What plays besides may have been paused, too.
                self.paused |= self.doubt == Doubt::Taken;
                self.back(at, cx.now);
            }
            Interrupt::Sound(SoundState::Suspended) => {
                self.paused = true;
                self.back(at, cx.now);
            }
            Interrupt::Sound(SoundState::Interrupted) => (self.paused, self.doubt) = (true, Doubt::Taken),
            Interrupt::Cut(true) => (self.cut, self.doubt) = (true, Doubt::Taken),
            Interrupt::Cut(false) => {
                self.cut = false;
                self.back(at, cx.now);
            }
            Interrupt::Ended => return self.ended(at, cx),
            Interrupt::Opened => (self.cut, self.alive, self.doubt) = (false, false, Doubt::None),
            Interrupt::Failed => {
                self.stayed_off |= self.again;
                return std::mem::take(&mut self.again);
            }
            Interrupt::Level(level) => self.level(level, at, cx.now),
            // What was heard before proves nothing any more.
            Interrupt::Unmeasured => self.alive = false,
            Interrupt::Paused => self.paused = true,
            Interrupt::Touched => {
                (self.paused, self.played) = (true, None);
                self.back(at, cx.now);
            }
            // Whoever wants to speak shall not wait for the end of a doubt.
            Interrupt::Wanted => {
                if self.doubt != Doubt::None {
                    at.own.reopen_microphone(cx);
                }
            }
        }
        false
    }

    /// It is over, as far as we can know.
    fn back(&mut self, at: &Scene, now: Time) {
        if self.doubt == Doubt::Taken && at.here() {
            self.doubt = Doubt::Back { silent: self.cut.then_some(now) };
        }
    }

    fn level(&mut self, level: u8, at: &Scene, now: Time) {
        self.alive = level > 0;
        match self.doubt {
            Doubt::Taken | Doubt::Back { .. } if self.alive && at.here() && !self.cut => self.doubt = Doubt::None,
            Doubt::Back { silent: None } if !self.alive => self.doubt = Doubt::Back { silent: Some(now) },
            Doubt::None | Doubt::Taken | Doubt::Back { .. } => {}
        }
    }

    /// A microphone that ends while nothing interrupts us was pulled out, or forbidden: that is the person's to mend.
    fn ended(&mut self, at: &mut Scene, cx: &mut Context) -> bool {
        let interrupted = self.doubt != Doubt::None || !at.here();
        interrupted && listed(at.own.microphone_device.as_ref(), at.devices) && at.own.microphone_taken(cx)
    }

    /// Does what is due, at the end of every event.
    pub fn tick(&mut self, at: &mut Scene, cx: &mut Context) {
        self.visible = at.visible;
        if self.paused && at.visible && self.played.is_none_or(|last| cx.now.since(last) >= AGAIN_MS) {
            (self.paused, self.played) = (false, Some(cx.now));
            cx.effect(Effect::Resume);
        }
        if at.own.on_air()[0] {
            (self.again, self.stayed_off) = (false, false);
        }
        self.stayed_off &= at.own.microphone_troubled();
        let silent = matches!(self.doubt, Doubt::Back { silent: Some(since) } if cx.now.since(since) >= SILENT_MS);
        if at.here() && (silent || at.own.microphone_is_taken()) {
            (self.doubt, self.alive) = (Doubt::None, false);
            self.again |= at.own.reopen_microphone(cx);
        }
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        let dead = match self.doubt {
            Doubt::Back { silent } => silent.map(|since| since + SILENT_MS),
            Doubt::None | Doubt::Taken => None,
        };
        let play = self.played.filter(|_| self.paused && self.visible).map(|last| last + AGAIN_MS);
        soonest(dead, play)
    }

    /// The microphone was on, and could not be opened again.
    pub fn stayed_off(&self) -> bool {
        self.stayed_off
    }
}

/// Whether a device is still there, as far as the browser tells.
fn listed(device: Option<&DeviceId>, devices: &[Device]) -> bool {
    device.is_none_or(|device| devices.is_empty() || devices.iter().any(|listed| listed.id == *device))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Rng;

    /// What happens at these moments, and how often everything is played again then.
    fn resumes(story: &[(u64, Option<Interrupt>)]) -> Vec<usize> {
        let (mut interruption, mut own) = (Interruption::default(), LocalMedia::new(None, None));
        let (mut visible, mut taken) = (true, false);
        let (mut rng, mut ops) = (Rng::new([0; 32]), 0);
        let turns = story.iter().map(|(now, what)| {
            let mut cx = Context::new(Time(*now), &mut rng, &mut ops);
            match what {
                Some(Interrupt::Shown(shown)) => visible = *shown,
                Some(Interrupt::Sound(state)) => taken = *state == SoundState::Interrupted,
                Some(_) | None => {}
            }
            let mut at = Scene { own: &mut own, devices: &[], visible, taken };
            if let Some(what) = what {
                interruption.hear(*what, &mut at, &mut cx);
            }
            interruption.tick(&mut at, &mut cx);
            assert!(interruption.deadline().is_none_or(|deadline| deadline > Time(*now)), "an engine that spins");
            cx.effects.iter().filter(|effect| matches!(effect, Effect::Resume)).count()
        });
        turns.collect()
    }

    #[test]
    fn what_is_paused_is_played_again_and_again_but_not_without_a_breath() {
        let paused = Some(Interrupt::Paused);
        let story = [(0, paused), (1, paused), (AGAIN_MS - 1, None), (AGAIN_MS, None), (3 * AGAIN_MS, None)];
        assert_eq!(resumes(&story), [1, 0, 0, 1, 0]);
        assert_eq!(
            resumes(&[(0, paused), (1, Some(Interrupt::Touched))]),
            [1, 1],
            "a person's touch is worth a try at once"
        );
    }

    #[test]
    fn sound_that_stops_is_woken_where_it_can_be_heard_and_as_soon_as_it_is_given_back() {
        let sound = |state| Some(Interrupt::Sound(state));
        let (suspended, interrupted) = (sound(SoundState::Suspended), sound(SoundState::Interrupted));
        assert_eq!(resumes(&[(0, suspended)]), [1]);
        assert_eq!(resumes(&[(0, interrupted), (5_000, sound(SoundState::Running)), (9_000, None)]), [1, 1, 0]);
        let hidden =
            [(0, Some(Interrupt::Shown(false))), (1, suspended), (9_000, None), (9_500, Some(Interrupt::Shown(true)))];
        assert_eq!(resumes(&hidden), [0, 0, 0, 1]);
    }
}
