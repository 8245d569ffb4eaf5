//! The Plenum server: serves the page, relays sealed messages between the members of a room, and reads none of them.
//!
//! The folders are layers; each imports only from those below its own line:
//!
//! ```text
//! commands    what the program does: serve, check, verify, open
//! server      from a configuration to a running server, and to a stopped one
//! ops         command line, settings, configuration
//! http        connections, headers, static files, the upgrade
//! client      how we ask other servers: HTTP, WebSocket, STUN, over TCP, TLS or UDP
//! signaling   one WebSocket's session, from challenge to close; rooms and their seats
//! ice         ICE servers with credentials, the STUN responder
//! ws          the WebSocket protocol (RFC 6455)
//! net         addresses, origins, listeners, TLS, the connection limiter
//! base        the clock, limits, counters, warnings to the operator
//! ```
//!
//! **Invariant: nothing a client sends ends in a panic, a log line with an address, or memory without a limit.**
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod base;
pub mod client;
pub mod commands;
pub mod http;
pub mod ice;
pub mod net;
pub mod ops;
pub mod server;
pub mod signaling;
pub mod ws;

pub use base::counters::{Count, Counters};
pub use base::limits::{Limits, Rate};
pub use ops::config::Config;
pub use server::{Running, Server, StartError};
