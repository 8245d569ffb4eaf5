//! The Plenum server: it serves the page, introduces people to each other, and can neither listen nor read.
//!
//! ```text
//! server   accepts sockets           gate      how many, and whose
//!   http     pages and headers       websocket frames, without IO
//!   line     one WebSocket's life    rooms     doors, seats, messages
//!   stun     "this is your address"  house     what all of them share
//! ```
//!
//! **Invariant: nothing a stranger sends ends in a panic, a log line with an address, or memory without a limit.**
#![forbid(unsafe_code)]

pub mod address;
pub mod buckets;
pub mod config;
pub mod counters;
pub mod gate;
pub mod hints;
pub mod house;
pub mod http;
pub mod ice;
pub mod limits;
pub mod line;
pub mod options;
pub mod origin;
pub mod rooms;
pub mod server;
pub mod stun;
pub mod websocket;

pub use config::Config;
pub use counters::{Count, Counters};
pub use limits::{Limits, Rate};
pub use server::{Running, Server, StartError};
