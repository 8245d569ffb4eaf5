//! The order of records: Lamport clock, claimed time, author, log, sequence.

use crate::base::ids::Key;
use crate::records::record::Record;

/// Earliest time that is believed, milliseconds since 1970: 2020-01-01. Earlier claims count as this.
pub const FIRST_MS: u64 = 1_577_836_800_000;
/// Latest time that is believed: 2100-01-01.
pub const LAST_MS: u64 = 4_102_444_800_000;

/// A place in the order. Every replica orders by the same fields, and no two records have the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Lamport clock.
    pub clock: u64,
    /// The author's claim of the time, between [`FIRST_MS`] and [`LAST_MS`].
    pub time_ms: u64,
    /// Who wrote it.
    pub author: Key,
    log: u32,
    sequence: u32,
}

impl Position {
    /// That of the first record of some log.
    #[cfg(test)]
    pub fn made(clock: u64, author: Key) -> Position {
        Position { clock, time_ms: FIRST_MS, author, log: 0, sequence: 0 }
    }

    /// That of a record.
    pub fn of(record: &Record) -> Position {
        let head = record.head;
        Position {
            clock: head.clock,
            time_ms: head.time_ms.clamp(FIRST_MS, LAST_MS),
            author: head.author,
            log: head.log,
            sequence: head.sequence,
        }
    }
}
