//! Streams to and from one peer over the bulk channel: large bodies in fragments, as fast as the other side grants credit.
//!
//! A stream is one body of one feature. It belongs to the pair, not to a connection: where one is cut, it goes on over the
//! next from where the other side says it stands. A stream is done when its receiver's owner has taken it; until then it
//! counts as one of [`MAX_STREAMS`], and so whoever is slow holds up the writer, who knows by [`BulkStreams::ready`] when to go on.
//!
//! Invariant: nothing is evicted. What finds no room is refused to its owner, at once.

mod receiver;
mod sender;
mod window;

use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use crate::messaging::fragment::{self, Fragment, StreamId, Topic};
pub use receiver::Received;
use receiver::Receiver;
pub use sender::Refused;
use sender::Sender;
use std::sync::Arc;

/// The largest stream, bytes: a room document of a long meeting.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// The largest stream of [`Topic::FILES`], bytes: 128 KiB of a file and what says where they belong. Two of them under way
/// fill the largest window, and are all that either side holds of a file.
pub const MAX_FILE_BYTES: usize = 128 * 1024 + FILE_HEADER;
/// Of that: which file, 16 bytes, and the offset, 8 bytes.
pub const FILE_HEADER: usize = 24;
/// Streams under way to one peer at a time.
pub const MAX_STREAMS: usize = 4;
/// What is sent and not yet said to have arrived, bytes, at most.
pub const CREDIT: u32 = 256 * 1024;
/// A stream may begin with so much before the other side has granted anything, bytes: one fragment.
pub const FREE: u32 = fragment::MAX_DATA as u32;

/// Streams to and from one peer.
#[derive(Default)]
pub struct BulkStreams {
    sender: Sender,
    receiver: Receiver,
    /// Which connection carried them last.
    carrier: Option<ConnectionId>,
    /// It does so now.
    live: bool,
}

impl BulkStreams {
    /// Begins a stream.
    ///
    /// # Errors
    /// [`Refused`] if as many are under way as may be, or it is empty or larger than one may be: the owner says it anew, later.
    pub fn send(&mut self, topic: Topic, body: Arc<[u8]>, now: Time) -> Result<(), Refused> {
        self.sender.open(topic, body, now)
    }

    /// Whether a connection carries them.
    pub fn live(&self) -> bool {
        self.live
    }

    /// Whether one more stream can begin now.
    pub fn ready(&self) -> bool {
        self.live && self.sender.has_room()
    }

    /// They are gone, or lost: nothing is kept for them, and nothing of theirs. Should they come back, each side is told
    /// that what was under way does not come any more.
    pub fn abandon(&mut self) {
        self.sender.abandon();
        self.receiver.abandon();
    }

    /// A body of theirs. Gives the streams that are whole by it.
    pub fn read(&mut self, fragments: Vec<Fragment>, now: Time) -> Vec<Received> {
        let mut whole = Vec::new();
        for fragment in fragments {
            match fragment {
                Fragment::Data { .. } => whole.extend(self.receiver.data(fragment)),
                Fragment::Cancel { stream } => self.receiver.cancelled(stream),
                Fragment::Credit { stream, received, limit } => self.sender.credit(stream, received, limit, now),
                Fragment::End { stream, outcome } => self.sender.ended(stream, outcome, now),
            }
        }
        whole
    }

    /// The owner of a stream that was whole is done with it: the writer may go on.
    pub fn taken(&mut self, stream: StreamId) {
        self.receiver.taken(stream);
    }

    /// Bodies to be sent now over this connection, if there is one that can be trusted.
    pub fn flush(&mut self, carrier: Option<ConnectionId>, now: Time) -> Vec<Vec<u8>> {
        self.live = carrier.is_some();
        let Some(carrier) = carrier else { return Vec::new() };
        if self.carrier.replace(carrier) != Some(carrier) {
            // What went over another connection may not have arrived.
            self.sender.rewind(now);
            self.receiver.say_all();
        }
        self.sender.tick(now);
        let mut answers = self.receiver.answers();
        answers.extend(self.sender.cancelled());
        let mut bodies: Vec<Vec<u8>> = Vec::new();
        // Answers go along with the first data, or alone.
        while let Some(data) = self.sender.next(now) {
            answers.push(data);
            bodies.push(fragment::write(&std::mem::take(&mut answers)));
        }
        if !answers.is_empty() {
            bodies.push(fragment::write(&answers));
        }
        bodies
    }

    /// When something is to be said again.
    pub fn deadline(&self) -> Option<Time> {
        self.sender.deadline().filter(|_| self.live)
    }

    /// Fragments that made no sense, for the debug log.
    pub fn senseless(&self) -> u32 {
        self.receiver.senseless
    }

    /// Of which topics the other side has refused a stream since this was last asked: what it said must be said anew.
    pub fn refused(&mut self) -> Vec<Topic> {
        self.sender.refused()
    }

    /// Streams that have ended since this was last asked, taken or not, with what they said: there is room for others.
    pub fn ended(&mut self) -> Vec<(Topic, Arc<[u8]>)> {
        self.sender.take_ended()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
