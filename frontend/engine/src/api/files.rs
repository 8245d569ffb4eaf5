//! Files: how they are named between views, adaptors and engine, and what is to be done with them. The engine holds none.

use crate::base::ids::OpId;
use std::sync::Arc;

/// A file that the person chose, as the adaptor that keeps it calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChosenFile(pub u64);

/// A file on its way between one of the others and us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransferId(pub u32);

/// One of our files, on its way to however many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileNumber(pub u32);

/// Bytes of a file; never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct FileBytes(pub Arc<[u8]>);

impl std::fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileBytes({})", self.0.len())
    }
}

/// What is to be done with a file.
#[derive(Clone, Debug)]
pub enum FileCommand {
    /// `File.slice(offset, offset + length).arrayBuffer()`; answers `Done::Read` with so many bytes, and fails where the file
    /// has changed since it was chosen.
    Read {
        /// Its promise.
        op: OpId,
        /// Of this one.
        file: ChosenFile,
        /// From there.
        offset: u64,
        /// So many bytes, 128 KiB at most.
        length: u32,
    },
    /// A chosen file is not needed any more.
    Release(ChosenFile),
    /// Append to what has come by a transfer; answers `Done::Written`. They come in order and without a gap: `offset` bytes
    /// are there already. The first of a transfer begins it.
    Write {
        /// Its promise.
        op: OpId,
        /// By this one.
        transfer: TransferId,
        /// Bytes before these.
        offset: u64,
        /// What to append.
        bytes: FileBytes,
    },
    /// All of a transfer has been written, maybe none where the file is empty: it may be saved.
    ///
    /// Invariant: it is given to nothing that would run or show it in our origin: saved as `application/octet-stream`.
    Finish(TransferId),
    /// Keep it, under this name: safe, without folders, and never empty. Comes only out of a person's intent.
    Save {
        /// What has arrived by this one.
        transfer: TransferId,
        /// Under this name.
        name: Arc<str>,
    },
    /// Let go of what has come by a transfer.
    Discard(TransferId),
}
