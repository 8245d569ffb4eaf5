//! ICE: the STUN and TURN servers that pages are told of, and our own.

pub mod servers;
pub mod turn;
pub mod url;
