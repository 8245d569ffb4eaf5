//! Pipeline: the pieces of our files that are being read for one peer, or are under way to them.

use super::piece::IN_FLIGHT;
use crate::api::files::FileNumber;
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::messaging::message::FileId;

/// A read that has not answered for so long, milliseconds, will not.
const READ_MS: u64 = 30_000;

/// The pieces for one peer.
#[derive(Default)]
pub struct Pipeline {
    flights: Vec<Flight>,
    /// Of which file the last one was.
    last: Option<FileNumber>,
}

/// One of them.
#[derive(Clone, Copy)]
pub struct Flight {
    /// Of this file.
    pub file: FileId,
    /// Bytes before it.
    pub offset: u64,
    /// Its own bytes.
    pub length: u32,
    /// It is being read, since then; `None`: it is under way.
    pub reading: Option<(OpId, Time)>,
}

impl Pipeline {
    /// As many are under way as may be.
    pub fn full(&self) -> bool {
        self.flights.len() >= IN_FLIGHT
    }

    /// Of which file the last one was.
    pub fn last(&self) -> Option<FileNumber> {
        self.last
    }

    /// One more.
    pub fn begin(&mut self, flight: Flight, of: FileNumber) {
        self.flights.push(flight);
        self.last = Some(of);
    }

    /// This was read for one of them.
    pub fn read(&mut self, op: OpId) -> Option<Flight> {
        let read = |flight: &&mut Flight| flight.reading.is_some_and(|(waits, _)| waits == op);
        let flight = self.flights.iter_mut().find(read)?;
        flight.reading = None;
        Some(*flight)
    }

    /// This piece was taken; false if it is none of these.
    pub fn taken(&mut self, file: FileId, offset: u64) -> bool {
        let at = self.flights.iter().position(|flight| (flight.file, flight.offset) == (file, offset));
        at.map(|at| self.flights.remove(at)).is_some()
    }

    /// A file begins anew from another byte: what is under way of it does not count.
    pub fn forget(&mut self, file: FileId) {
        self.flights.retain(|flight| flight.file != file);
    }

    /// Nothing is read any more of files that are not wanted. What is under way of them counts until it has ended.
    pub fn keep(&mut self, wanted: impl Fn(FileId) -> bool) {
        self.flights.retain(|flight| flight.reading.is_none() || wanted(flight.file));
    }

    /// Files that could not be read in time.
    pub fn overdue(&self, now: Time) -> impl Iterator<Item = FileId> {
        let late = move |flight: &&Flight| flight.reading.is_some_and(|(_, asked)| now.since(asked) >= READ_MS);
        self.flights.iter().filter(late).map(|flight| flight.file)
    }

    /// When one is.
    pub fn deadline(&self) -> Option<Time> {
        let reading = self.flights.iter().filter_map(|flight| flight.reading);
        reading.fold(None, |soon, (_, asked)| soonest(soon, Some(asked + READ_MS)))
    }
}
