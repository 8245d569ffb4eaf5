//! Messages of peers: read, bounded, and taken in as far as they hold.

use crate::api::effect::Effect;
use crate::base::ids::{Key, PadId};
use crate::base::time::Time;
use crate::document::Document;
use crate::document::reading::Whence;
use crate::pads::cursors::Cursor;
use crate::pads::pad_set::Applied;
use crate::pads::update_reader::Unfit;
use crate::records::record::Record;
use crate::records::store::{Added, LogId};
use crate::sync::message::{LogState, MESSAGE_BYTES, Message, PadState, Unread};
use crate::sync::peer::{COMPARE_MS, Peer};

impl Document {
    /// A message of a peer. Nothing it says can panic, and what it costs is bounded by its budget.
    pub(super) fn bytes(&mut self, from: Key, bytes: &[u8], now: Time, effects: &mut Vec<Effect>) {
        let message = if bytes.len() > MESSAGE_BYTES { Err(Unread::Malformed) } else { Message::read(bytes) };
        // Taken out meanwhile; one that writes before it came has come.
        let mut peer = self.exchange.peers.remove(&from).unwrap_or_default();
        match message {
            Ok(Message::Vector { ask, logs, pads }) => self.compare(&mut peer, ask, &logs, &pads, now),
            Ok(Message::Records(records)) => self.records(&mut peer, &records, now),
            Ok(Message::Updates { pad, updates }) => self.updates(from, &mut peer, pad, &updates, now, effects),
            Ok(Message::Cursor { pad, anchor, head }) => {
                if !peer.budget.cursors.take(1, now) {
                    self.counters.too_fast += 1;
                } else if !self.pads.set_cursor(from, Cursor { pad, anchor, head }) {
                    self.counters.unfit_cursors += 1;
                }
            }
            Ok(Message::Summary(summary)) => {
                if !peer.budget.vectors.take(1, now) {
                    self.counters.too_fast += 1;
                } else if summary != self.summary() {
                    ask(&mut peer, now);
                }
            }
            Ok(Message::Clock { asked_ms, told_ms }) => {
                if !peer.budget.clocks.take(1, now) {
                    self.counters.too_fast += 1;
                } else if let Some(told_ms) = told_ms {
                    peer.clock.hear(asked_ms, told_ms, now);
                } else {
                    peer.clock.owe(asked_ms);
                }
            }
            Err(Unread::Unknown) => self.counters.unknown += 1,
            Err(Unread::Malformed) => self.counters.malformed += 1,
        }
        self.exchange.peers.insert(from, peer);
    }

    /// What a peer has: it is owed the rest.
    fn compare(&mut self, peer: &mut Peer, ask: bool, logs: &[LogState], pads: &[PadState], now: Time) {
        if !peer.budget.vectors.take(1, now) {
            self.counters.too_fast += 1;
            return;
        }
        if !peer.has_spoken() {
            self.reading.meet(logs, pads, now);
        }
        if ask || !peer.has_spoken() {
            peer.cursor = self.exchange.cursor;
        }
        peer.hear();
        if ask {
            peer.vector = peer.vector.or(Some(false));
        }
        // Of each of our logs how much of it they have.
        let mut theirs: Vec<(u32, [u8; 8])> = vec![Default::default(); self.store.logs().count()];
        for log in logs {
            if let Some(at) = self.store.place(&(log.author, log.log)) {
                theirs[at] = (log.count, log.digest);
            }
        }
        for ((id, count, _), (has, digest)) in self.store.logs().zip(theirs) {
            match self.store.digest(id, has) {
                Some(ours) if ours == digest && has == count => {}
                Some(ours) if ours == digest => peer.owe_records(*id, has),
                // They know it differently: they hear all of it, and the smaller id wins on both sides.
                Some(_) => peer.owe_records(*id, 0),
                // They have more.
                None => {}
            }
        }
        for (id, pad) in self.pads.iter() {
            let clocks = pad.clocks();
            let theirs = pads.iter().find(|state| state.pad == *id);
            let mut has = theirs.map(|state| state.clocks.clone()).unwrap_or_default();
            has.sort_unstable();
            has.dedup_by_key(|(client, _)| *client);
            let clock_of = |client| has.binary_search_by_key(client, |(of, _)| *of).map_or(0, |at| has[at].1);
            let more = clocks.iter().any(|(client, clock)| clock_of(client) < *clock);
            let deleted = theirs.is_some_and(|state| state.deleted != pad.deleted());
            if more || deleted {
                peer.owe_state(*id, has);
            } else {
                peer.has.insert(*id, has);
            }
        }
    }

