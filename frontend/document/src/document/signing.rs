//! Signing: acts become records one after the other, each when its signature has come; the key stays with the caller.

use crate::api::effect::{Effect, Refusal};
use crate::base::ids::{Key, OpId};
use crate::base::time::Time;
use crate::document::Document;
use crate::records::content::{Content, Person};
use crate::records::record::{CLOCK_LIMIT, HEAD_BYTES, Head, RECORD_BYTES, Record, SIGNATURE_BYTES, signature_input};
use crate::records::store::Added;
use std::collections::VecDeque;

/// Acts that wait for their signatures at most: a person makes a few a second, a signature takes a millisecond.
const QUEUE: usize = 64;
/// Who we were earlier at most.
const RESUMES: usize = 16;
/// A signature that does not come is asked for again after so long, milliseconds, under a new op.
const AGAIN_MS: u64 = 5_000;

struct UnderWay {
    op: OpId,
    body: Vec<u8>,
    asked: Time,
}

/// What waits for signatures.
pub struct Signing {
    log: u32,
    next_op: u64,
    queue: VecDeque<Content>,
    under_way: Option<UnderWay>,
    /// The last time that was written, as our clock had it: only that never goes back.
    last_ms: u64,
    /// The name under which this log was written last.
    named: Option<String>,
    /// Who we were, until everybody knows.
    resumes: Vec<(Key, Vec<u8>)>,
}

impl Signing {
    /// For a new log.
    pub fn new(log: u32, resumes: Option<(Key, Vec<u8>)>) -> Signing {
        let resumes = resumes.into_iter().collect();
        Signing { log, next_op: 1, queue: VecDeque::new(), under_way: None, last_ms: 0, named: None, resumes }
    }

    /// We were somebody else before: an old key has signed it.
    pub fn resume(&mut self, of: Key, signature: Vec<u8>) {
        if self.resumes.len() < RESUMES && self.resumes.iter().all(|(known, _)| *known != of) {
            self.resumes.push((of, signature));
        }
    }

    /// The log of this start.
    pub fn log(&self) -> u32 {
        self.log
    }

    /// When a signature is asked for again.
    pub fn deadline(&self) -> Option<Time> {
        self.under_way.as_ref().map(|under_way| under_way.asked + AGAIN_MS)
    }

    /// Whether nothing waits.
    pub fn idle(&self) -> bool {
        self.queue.is_empty() && self.under_way.is_none()
    }

    fn op(&mut self) -> OpId {
        self.next_op += 1;
        OpId(self.next_op)
    }
}

impl Document {
    /// Puts a content in the queue of those that become records.
    pub(super) fn write(&mut self, content: Content) -> Result<(), Refusal> {
        if content.encode().len() + HEAD_BYTES + SIGNATURE_BYTES > RECORD_BYTES {
            return Err(Refusal::Unfit);
        }
        if self.signing.queue.len() >= QUEUE {
            return Err(Refusal::Busy);
        }
        self.signing.queue.push_back(content);
        Ok(())
    }

    /// The next content; before the first one, and when it has changed, our name.
    fn next_content(&mut self) -> Option<Content> {
        let name = self.presence.here().get(&self.us).map(|us| us.name.clone()).unwrap_or_default();
        let known = self.signing.named.as_ref() == Some(&name);
        if !known && !self.signing.queue.is_empty() {
            self.signing.named = Some(name.clone());
            // One that still waits is older.
            self.signing.queue.retain(|content| !matches!(content, Content::Person(Person::Name { .. })));
            return Some(Content::Person(Person::Name { name }));
        }
        self.signing.queue.pop_front()
    }

    /// Makes sure that there is a record of this log, by which others know whose text it is.
    pub(super) fn introduce(&mut self) {
        if self.signing.named.is_none() && self.signing.idle() {
            let name = self.presence.here().get(&self.us).map(|us| us.name.clone()).unwrap_or_default();
            self.signing.named = Some(name.clone());
            self.signing.queue.push_back(Content::Person(Person::Name { name }));
        }
    }

    /// Claims what our sessions before this one have left, as soon as there is something of them. What has an heir stays theirs.
    pub(super) fn claim(&mut self) {
        let left = |(old, _): &(Key, Vec<u8>)| self.store.has(old) && !self.folds.has_heir(old);
        if self.signing.idle()
            && let Some(at) = self.signing.resumes.iter().position(left)
        {
            let (of, signature) = self.signing.resumes.swap_remove(at);
            self.introduce();
            self.signing.queue.push_back(Content::Person(Person::Heir { of, signature }));
        }
    }

    /// Asks for the next signature, or again for the one that does not come.
    pub(super) fn ask_signature(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let mut body = None;
        if let Some(under_way) = self.signing.under_way.take() {
            if now < under_way.asked + AGAIN_MS {
                self.signing.under_way = Some(under_way);
                return;
            }
            body = Some(under_way.body);
        } else if let Some(content) = self.next_content() {
            self.signing.last_ms = self.signing.last_ms.max(now.0);
            let head = Head {
                author: self.us,
                log: self.signing.log,
                sequence: self.store.count(&self.log()),
                // Whoever claims the last clock takes nothing from the others but the order among equals.
                clock: (self.store.clock() + 1).min(CLOCK_LIMIT),
                time_ms: self.offsets.room(Time(self.signing.last_ms)).0,
                kind: content.kind(),
            };
            body = Some(head.body(&content.encode()));
        }
        if let Some(body) = body {
            let op = self.signing.op();
            effects.push(Effect::Sign { op, bytes: signature_input(self.store.room(), &body) });
            self.signing.under_way = Some(UnderWay { op, body, asked: now });
        }
    }

    /// A signature has come.
    pub(super) fn signed(&mut self, op: OpId, signature: &[u8], now: Time, effects: &mut Vec<Effect>) {
        // A late answer to an op that was asked again is recognised by its number.
        let Some(under_way) = self.signing.under_way.take_if(|under_way| under_way.op == op) else { return };
        let signature: Option<[u8; SIGNATURE_BYTES]> = signature.try_into().ok();
        let record = signature.and_then(|signature| Record::sealed(&under_way.body, &signature, self.store.room()));
        let Some(record) = record else { return effects.push(Effect::Refused(Refusal::Unsigned)) };
        let sequence = record.head.sequence;
        match self.add(record, false, now) {
            Added::Appended => self.exchange.owe_records(self.log(), sequence),
            Added::Full => effects.push(Effect::Refused(Refusal::Full)),
            Added::Forged | Added::Replaced(_) | Added::Known | Added::Lost | Added::Gap => {
                effects.push(Effect::Refused(Refusal::Unsigned));
            }
        }
    }
}
