//! Network: client addresses, web origins, listeners, and the connection limiter.

pub mod address;
pub mod connection_limiter;
pub mod listener;
pub mod origin;
