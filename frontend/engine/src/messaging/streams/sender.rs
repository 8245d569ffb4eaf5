//! The sending half: which fragment goes next, what has arrived, and what has to be sent again.

use super::window::Window;
use super::{CREDIT, FREE, MAX_BYTES, MAX_STREAMS};
use crate::base::time::Time;
use crate::messaging::fragment::{Fragment, MAX_DATA, Outcome, StreamId, Topic};
use std::sync::Arc;

/// Nothing was heard of a stream for so long, milliseconds: it is sent again from where it was last said to stand. Channels
/// repeat by themselves what a path loses, so this is for what they never got.
const STALLED_MS: u64 = 5_000;

/// After another connection has taken over, milliseconds, nothing answers what the old one carried any more.
const SETTLED_MS: u64 = 500;

/// A stream cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// [`MAX_STREAMS`] are under way.
    Full,
    /// It is empty or above [`MAX_BYTES`].
    Size,
}

/// One stream.
struct Outgoing {
    id: StreamId,
    topic: Topic,
    body: Arc<[u8]>,
    /// Bytes sent over the connection that carries it now.
    sent: u32,
    /// Bytes said to have arrived.
    received: u32,
    /// Bytes there is room for.
    limit: u32,
    /// At least one fragment has to be sent: the first, or one that asks how it stands.
    ask: bool,
    /// Where it stood when the last fragment was sent whose arrival is timed, and when that was.
    timed: Option<(u32, Time)>,
    /// When something was last heard of it.
    heard: Time,
    cancelled: bool,
}

impl Outgoing {
    fn total(&self) -> u32 {
        // Bounded by `MAX_BYTES` when it was taken.
        self.body.len() as u32
    }

    fn on_its_way(&self) -> u32 {
        self.sent.saturating_sub(self.received)
    }

    /// Whether there is a fragment that may be sent.
    fn due(&self) -> bool {
        !self.cancelled && (self.ask || self.sent < self.total().min(self.limit))
    }
}

/// The streams to one peer.
#[derive(Default)]
pub struct Sender {
    streams: Vec<Outgoing>,
    newest: u32,
    window: Window,
    /// Whose turn it was last.
    last: u32,
    /// What is sent is timed from then on: before, an answer may be one to what another connection carried.
    timed_from: Time,
    ended: Vec<(Topic, Arc<[u8]>)>,
    refused: Vec<Topic>,
    /// What is cancelled is to be said.
    say_cancelled: bool,
}

impl Sender {
    /// See [`super::BulkStreams::send`].
    pub fn open(&mut self, topic: Topic, body: Arc<[u8]>, now: Time) -> Result<(), Refused> {
        if body.is_empty() || body.len() > MAX_BYTES {
            return Err(Refused::Size);
        }
        if !self.has_room() {
            return Err(Refused::Full);
        }
        self.newest += 1;
        self.streams.push(Outgoing {
            id: StreamId(self.newest),
            topic,
            body,
            sent: 0,
            received: 0,
            limit: FREE,
            ask: true,
            timed: None,
            heard: now,
            cancelled: false,
        });
        Ok(())
    }

    /// Whether one more may begin.
    pub fn has_room(&self) -> bool {
        self.streams.len() < MAX_STREAMS && self.newest < u32::MAX
    }

    /// See [`super::BulkStreams::abandon`].
    pub fn abandon(&mut self) {
        for stream in &mut self.streams {
            (stream.cancelled, stream.body) = (true, Arc::from([]));
            (stream.sent, stream.received) = (0, 0);
            self.say_cancelled = true;
        }
    }

    /// What is cancelled and not yet said to be.
    pub fn cancelled(&mut self) -> Vec<Fragment> {
        if !std::mem::take(&mut self.say_cancelled) {
            return Vec::new();
        }
        let cancelled = self.streams.iter().filter(|stream| stream.cancelled);
        cancelled.map(|stream| Fragment::Cancel { stream: stream.id }).collect()
    }

    /// The other side says how far a stream has come.
    pub fn credit(&mut self, id: StreamId, received: u32, limit: u32, now: Time) {
        let Some(stream) = self.streams.iter_mut().find(|stream| stream.id == id) else { return };
        stream.heard = now;
        // Only what was sent can have arrived, whatever they say.
        stream.received = stream.received.max(received.min(stream.sent));
        stream.limit = stream.limit.max(limit.min(stream.received.saturating_add(CREDIT)));
        if let Some((_, sent)) = stream.timed.take_if(|(at, _)| *at <= stream.received) {
            self.window.arrived(sent, now);
        }
    }

    /// The other side is done with a stream.
    pub fn ended(&mut self, id: StreamId, outcome: Outcome, now: Time) {
        let Some(at) = self.streams.iter().position(|stream| stream.id == id) else { return };
        let stream = self.streams.remove(at);
        if let Some((_, sent)) = stream.timed {
            self.window.arrived(sent, now);
        }
        if outcome == Outcome::Refused && !stream.cancelled {
            self.refused.push(stream.topic);
        }
        self.ended.push((stream.topic, stream.body));
    }

    /// Of which topics streams were refused since this was last asked.
    pub fn refused(&mut self) -> Vec<Topic> {
        std::mem::take(&mut self.refused)
    }

    /// Those that have ended since this was last asked, with what they said.
    pub fn take_ended(&mut self) -> Vec<(Topic, Arc<[u8]>)> {
        std::mem::take(&mut self.ended)
    }

    /// Everything that was not said to have arrived is sent again, over another connection or since nothing is heard.
    pub fn rewind(&mut self, now: Time) {
        for stream in &mut self.streams {
            stream.sent = stream.received;
            stream.ask = true;
            stream.timed = None;
            stream.heard = now;
            self.say_cancelled |= stream.cancelled;
        }
        // They begin in their order: none is known to the other side before those that are older.
        self.last = 0;
        self.window.forget();
        self.timed_from = now + SETTLED_MS;
    }

    /// Sends again what nothing is heard of.
    pub fn tick(&mut self, now: Time) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.rewind(now);
        }
    }

    /// When that is.
    pub fn deadline(&self) -> Option<Time> {
        self.streams.iter().map(|stream| stream.heard + STALLED_MS).min()
    }

    /// The next fragment, while the window is open: of those that begin in their order, then of others than files in turn, then
    /// of files. So a file of any size never delays the document by more than the fragments that are on their way.
    pub fn next(&mut self, now: Time) -> Option<Fragment> {
        let on_its_way: u32 = self.streams.iter().map(Outgoing::on_its_way).sum();
        let room = self.window.bytes().saturating_sub(on_its_way);
        let last = self.last;
        let due = self.streams.iter_mut().filter(|stream| stream.due());
        // Of equals the one after the last is next.
        let stream = due.min_by_key(|stream| match stream.ask {
            true => (0, false, stream.id),
            false => (1 + u8::from(stream.topic == Topic::FILES), stream.id.0 <= last, stream.id),
        })?;
        let left = stream.total().min(stream.limit).saturating_sub(stream.sent);
        let length = left.min(MAX_DATA as u32);
        if length > room {
            return None;
        }
        self.last = stream.id.0;
        let from = stream.sent as usize;
        let bytes = stream.body[from..from + length as usize].to_vec();
        let offset = stream.sent;
        stream.sent += length;
        stream.ask = false;
        if now >= self.timed_from {
            stream.timed.get_or_insert((stream.sent, now));
        }
        Some(Fragment::Data { stream: stream.id, offset, total: stream.total(), topic: stream.topic, bytes })
    }
}
