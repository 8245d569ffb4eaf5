//! The kept copy: everything, as plain bytes for the caller to seal and to keep; read again at the next start.

use crate::api::effect::Effect;
use crate::base::hash::{prefix, sha256};
use crate::base::ids::{PadId, RecordId};
use crate::base::time::{Time, soonest};
use crate::document::Document;
use crate::document::duties::Vote;
use crate::document::reading::Whence;
use crate::pads::versions::Version;
use crate::records::record::Record;
use serde::{Deserialize, Serialize};

/// The version of the format.
pub const VERSION: u8 = 1;
/// A changed document is kept after so long at the latest and so often at most, milliseconds.
const KEEP_MS: u64 = 2_000;
/// While something goes on, so often a page says that it is there, milliseconds.
const SEEN_MS: u64 = 60_000;
/// Bytes of the digest by which a damaged copy is recognised.
const SUM_BYTES: usize = 8;

/// When to keep.
#[derive(Default)]
pub struct Keeping {
    due: Option<Time>,
}

impl Keeping {
    /// Something has changed.
    pub fn touch(&mut self, now: Time) {
        self.due = soonest(self.due, Some(now + KEEP_MS));
    }

    /// When it is to be kept.
    pub fn deadline(&self) -> Option<Time> {
        self.due
    }
}

/// What is kept; behind it, when.
#[derive(Serialize, Deserialize)]
struct Copy<'a> {
    /// Log by log, in order.
    #[serde(borrow)]
    records: Vec<&'a [u8]>,
    /// The states of the pads, as updates.
    pads: Vec<(PadId, Vec<u8>)>,
    versions: Vec<Version>,
    read: Option<RecordId>,
    votes: Vec<Vote>,
}

fn sum(body: &[u8]) -> [u8; SUM_BYTES] {
    prefix(sha256("plenum document copy v1", &[body]))
}

impl Document {
    pub(super) fn keep_if_due(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if self.keeping.due.is_some_and(|due| due <= now) {
            self.flush(now, effects);
        }
        if self.keeping.due.is_none() && self.folds.goes_on(u64::MAX) {
            self.keeping.due = Some(now + SEEN_MS);
        }
    }

    /// Keeps everything now.
    pub(super) fn flush(&mut self, now: Time, effects: &mut Vec<Effect>) {
        self.keeping.due = None;
        let copy = Copy {
            records: self.store.records().map(Record::bytes).collect(),
            pads: self.pads.iter().map(|(id, pad)| (*id, pad.state(&[]))).collect(),
            versions: self.pads.versions.all().to_vec(),
            read: self.reading.mark,
            votes: self.duties.votes().to_vec(),
        };
        let body = postcard::to_allocvec(&(copy, self.offsets.room(now).0)).unwrap_or_default();
        effects.push(Effect::Keep { bytes: [&[VERSION][..], &sum(&body), &body].concat() });
    }

    /// Begins with a kept copy. Nothing has changed by it but that it is here.
    pub(super) fn restore(&mut self, bytes: &[u8], now: Time) {
        self.take_in(bytes, now, &mut Vec::new());
        self.keeping.due = None;
    }

    /// Adds what is in a kept copy, of this page's or of another tab's, to what is here; all of it is kept anew.
    pub(super) fn merge(&mut self, bytes: &[u8], now: Time, effects: &mut Vec<Effect>) {
        let read = self.take_in(bytes, now, effects);
        if read {
            self.exchange.retry = true;
            self.exchange.changed(now);
            self.keeping.touch(now);
        }
        effects.push(Effect::Merged { read });
    }

    /// Takes in a kept copy; one that cannot be read counts as none. Signatures were checked before it was sealed. Records and
    /// pads are sets that grow and updates that commute, so that the order of copies does not matter.
    fn take_in(&mut self, bytes: &[u8], now: Time, effects: &mut Vec<Effect>) -> bool {
        let Some(([VERSION], rest)) = bytes.split_first_chunk() else { return false };
        let Some((expected, body)) = rest.split_first_chunk::<SUM_BYTES>() else { return false };
        if *expected != sum(body) {
            return false;
        }
        let Ok((copy, seen)) = postcard::take_from_bytes::<Copy<'_>>(body) else { return false };
        // Older ones do not say when they were kept.
        self.empty_room.saw(postcard::from_bytes(seen).unwrap_or_default());
        let room = *self.store.room();
        self.reading.restore(copy.read);
        for record in copy.records.iter().filter_map(|bytes| Record::read(bytes, &room)) {
            self.reading.take(&record, Whence::Copy, &self.offsets);
            self.add(record, true, now);
        }
        for (id, state) in &copy.pads {
            // A pad that breaks a rule is left as it is, and filled by the others' copies.
            if let Ok(text) = self.pads.apply(*id, state, now) {
                effects.extend(text.effect.map(Effect::Pad));
            }
        }
        self.pads.versions.merge(copy.versions);
        self.duties.restore(copy.votes);
        true
    }
}
