//! The store of records: per author and start a log without gaps, with a running digest by which replicas notice a fork.

use crate::base::hash::{prefix, sha256};
use crate::base::ids::{Key, RecordId};
use crate::records::record::Record;
use litemap::LiteMap;
use std::cmp::Ordering;

/// Records of one author at most: a chatty person writes 200 in an evening.
pub const RECORDS_PER_AUTHOR: usize = 8_192;
/// Bytes of one author at most: two hours of the longest chat lines, one every ten seconds.
pub const BYTES_PER_AUTHOR: usize = 2 * 1024 * 1024;
/// Logs of one author at most: each start of the worker under one key makes one.
pub const LOGS_PER_AUTHOR: usize = 16;
/// Authors at most: each load of a page is one; a room of ten that meets every day for a month makes 300.
pub const AUTHORS: usize = 1_024;
/// Bytes of all records at most: what a phone keeps in memory and in its browser storage without trouble.
pub const TOTAL_BYTES: usize = 24 * 1024 * 1024;

/// One author's log: of which start.
pub type LogId = (Key, u32);
/// A running digest over the ids of a log's records.
pub type Digest = [u8; 8];

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new, at the end of its log.
    Appended,
    /// It takes the place of another with the same author, log and sequence, since its id is smaller.
    Replaced(Box<Record>),
    /// It was known.
    Known,
    /// Another one with the same author, log and sequence is there, and stays: whoever sent this should hear of it.
    Lost,
    /// Records before it are missing.
    Gap,
    /// Its signature is not its author's.
    Forged,
    /// There is no room for it.
    Full,
}

/// Records are equal when their ids are.
impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.id == other.id
    }
}
impl Eq for Record {}

#[derive(Default)]
struct Log {
    records: Vec<Record>,
    digests: Vec<Digest>,
}

#[derive(Default)]
struct Author {
    logs: Vec<u32>,
    records: usize,
    bytes: usize,
}

/// All valid records.
pub struct Store {
    room: [u8; 16],
    logs: LiteMap<LogId, Log>,
    authors: LiteMap<Key, Author>,
    bytes: usize,
    clock: u64,
}

fn next_digest(before: Option<&Digest>, id: &RecordId) -> Digest {
    prefix(sha256("plenum log v1", &[before.unwrap_or(&[0; 8]), &id.0]))
}

impl Store {
    /// An empty one.
    pub fn new(room: [u8; 16]) -> Store {
        Store { room, logs: LiteMap::new(), authors: LiteMap::new(), bytes: 0, clock: 0 }
    }

    /// The room whose records these are.
    pub fn room(&self) -> &[u8; 16] {
        &self.room
    }

    /// Takes a record in. `trusted`: its signature was checked when it was kept.
    ///
    /// Invariant: of two records with one author, log and sequence every replica keeps the one with the smaller id, whatever
    /// came first; so an author who forks gains nothing and all end equal.
    pub fn add(&mut self, record: Record, trusted: bool) -> Added {
        let id = (record.head.author, record.head.log);
        let sequence = record.head.sequence as usize;
        let log = self.logs.get(&id);
        let count = log.map_or(0, |log| log.records.len());
        if sequence > count {
            return Added::Gap;
        }
        let there = log.and_then(|log| log.records.get(sequence));
        match there.map(|there| there.id.cmp(&record.id)) {
            Some(Ordering::Equal) => return Added::Known,
            Some(Ordering::Less) => return Added::Lost,
            Some(Ordering::Greater) | None => {}
        }
        let old_bytes = there.map_or(0, |there| there.bytes().len());
        if !self.has_room(&id, record.bytes().len(), there.is_none()) {
            return Added::Full;
        }
        if !trusted && !record.is_signed(&self.room) {
            return Added::Forged;
        }
        self.clock = self.clock.max(record.head.clock);
        let author = self.authors.entry(id.0).or_default();
        if !author.logs.contains(&id.1) {
            author.logs.push(id.1);
        }
        author.bytes = author.bytes + record.bytes().len() - old_bytes;
        self.bytes = self.bytes + record.bytes().len() - old_bytes;
        let log = self.logs.entry(id).or_default();
        if sequence == count {
            author.records += 1;
            log.digests.push(next_digest(log.digests.last(), &record.id));
            log.records.push(record);
            return Added::Appended;
        }
        let old = std::mem::replace(&mut log.records[sequence], record);
        log.digests.truncate(sequence);
        for at in sequence..log.records.len() {
            let digest = next_digest(log.digests.last(), &log.records[at].id);
            log.digests.push(digest);
        }
        Added::Replaced(Box::new(old))
    }

    fn has_room(&self, (key, log): &LogId, bytes: usize, new: bool) -> bool {
        let total = self.bytes + bytes <= TOTAL_BYTES;
        let Some(author) = self.authors.get(key) else { return total && self.authors.len() < AUTHORS };
        let one_more = !new || author.records < RECORDS_PER_AUTHOR;
        let known = author.logs.contains(log) || author.logs.len() < LOGS_PER_AUTHOR;
        total && one_more && known && author.bytes + bytes <= BYTES_PER_AUTHOR
    }

    /// The highest clock that anybody claimed.
    pub fn clock(&self) -> u64 {
        self.clock
    }

    /// Whether there is anything of this author.
    pub fn has(&self, author: &Key) -> bool {
        self.authors.contains_key(author)
    }

    /// How many records a log has.
    pub fn count(&self, log: &LogId) -> u32 {
        self.logs.get(log).map_or(0, |log| log.records.len() as u32)
    }

    /// Where a log stands among [`Store::logs`].
    pub fn place(&self, log: &LogId) -> Option<usize> {
        self.logs.find_index(log).ok()
    }

    /// The digest of a log after so many records; of none, zeros.
    pub fn digest(&self, log: &LogId, count: u32) -> Option<Digest> {
        match count.checked_sub(1) {
            None => Some([0; 8]),
            Some(last) => self.logs.get(log)?.digests.get(last as usize).copied(),
        }
    }

    /// Every log with its count and digest.
    pub fn logs(&self) -> impl Iterator<Item = (&LogId, u32, Digest)> {
        self.logs
            .iter()
            .map(|(id, log)| (id, log.records.len() as u32, log.digests.last().copied().unwrap_or_default()))
    }

    /// The records of a log from a place on.
    pub fn tail(&self, log: &LogId, from: u32) -> &[Record] {
        self.logs.get(log).and_then(|log| log.records.get(from as usize..)).unwrap_or_default()
    }

    /// All records, log by log.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.logs.values().flat_map(|log| &log.records)
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
