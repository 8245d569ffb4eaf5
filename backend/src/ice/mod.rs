//! ICE: the STUN and TURN servers that pages are told of, and the STUN responder of this server.

pub mod servers;
pub mod stun;
pub mod url;
