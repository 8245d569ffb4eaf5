//! Embedding: what the host of the server says of the page, and of those who may show it inside their own.

pub mod host;
