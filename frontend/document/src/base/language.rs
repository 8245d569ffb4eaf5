//! The language of a text that the document writes.

use serde::{Deserialize, Serialize};

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}
