//! Network: client addresses, web origins, listeners, TLS, and the connection limiter.

pub mod address;
pub mod connection_limiter;
pub mod listener;
pub mod local;
pub mod origin;
pub mod tls;
