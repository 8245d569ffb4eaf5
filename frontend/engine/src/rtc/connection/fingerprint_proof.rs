//! The proof of a connection: channels open, both fingerprints named by the other side, heartbeats that go on coming.

use super::Connection;
use crate::api::context::Context;
use crate::api::effect::{Command, Source};
use crate::api::event::Channel;
use crate::base::time::Time;
use crate::messaging::message::LinkMessage;
use crate::messaging::outbox::Outbox;
use crate::rtc::heartbeat::Heartbeats;
use crate::rtc::op::Broken;

/// A channel is trusted only while its heartbeat is younger than this, milliseconds.
const TRUST_MS: u64 = 1_000;
/// The first frames of promised pictures are waited for so long, milliseconds.
const FRAME_MS: u64 = 3_000;

impl Connection {
    /// A channel opened.
    pub fn channel_opened(&mut self, channel: Channel, outbox: &mut Outbox) {
        match channel {
            Channel::Messages => {
                self.proof.messages_open = true;
                self.introduce(outbox);
            }
            Channel::Heartbeats => self.proof.heartbeats_open = true,
            Channel::Bulk => self.proof.bulk_open = true,
        }
    }

    /// A channel was closed by the other side.
    pub fn channel_closed(&mut self, channel: Channel, now: Time) {
        match channel {
            Channel::Messages => {
                self.proof.messages_open = false;
                self.closed.get_or_insert(now);
            }
            Channel::Heartbeats => self.proof.heartbeats_open = false,
            Channel::Bulk => self.proof.bulk_open = false,
        }
    }

    /// Says both fingerprints as the first message on the channel.
    pub(super) fn introduce(&mut self, outbox: &mut Outbox) {
        if let (true, false, Some(mine), Some(yours)) =
            (self.proof.messages_open, self.proof.introduced, &self.negotiation.local, &self.negotiation.remote)
        {
            self.proof.introduced = true;
            outbox.whisper(self.id.epoch.0, LinkMessage::Fingerprints { mine: mine.clone(), yours: yours.clone() });
        }
    }

    /// Their fingerprint message came over this connection's channel.
    ///
    /// Invariant: no frame and no sound of this connection before it names the two descriptions that are really applied.
    pub fn confirm(&mut self, mine: &str, yours: &str, cx: &mut Context) -> Result<(), Broken> {
        if self.confirmed() {
            return Ok(());
        }
        if self.negotiation.remote.as_deref() != Some(mine) || self.negotiation.local.as_deref() != Some(yours) {
            return Err(Broken);
        }
        self.proof.confirmed = Some(cx.now);
        self.heartbeats = Heartbeats::new(cx.now);
        cx.connection(self.id, Command::Reveal);
        Ok(())
    }

    /// Whether the fingerprint message has opened.
    pub fn confirmed(&self) -> bool {
        self.proof.confirmed.is_some()
    }

    /// Whether it can take the place of another: the fingerprint message has opened, heartbeats come, and so do the pictures
    /// that are `promised`; but where none comes (a hidden page decodes none), nobody waits for it for ever.
    pub fn proved(&self, promised: [bool; 2], now: Time) -> bool {
        let mut pictures = [Source::Camera, Source::Screen].into_iter().zip(promised);
        let seen = pictures.all(|(source, promised)| !promised || self.picture(source));
        let waited = self.proof.confirmed.is_some_and(|since| now >= since + FRAME_MS);
        self.trusted(now) && (seen || waited)
    }

    /// When the wait for a first frame ends.
    pub fn frame_deadline(&self) -> Option<Time> {
        self.proof.confirmed.map(|since| since + FRAME_MS)
    }

    /// Whether messages can be put into the channel.
    pub fn messages_open(&self) -> bool {
        self.proof.messages_open
    }

    /// Whether fragments can be put into the bulk channel.
    pub fn bulk_open(&self) -> bool {
        self.proof.bulk_open
    }

    /// A heartbeat came in.
    pub fn heartbeat_heard(&mut self, now: Time) {
        self.heartbeat = Some(now);
        self.heartbeats.heartbeat(now);
    }

    /// How their heartbeats come; counted from the fingerprint message on.
    pub fn heartbeats(&self) -> Heartbeats {
        self.heartbeats
    }

    /// When the last heartbeat came.
    pub fn last_heartbeat(&self) -> Option<Time> {
        self.heartbeat
    }

    /// Whether the channel has proved itself and lives.
    pub fn trusted(&self, now: Time) -> bool {
        self.confirmed()
            && self.proof.messages_open
            && self.heartbeat.is_some_and(|heartbeat| now.since(heartbeat) < TRUST_MS)
    }

    /// Says our heartbeat: a number and our clock (milliseconds), four bytes each, little-endian.
    pub fn heartbeat(&mut self, cx: &mut Context) {
        if self.proof.heartbeats_open {
            self.heartbeats_said = self.heartbeats_said.wrapping_add(1);
            let clock = (cx.now.0 % (1 << 32)) as u32;
            let heartbeat = [self.heartbeats_said.to_le_bytes(), clock.to_le_bytes()].concat();
            cx.connection(self.id, Command::Say(Channel::Heartbeats, heartbeat));
        }
    }
}
