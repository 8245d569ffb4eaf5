//! Chunks of the program that are fetched when they are needed.

use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

/// A chunk could not be fetched; it can be asked for again.
pub struct Missing;

/// What `wasm_split` says when it cannot fetch one.
impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Missing {
        Missing
    }
}

/// What a chunk brings, once it is here.
pub type Fetched<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;
