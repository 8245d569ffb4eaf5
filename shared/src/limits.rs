//! Limits both sides must agree on, each with its unit and reason.

/// One reassembled WebSocket message, bytes: a padded description fits, and nothing else is that large.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// A sealed hello inside `join`, bytes: keys, versions and a few names of capabilities.
pub const HELLO_BYTES: usize = 1024;
/// Peers listed inside `welcome` itself; the rest follow as `arrived {present: true}` so that no message grows with the room.
pub const WELCOME_PEERS: usize = 16;
/// Members of a room unless the host says otherwise: a mesh carries no more.
pub const ROOM_SIZE: u16 = 50;
/// The server says `ping` this often, milliseconds: proxies cut idle connections at 60 s.
pub const PING_MS: u64 = 20_000;
/// A connection without any message for this long is dead, milliseconds: two pings and a little.
pub const DEAD_MS: u64 = 45_000;
/// A seat outlives its connection by this, milliseconds: a tunnel or a restart of the router.
pub const SEAT_KEPT_MS: u64 = 60_000;
