//! The exchange with all peers: what each is owed goes out one message at a time, as fast as it is taken.

use crate::api::effect::Effect;
use crate::base::hash::{prefix, sha256};
use crate::base::ids::{Key, PadId};
use crate::base::time::{Time, soonest};
use crate::document::Document;
use crate::pads::cursors::Cursor;
use crate::pads::waiting::Waiting;
use crate::records::record::Record;
use crate::records::store::LogId;
use crate::sync::message::{LogState, Message, PadState, RECORDS_BYTES};
use crate::sync::peer::{Owed, Peer};
use litemap::LiteMap;
use std::sync::Arc;

/// After a change all peers hear a digest of everything when so long nothing else has changed, milliseconds …
const SUMMARY_MS: u64 = 5_000;
/// … or so long after the first one. Whoever has something else asks; so changes reach those to whom there is no connection.
const SUMMARY_LATEST_MS: u64 = 30_000;
/// An update without content: no clients, nothing deleted.
const NOTHING: [u8; 2] = [0, 0];

/// The peers and what waits.
#[derive(Default)]
pub struct Exchange {
    pub(super) peers: LiteMap<Key, Peer>,
    pub(super) waiting: Waiting,
    /// What waits is to be tried again: something came that it may have waited for.
    pub(super) retry: bool,
    /// Our caret, for those who come later.
    pub(super) cursor: Option<Cursor>,
    /// The first change that no summary has told of, and the last.
    changes: Option<[Time; 2]>,
}

impl Exchange {
    /// A peer can be written to.
    pub fn came(&mut self, peer: Key) {
        self.peers.entry(peer).and_modify(Peer::resynchronise).or_default();
    }

    /// It cannot any more.
    pub fn went(&mut self, peer: &Key) {
        self.peers.remove(peer);
        self.waiting.forget(peer);
    }

    /// What was sent may be lost.
    pub fn resynchronise(&mut self, peer: Key) {
        self.peers.entry(peer).or_default().resynchronise();
    }

    /// There is room for a message.
    pub fn ready(&mut self, peer: &Key) {
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.ready();
        }
    }

    /// Something has changed.
    pub fn changed(&mut self, now: Time) {
        let first = self.changes.map_or(now, |[first, _]| first);
        self.changes = Some([first, now]);
    }

    /// Everybody is owed the records of a log from here on.
    pub fn owe_records(&mut self, log: LogId, from: u32) {
        self.peers.iter_mut().for_each(|(_, peer)| peer.owe_records(log, from));
    }

    /// Everybody is owed these updates.
    pub fn owe_updates(&mut self, pad: PadId, updates: Vec<Vec<u8>>) {
        for update in updates.into_iter().map(Arc::from) {
            self.peers.iter_mut().for_each(|(_, peer)| peer.owe_update(pad, &update));
        }
    }

    /// Everybody is to see our caret; only the last place counts.
    pub fn owe_cursor(&mut self, cursor: Option<Cursor>) {
        if cursor.is_some() {
            self.cursor = cursor;
            self.peers.iter_mut().filter(|(_, peer)| peer.has_spoken()).for_each(|(_, peer)| peer.cursor = cursor);
        }
    }

    fn summary_at(&self) -> Option<Time> {
        self.changes.map(|[first, last]| (last + SUMMARY_MS).min(first + SUMMARY_LATEST_MS))
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        let asked = self.peers.values().flat_map(|peer| [peer.ask_again(), peer.ask_time_again()]).fold(None, soonest);
        [self.summary_at().filter(|_| !self.peers.is_empty()), self.waiting.deadline()].into_iter().fold(asked, soonest)
    }

    fn due(&mut self, now: Time) {
        if self.summary_at().is_some_and(|at| at <= now) {
            self.changes = None;
            self.peers.iter_mut().for_each(|(_, peer)| peer.summary = true);
        }
        for (_, peer) in self.peers.iter_mut().filter(|(_, peer)| peer.ask_again().is_some_and(|at| at <= now)) {
            peer.vector = Some(true);
        }
    }
}

