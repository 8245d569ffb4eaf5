//! How a connection proves itself: channels open, both fingerprints named by the other side, beats that go on coming.

use super::{Broken, Connection};
use crate::effect::{Command, Source};
use crate::event::Channel;
use crate::letter::Letter;
use crate::post::Post;
use crate::rhythm::Rhythm;
use crate::time::Time;
use crate::turn::Turn;

/// A channel is trusted only while its beat is younger than this, milliseconds.
const TRUST_MS: u64 = 1_000;
/// The first frames of promised pictures are waited for so long, milliseconds.
const FRAME_MS: u64 = 3_000;

impl Connection {
    /// A channel opened.
    pub fn channel_opened(&mut self, channel: Channel, post: &mut Post) {
        match channel {
            Channel::Letters => {
                self.letters_open = true;
                self.introduce(post);
            }
            Channel::Beats => self.beats_open = true,
            Channel::Bulk => {}
        }
    }

    /// A channel was closed by the other side.
    pub fn channel_closed(&mut self, channel: Channel, now: Time) {
        match channel {
            Channel::Letters => {
                self.letters_open = false;
                self.closed.get_or_insert(now);
            }
            Channel::Beats => self.beats_open = false,
            Channel::Bulk => {}
        }
    }

    /// Says both fingerprints as the first letter on the channel.
    pub(super) fn introduce(&mut self, post: &mut Post) {
        if let (true, false, Some(mine), Some(yours)) = (self.letters_open, self.introduced, &self.local, &self.remote)
        {
            self.introduced = true;
            post.whisper(self.id.epoch.0, Letter::Fingerprints { mine: mine.clone(), yours: yours.clone() });
        }
    }

    /// Their fingerprint letter came over this connection's channel.
    ///
    /// Invariant: no frame and no sound of this connection before it names the two descriptions that are really applied.
    pub fn confirm(&mut self, mine: &str, yours: &str, turn: &mut Turn) -> Result<(), Broken> {
        if self.confirmed() {
            return Ok(());
        }
        if self.remote.as_deref() != Some(mine) || self.local.as_deref() != Some(yours) {
            return Err(Broken);
        }
        self.confirmed = Some(turn.now);
        self.rhythm = Rhythm::new(turn.now);
        turn.connection(self.id, Command::Reveal);
        Ok(())
    }

    /// Whether the fingerprint letter has opened.
    pub fn confirmed(&self) -> bool {
        self.confirmed.is_some()
    }

    /// Whether it can take the place of another: the fingerprint letter has opened, beats come, and so do the pictures
    /// that are `promised`; but where none comes (a hidden page decodes none), nobody waits for it for ever.
    pub fn proved(&self, promised: [bool; 2], now: Time) -> bool {
        let mut pictures = [Source::Camera, Source::Screen].into_iter().zip(promised);
        let seen = pictures.all(|(source, promised)| !promised || self.picture(source));
        let waited = self.confirmed.is_some_and(|since| now >= since + FRAME_MS);
        self.trusted(now) && (seen || waited)
    }

    /// When the wait for a first frame ends.
    pub fn frame_deadline(&self) -> Option<Time> {
        self.confirmed.map(|since| since + FRAME_MS)
    }

    /// Whether letters can be put into the channel.
    pub fn letters_open(&self) -> bool {
        self.letters_open
    }

    /// A beat came in.
    pub fn beat_heard(&mut self, now: Time) {
        self.beat = Some(now);
        self.rhythm.beat(now);
    }

    /// How their beats come; counted from the fingerprint letter on.
    pub fn rhythm(&self) -> Rhythm {
        self.rhythm
    }

    /// When the last beat came.
    pub fn last_beat(&self) -> Option<Time> {
        self.beat
    }

    /// Whether the channel has proved itself and lives.
    pub fn trusted(&self, now: Time) -> bool {
        self.confirmed() && self.letters_open && self.beat.is_some_and(|beat| now.since(beat) < TRUST_MS)
    }

    /// Says our beat: a number and our clock (milliseconds), four bytes each, little-endian.
    pub fn beat(&mut self, turn: &mut Turn) {
        if self.beats_open {
            self.beats_said = self.beats_said.wrapping_add(1);
            let clock = (turn.now.0 % (1 << 32)) as u32;
            let beat = [self.beats_said.to_le_bytes(), clock.to_le_bytes()].concat();
            turn.connection(self.id, Command::Say(Channel::Beats, beat));
        }
    }
}
