//! The receiving half: what has come of each stream, how much more there is room for, and what is answered.

use super::{CREDIT, FREE, MAX_BYTES, MAX_FILE_BYTES, MAX_STREAMS};
use crate::messaging::fragment::{Fragment, Outcome, StreamId, Topic};
use litemap::LiteMap;
use std::collections::VecDeque;

/// Bytes that one peer's streams hold here at most until they are taken, besides what each begins with: one of the largest.
const MAX_HELD: u32 = MAX_BYTES as u32;
/// After so many more bytes the writer is told how far it has come: after each full fragment, since a window may hold no
/// more than two, and four streams share it.
const SAY_EVERY: u32 = FREE;
const _: () = assert!(2 * SAY_EVERY <= super::window::LEAST, "a writer with the smallest window is never left waiting");
/// Streams that were refused are remembered, so many of them: what still comes of them is refused again.
const MAX_REFUSED: usize = 16;
/// Answers kept for streams that are over: who asks for more of them at a time asks again.
const MAX_OVER: usize = 16;

/// A stream that is whole. It is given up when its owner says [`super::BulkStreams::taken`].
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// Which one of theirs.
    pub stream: StreamId,
    /// Whose it is.
    pub topic: Topic,
    /// All of it.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Received({}, {:?}, {} bytes)", self.stream.0, self.topic, self.body.len())
    }
}

/// One stream.
struct Incoming {
    topic: Topic,
    total: u32,
    /// Grows with what comes; nothing is reserved by a mere claim.
    body: Vec<u8>,
    /// Bytes that have come, also after the body was handed over.
    received: u32,
    /// Bytes that we have said there is room for.
    limit: u32,
    /// There is room for all of it.
    admitted: bool,
    /// Bytes that we last said to have come.
    said: u32,
    /// How it stands is to be said.
    say: bool,
}

/// The streams of one peer.
#[derive(Default)]
pub struct Receiver {
    streams: LiteMap<StreamId, Incoming>,
    /// The newest that has begun: what is older and not there any more is over.
    newest: u32,
    over: Vec<(StreamId, Outcome)>,
    refused: VecDeque<StreamId>,
    /// Fragments that nobody honest sends.
    pub senseless: u32,
}

impl Receiver {
    /// A piece of a stream. Gives the stream if it is whole by that.
    pub fn data(&mut self, fragment: Fragment) -> Option<Received> {
        let Fragment::Data { stream: id, offset, total, topic, bytes } = fragment else { return None };
        if !self.streams.contains_key(&id) && !self.begin(id, total, topic) {
            return None;
        }
        let stream = self.streams.get_mut(&id)?;
        let end = offset.checked_add(bytes.len() as u32);
        if (stream.total, stream.topic) != (total, topic) || end.is_none_or(|end| end > stream.limit.min(total)) {
            self.senseless = self.senseless.saturating_add(1);
            return None;
        }
        // Sent again since its writer does not know how it stands; or it asks just that.
        if offset != stream.received || bytes.is_empty() {
            stream.say = true;
            return None;
        }
        stream.body.extend_from_slice(&bytes);
        stream.received += bytes.len() as u32;
        let whole = stream.received == stream.total;
        stream.say |= whole || stream.received - stream.said >= SAY_EVERY;
        let body = whole.then(|| std::mem::take(&mut stream.body))?;
        Some(Received { stream: id, topic, body })
    }

    /// A stream begins, if it may.
    fn begin(&mut self, id: StreamId, total: u32, topic: Topic) -> bool {
        if id.0 <= self.newest && id.0 > 0 {
            self.answer(id, if self.refused.contains(&id) { Outcome::Refused } else { Outcome::Taken });
            return false;
        }
        // They begin one after the other, and no more than may be under way.
        if Some(id.0) != self.newest.checked_add(1) || self.streams.len() >= MAX_STREAMS {
            self.senseless = self.senseless.saturating_add(1);
            return false;
        }
        self.newest = id.0;
        let largest = if topic == Topic::FILES { MAX_FILE_BYTES } else { MAX_BYTES };
        if total == 0 || total as usize > largest || !topic.known() {
            self.refuse(id);
            return false;
        }
        let (body, admitted) = (Vec::new(), total <= FREE);
        let stream = Incoming { topic, total, body, received: 0, limit: FREE, admitted, said: 0, say: false };
        self.streams.insert(id, stream);
        self.admit();
        true
    }

    /// Grants room to those who wait for it, the one that began first before others.
    ///
    /// Invariant: what is granted fits [`MAX_HELD`] as a whole, so that of two large streams neither waits for the other.
    fn admit(&mut self) {
        let held = |stream: &Incoming| if stream.admitted { stream.total } else { 0 };
        let mut held: u32 = self.streams.values().map(held).sum();
        for (_, stream) in &mut self.streams {
            if !stream.admitted {
                if held.saturating_add(stream.total) > MAX_HELD {
                    return;
                }
                held += stream.total;
                stream.admitted = true;
                stream.say = true;
            }
        }
    }

    /// The rest of a stream will not come.
    pub fn cancelled(&mut self, id: StreamId) {
        if id.0 == 0 || id.0 > self.newest.saturating_add(1) {
            self.senseless = self.senseless.saturating_add(1);
            return;
        }
        // One may be called off before anything of it came.
        self.newest = self.newest.max(id.0);
        if self.streams.get(&id).is_some_and(|stream| stream.received == stream.total) {
            // It is whole, and its owner has it already.
            return;
        }
        self.streams.remove(&id);
        self.answer(id, Outcome::Taken);
        self.admit();
    }

    /// Its owner is done with a stream that was whole.
    pub fn taken(&mut self, id: StreamId) {
        if self.streams.get(&id).is_some_and(|stream| stream.received == stream.total) {
            self.streams.remove(&id);
            self.answer(id, Outcome::Taken);
            self.admit();
        }
    }

    /// Everything that is here of them goes. What they send of it later is refused, so that their owner says it anew.
    pub fn abandon(&mut self) {
        for (id, _) in std::mem::take(&mut self.streams) {
            self.refuse(id);
        }
    }

    fn refuse(&mut self, id: StreamId) {
        self.refused.push_back(id);
        if self.refused.len() > MAX_REFUSED {
            self.refused.pop_front();
        }
        self.answer(id, Outcome::Refused);
    }

    fn answer(&mut self, id: StreamId, outcome: Outcome) {
        if self.over.len() < MAX_OVER && !self.over.iter().any(|(other, _)| *other == id) {
            self.over.push((id, outcome));
        }
    }

    /// How all of them stand is to be said: what was said before may not have arrived.
    pub fn say_all(&mut self) {
        self.streams.iter_mut().for_each(|(_, stream)| stream.say = true);
    }

    /// What is to be said.
    pub fn answers(&mut self) -> Vec<Fragment> {
        let ends = std::mem::take(&mut self.over).into_iter();
        let mut answers: Vec<Fragment> = ends.map(|(stream, outcome)| Fragment::End { stream, outcome }).collect();
        for (id, stream) in &mut self.streams {
            if std::mem::take(&mut stream.say) {
                if stream.admitted {
                    stream.limit = stream.limit.max(stream.total.min(stream.received + CREDIT));
                }
                stream.said = stream.received;
                answers.push(Fragment::Credit { stream: *id, received: stream.received, limit: stream.limit });
            }
        }
        answers
    }
}

#[cfg(test)]
impl Receiver {
    pub(super) fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    pub(super) fn held(&self) -> usize {
        self.streams.values().map(|stream| stream.body.len()).sum()
    }
}
