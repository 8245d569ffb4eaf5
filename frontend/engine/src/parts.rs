//! Cuts what is too large for one letter into pieces and gathers the pieces of others, with no trust in what they claim.
//!
//! ```text
//! piece = stream u32 ‖ index u16 ‖ total u16 (little-endian) ‖ its share of the body
//! ```
//!
//! All pieces of a stream but the last have the same size.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// Bytes before the share in each piece.
pub const HEADER: usize = 8;
/// The largest body, bytes, and the most that is held of one peer's unfinished streams together.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Streams of one peer that may be unfinished at the same time.
pub const MAX_STREAMS: usize = 4;
/// Streams remembered as finished or given up, so that late pieces do not open them again.
const REMEMBERED: usize = 32;

/// Why a body cannot be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutError {
    /// The body is above [`MAX_BYTES`].
    TooBig,
    /// Pieces of that size have no room for the header, or the body would need more than 65,535.
    PieceTooSmall,
}

/// Cuts a body into pieces of at most `piece_size` bytes, header included. An empty body is one piece. Use a `stream` number
/// once per peer: count upwards.
///
/// Errors: see [`CutError`].
pub fn cut(stream: u32, body: &[u8], piece_size: usize) -> Result<Vec<Vec<u8>>, CutError> {
    if body.len() > MAX_BYTES {
        return Err(CutError::TooBig);
    }
    let share = piece_size.checked_sub(HEADER).filter(|share| *share > 0).ok_or(CutError::PieceTooSmall)?;
    let total = u16::try_from(body.len().div_ceil(share).max(1)).map_err(|_| CutError::PieceTooSmall)?;
    let piece = |index: u16| {
        let from = usize::from(index) * share;
        let share = body.get(from..body.len().min(from + share)).unwrap_or_default();
        [stream.to_le_bytes().as_slice(), &index.to_le_bytes(), &total.to_le_bytes(), share].concat()
    };
    Ok((0..total).map(piece).collect())
}

/// Why a piece was dropped, and with it (but for `TooShort`) its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartError {
    /// No header.
    TooShort,
    /// No pieces at all, an index past the end, or another total than before.
    Total,
    /// A share that is empty, or of another size than the others have.
    Uneven,
    /// The same index with other bytes.
    Conflict,
    /// It would be above [`MAX_BYTES`].
    TooBig,
}

/// The pieces of one peer's unfinished streams.
///
/// Memory grows with what has arrived, never with what was announced. At most [`MAX_STREAMS`] streams and [`MAX_BYTES`] bytes
/// are held: the stream that was begun first is given up for a newer one. An honest peer keeps within both.
#[derive(Default)]
pub struct Gathering {
    /// In the order in which they were begun.
    open: VecDeque<Stream>,
    closed: VecDeque<u32>,
    given_up: u64,
}

struct Stream {
    number: u32,
    total: u16,
    /// Size of all shares but the last, once one of them is here, bytes.
    share: Option<usize>,
    shares: BTreeMap<u16, Vec<u8>>,
    bytes: usize,
}

impl Gathering {
    /// Nothing gathered yet.
    pub fn new() -> Gathering {
        Gathering::default()
    }

    /// Takes a piece; gives the body when it was the last one missing. A piece that was here before, and any piece of a
    /// stream that is finished or given up, is ignored.
    ///
    /// Errors: see [`PartError`]; other streams are not touched.
    pub fn add(&mut self, piece: &[u8]) -> Result<Option<Vec<u8>>, PartError> {
        let (header, share) = piece.split_first_chunk::<HEADER>().ok_or(PartError::TooShort)?;
        let [n0, n1, n2, n3, i0, i1, t0, t1] = *header;
        let number = u32::from_le_bytes([n0, n1, n2, n3]);
        let (index, total) = (u16::from_le_bytes([i0, i1]), u16::from_le_bytes([t0, t1]));
        if self.closed.contains(&number) {
            return Ok(None);
        }
        let stream = match self.open.iter().position(|stream| stream.number == number) {
            Some(place) => self.open.remove(place).map(|stream| (place, stream)),
            None => None,
        };
        // Taken out while it is looked at: whatever returns early leaves no half-checked stream behind.
        let (place, mut stream) = stream.unwrap_or_else(|| (self.open.len(), Stream::new(number, total)));
        if let Err(error) = stream.add(index, total, share) {
            self.close(number);
            return Err(error);
        }
        if stream.shares.len() == usize::from(stream.total) {
            self.close(number);
            return Ok(Some(stream.shares.into_values().collect::<Vec<_>>().concat()));
        }
        self.open.insert(place, stream);
        self.make_room(number);
        Ok(None)
    }

    /// Streams that were given up unfinished for newer ones.
    pub fn given_up(&self) -> u64 {
        self.given_up
    }

    /// Bytes held of unfinished streams.
    pub fn bytes(&self) -> usize {
        self.open.iter().map(|stream| stream.bytes).sum()
    }

    /// Gives up the stream begun first, until both limits hold; never the one that just grew, unless it stands alone.
    fn make_room(&mut self, growing: u32) {
        while self.open.len() > MAX_STREAMS || self.bytes() > MAX_BYTES {
            let oldest = self.open.iter().position(|stream| stream.number != growing).unwrap_or(0);
            let Some(stream) = self.open.remove(oldest) else { return };
            self.close(stream.number);
            self.given_up += 1;
        }
    }

    fn close(&mut self, number: u32) {
        if self.closed.len() == REMEMBERED {
            self.closed.pop_front();
        }
        self.closed.push_back(number);
    }
}

impl Stream {
    fn new(number: u32, total: u16) -> Stream {
        Stream { number, total, share: None, shares: BTreeMap::new(), bytes: 0 }
    }

    fn add(&mut self, index: u16, total: u16, share: &[u8]) -> Result<(), PartError> {
        if total == 0 || index >= total || total != self.total {
            return Err(PartError::Total);
        }
        if let Some(here) = self.shares.get(&index) {
            return if here == share { Ok(()) } else { Err(PartError::Conflict) };
        }
        let last = index == total - 1;
        let expected = match self.share {
            None if last => None,
            None => Some(*self.share.insert(share.len())),
            Some(size) => Some(size),
        };
        // An empty share is fine only where the whole body is empty.
        if share.is_empty() && total > 1 {
            return Err(PartError::Uneven);
        }
        match expected {
            Some(size) if last && share.len() > size => return Err(PartError::Uneven),
            Some(size) if !last && share.len() != size => return Err(PartError::Uneven),
            Some(_) | None => {}
        }
        // The last share may have come before the first of the others told their size.
        let tail = self.shares.get(&(total - 1)).map_or(0, Vec::len);
        if expected.is_some_and(|size| tail > size) {
            return Err(PartError::Uneven);
        }
        // What the body must at least become, known from the first whole share on.
        let announced = expected.unwrap_or(0).saturating_mul(usize::from(total) - 1).saturating_add(tail);
        let bytes = self.bytes + share.len();
        if announced.max(bytes) > MAX_BYTES {
            return Err(PartError::TooBig);
        }
        self.bytes = bytes;
        self.shares.insert(index, share.to_vec());
        Ok(())
    }
}

impl fmt::Debug for Gathering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gathering").field("streams", &self.open.len()).field("bytes", &self.bytes()).finish()
    }
}
