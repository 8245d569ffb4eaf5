//! WebSocket close codes (RFC 6455 §7.4): the standard ones in use, and our own from the private range.

/// Both sides are done.
pub const NORMAL: u16 = 1000;
/// The server is going away (drain); come back when the notice before it said, to whoever answers.
pub const GOING_AWAY: u16 = 1001;
/// A frame the WebSocket protocol does not allow.
pub const PROTOCOL: u16 = 1002;
/// A text frame that is not UTF-8.
pub const NOT_UTF8: u16 = 1007;
/// A message above [`crate::limits::MESSAGE_BYTES`].
pub const TOO_BIG: u16 = 1009;
/// Too slow in reading, or the server has no room; try again later.
pub const TRY_LATER: u16 = 1013;
/// A message that is no JSON, has the wrong types, or comes at the wrong time (a second `join`, a message before it).
pub const NOT_UNDERSTOOD: u16 = 4000;
/// Another connection of the same peer took over.
pub const DISPLACED: u16 = 4001;
/// A `refused` message said why.
pub const REFUSED: u16 = 4002;
/// Nothing was heard for too long: no admission, or no pong.
pub const TIMEOUT: u16 = 4003;
