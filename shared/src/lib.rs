//! The signaling messages between a page and the server; `PROTOCOL.md` beside this crate says the same in prose.
//!
//! **Invariant: nothing in here can hold a name, a description, a candidate or a chat line.** What people
//! tell each other travels as opaque bytes; its types live in the engine crate, which the server cannot see.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod admit;
pub mod bytes;
pub mod close;
pub mod codec;
pub mod frame;
pub mod ids;
pub mod limits;

pub mod message;

/// The protocol version this build speaks.
pub const VERSION: u16 = 1;
/// The oldest protocol version this build still understands.
pub const OLDEST_VERSION: u16 = 1;
