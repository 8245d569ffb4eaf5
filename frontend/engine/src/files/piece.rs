//! Piece: a part of a file as one stream, with what says of which file it is and where it belongs.
//!
//! ```text
//! body = file 16 bytes ‖ offset u64 little-endian ‖ bytes
//! ```

use crate::messaging::message::FileId;
use crate::messaging::streams::{FILE_HEADER, MAX_FILE_BYTES};
use std::sync::Arc;

/// Bytes of a file in one piece at most.
pub const MAX_PIECE: usize = MAX_FILE_BYTES - FILE_HEADER;
/// Pieces of all files together that are being read for, or are under way to, one peer: the second one is read while the
/// first is on its way, and two of the four streams that may be under way are left to the document.
///
/// Invariant: so we hold at most 2 × 128 KiB for each receiver, and of each sender what its four streams hold, 4 × 128 KiB.
pub const IN_FLIGHT: usize = 2;
/// Pieces of one file that may come before the one that is next: as many again, since what is taken of streams from before a break
/// counts for their sender as room for more.
pub const AHEAD: usize = 2 * IN_FLIGHT;

/// One piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Of this file of its sender.
    pub file: FileId,
    /// Bytes before it.
    pub offset: u64,
    /// What it carries.
    pub bytes: &'a [u8],
}

/// Writes one.
pub fn write(piece: Piece<'_>) -> Arc<[u8]> {
    [&piece.file.0[..], &piece.offset.to_le_bytes(), piece.bytes].concat().into()
}

/// Reads one; `None` if it is cut off.
pub fn read(body: &[u8]) -> Option<Piece<'_>> {
    let (file, rest) = body.split_first_chunk()?;
    let (offset, bytes) = rest.split_first_chunk()?;
    Some(Piece { file: FileId(*file), offset: u64::from_le_bytes(*offset), bytes })
}