    fn records(&mut self, peer: &mut Peer, records: &[&[u8]], now: Time) {
        let mut replaced: Vec<(LogId, u32)> = Vec::new();
        for bytes in records {
            if !peer.budget.records.take(1, now) {
                self.counters.too_fast += 1;
                continue;
            }
            let Some(record) = Record::read(bytes, self.store.room()) else {
                self.counters.malformed += 1;
                continue;
            };
            let (log, sequence) = ((record.head.author, record.head.log), record.head.sequence);
            let whence = if peer.has_spoken() { Whence::Met } else { Whence::Stranger };
            self.reading.take(&record, whence, &self.offsets);
            let added = self.add(record.clone(), false, now);
            if matches!(added, Added::Appended | Added::Replaced(_)) {
                self.reading.mark(&record, whence, &self.offsets);
            }
            match added {
                Added::Appended | Added::Known => {}
                Added::Replaced(_) => replaced.push((log, sequence)),
                // They hear of the one that wins.
                Added::Lost => peer.owe_records(log, sequence),
                Added::Gap => {
                    self.counters.gaps += 1;
                    ask(peer, now);
                }
                Added::Forged => self.counters.forged += 1,
                Added::Full => self.counters.full += 1,
            }
        }
        // A fork must not live on where only we can tell of it.
        for (log, sequence) in replaced {
            self.exchange.owe_records(log, sequence);
        }
    }

    fn updates(
        &mut self,
        from: Key,
        peer: &mut Peer,
        pad: PadId,
        updates: &[&[u8]],
        now: Time,
        effects: &mut Vec<Effect>,
    ) {
        let mut applied = false;
        for update in updates {
            let budget = &mut peer.budget;
            if !budget.updates.take(1, now) || !budget.update_bytes.take(update.len() as u64, now) {
                self.counters.too_fast += 1;
                continue;
            }
            match self.pads.apply(pad, update, now) {
                Ok(text) => {
                    applied = true;
                    self.text_came(pad, text, peer.has_spoken(), now, effects);
                }
                Err(Unfit::Missing) => {
                    if !self.exchange.waiting.put(from, pad, update, now) {
                        self.counters.orphaned += 1;
                        ask(peer, now);
                    }
                }
                Err(Unfit::Broken) => self.counters.unfit_updates += 1,
            }
        }
        if applied {
            self.exchange.retry = true;
            self.keeping.touch(now);
            self.exchange.changed(now);
        }
    }

    /// What others wrote is told to the editor, and is news. `met`: whoever sent it has said what they had.
    fn text_came(&mut self, pad: PadId, text: Applied, met: bool, now: Time, effects: &mut Vec<Effect>) {
        effects.extend(text.effect.map(Effect::Pad));
        for (writer, clock) in text.written {
            if !self.pads.authors.of(writer).is_some_and(|author| self.reading.is_own(author)) {
                self.reading.marks.text(pad, writer, clock, met, now);
            }
        }
    }

    /// Tries what came too early again, drops what has waited too long, and asks its senders for what is missing.
    pub(super) fn retry_waiting(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let mut progress = std::mem::take(&mut self.exchange.retry);
        while std::mem::take(&mut progress) {
            for early in self.exchange.waiting.take() {
                match self.pads.apply(early.pad, &early.bytes, now) {
                    Ok(text) => {
                        progress = true;
                        let met = self.exchange.peers.get(&early.from).is_some_and(Peer::has_spoken);
                        self.text_came(early.pad, text, met, now, effects);
                        self.keeping.touch(now);
                        self.exchange.changed(now);
                    }
                    Err(Unfit::Missing) => self.exchange.waiting.put_back(early),
                    Err(Unfit::Broken) => self.counters.unfit_updates += 1,
                }
            }
        }
        for from in self.exchange.waiting.expire(now) {
            self.counters.orphaned += 1;
            if let Some(peer) = self.exchange.peers.get_mut(&from) {
                ask(peer, now);
            }
        }
    }
}

/// Tells a peer what we have and asks for the same, though not again and again.
fn ask(peer: &mut Peer, now: Time) {
    if peer.compared.is_none_or(|last| now.since(last) >= COMPARE_MS) {
        peer.compared = Some(now);
        peer.vector = Some(true);
    }
}
