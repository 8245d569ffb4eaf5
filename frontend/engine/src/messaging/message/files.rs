//! Messages about files: offered, wanted from some byte on, not wanted, arrived, taken back. Their bytes travel as streams.

use plenum_shared::bytes;
use serde::{Deserialize, Serialize};

/// A file of its sender; chosen by them, 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(#[serde(with = "bytes::fixed")] pub [u8; 16]);

/// About files. Those that name a file of their reader are said by who receives it, the others by whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FilesMessage {
    /// I have a file for you. Said again after a connection was lost: tell me where you stand.
    Offer(FileOffer),
    /// I do not offer this file of mine any more, or send no more of it.
    Withdraw {
        /// Which one.
        file: FileId,
    },
    /// I want your file, from there on.
    Accept {
        /// Which one.
        file: FileId,
        /// Bytes that I have.
        offset: u64,
    },
    /// I do not want your file, or no more of it.
    Refuse {
        /// Which one.
        file: FileId,
    },
    /// Your file is here, whole.
    Received {
        /// Which one.
        file: FileId,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// A file that somebody offers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOffer {
    /// Which one.
    pub file: FileId,
    /// As its owner calls it; cleaned by whoever shows it.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// What its owner says it is (`image/png`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// For so long it has been offered, milliseconds: whoever loads their page anew is offered it again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ago_ms: u64,
}

fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

impl std::fmt::Debug for FileOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileOffer({} bytes)", self.size)
    }
}
