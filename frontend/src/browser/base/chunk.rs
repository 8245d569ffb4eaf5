//! Chunks of the program that are fetched when they are needed.

use std::pin::Pin;

/// A chunk could not be fetched; it can be asked for again.
pub struct Missing;

/// What a chunk brings, once it is here.
pub type Fetched<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;
