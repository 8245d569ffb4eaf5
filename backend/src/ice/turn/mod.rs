//! Our own STUN and TURN server (RFC 8489, RFC 8656): sockets around the machine of `plenum-turn`.
//!
//! ```text
//! start        from a configuration to a server at work    addresses   where peers reach relays
//! server       carries out what the machine says           offer       what pages are told, and who holds a seat
//! names        where the names of origins lead to
//! datagrams    clients over UDP       streams   clients over connections       peers   the sockets of relays
//! ```

pub mod addresses;
pub mod datagrams;
pub mod names;
pub mod offer;
pub mod peers;
pub mod server;
pub mod start;
pub mod streams;