impl Document {
    /// Sends each peer that can take one the next message it is owed.
    pub(super) fn send(&mut self, now: Time, effects: &mut Vec<Effect>) {
        self.exchange.due(now);
        let mut peers = std::mem::take(&mut self.exchange.peers);
        for (to, peer) in peers.iter_mut().filter(|(_, peer)| peer.idle()) {
            if let Some(bytes) = self.next_message(peer, now) {
                peer.sent();
                effects.push(Effect::Send { to: *to, bytes });
            }
        }
        self.exchange.peers = peers;
    }

    fn next_message(&self, peer: &mut Peer, now: Time) -> Option<Vec<u8>> {
        // First: what is on its way before it makes the answer late.
        if let Some((asked_ms, told_ms)) = peer.clock.next(now) {
            return Some(Message::Clock { asked_ms, told_ms }.encode());
        }
        if let Some(ask) = peer.vector.take() {
            peer.tell(now);
            return Some(self.vector(ask).encode());
        }
        // Not before the text that it may stand in.
        if peer.pads.is_empty()
            && let Some(Cursor { pad, anchor, head }) = peer.cursor.take()
        {
            return Some(Message::Cursor { pad, anchor, head }.encode());
        }
        // By turns, so that neither a long history nor a fast writer holds the other up.
        peer.pads_first = !peer.pads_first;
        let next = match peer.pads_first {
            false => self.next_updates(peer).or_else(|| self.next_records(peer)),
            true => self.next_records(peer).or_else(|| self.next_updates(peer)),
        };
        if next.is_none() && std::mem::take(&mut peer.summary) {
            return Some(Message::Summary(self.summary()).encode());
        }
        next
    }

    fn next_records(&self, peer: &mut Peer) -> Option<Vec<u8>> {
        let mut records: Vec<&[u8]> = Vec::new();
        let mut bytes = 0;
        // From the end, whence taking one out costs nothing.
        while let Some((&id, &from)) = peer.records.last() {
            let tail = self.store.tail(&id, from);
            let fits = |record: &&Record| {
                bytes += record.bytes().len();
                bytes <= RECORDS_BYTES
            };
            let before = records.len();
            records.extend(tail.iter().take_while(fits).map(Record::bytes));
            let taken = records.len() - before;
            if taken < tail.len() {
                peer.records.insert(id, from + taken as u32);
                break;
            }
            peer.records.remove(&id);
        }
        (!records.is_empty()).then(|| Message::Records(records).encode())
    }

    fn next_updates(&self, peer: &mut Peer) -> Option<Vec<u8>> {
        while let Some(id) = peer.pads.first().map(|(id, _)| *id) {
            let owed = peer.pads.remove(&id)?;
            let pad = self.pads.get(&id)?;
            match owed {
                Owed::Live(updates, _) => {
                    let updates = updates.iter().map(|update| &**update).collect();
                    return Some(Message::Updates { pad: id, updates }.encode());
                }
                Owed::Beyond(clocks) => {
                    let state = pad.state(&clocks);
                    peer.has.insert(id, pad.clocks());
                    if state != NOTHING {
                        return Some(Message::Updates { pad: id, updates: vec![&state] }.encode());
                    }
                }
            }
        }
        None
    }

    /// What we have.
    fn vector(&self, ask: bool) -> Message<'static> {
        let log = |(id, count, digest): (&LogId, u32, [u8; 8])| LogState { author: id.0, log: id.1, count, digest };
        Message::Vector { ask, logs: self.store.logs().map(log).collect(), pads: self.pad_states() }
    }

    fn pad_states(&self) -> Vec<PadState> {
        let state = |(id, pad): (&PadId, &crate::pads::pad::Pad)| {
            let clocks = pad.clocks();
            (!clocks.is_empty()).then(|| PadState { pad: *id, clocks, deleted: pad.deleted() })
        };
        self.pads.iter().filter_map(state).collect()
    }

    /// A digest of what we have.
    pub(super) fn summary(&self) -> [u8; 8] {
        prefix(sha256("plenum document summary v1", &[&self.vector(false).encode()]))
    }
}
