//! What the signaling client tells the meeting of what the server said.

use plenum_shared::ids::Seat;
use plenum_shared::message::{IceServer, NoticeKind, SeatedPeer, Welcome};

/// What an event of the signaling connection brought.
#[derive(Debug)]
pub enum Heard {
    /// We have a seat; the list inside names who else has.
    Welcome(Box<Welcome>),
    /// Somebody took a seat, or had it before us.
    Arrived {
        /// Who.
        seated_peer: SeatedPeer,
        /// Had it before us.
        present: bool,
    },
    /// The list is complete.
    Seated,
    /// A seat is free again.
    Departed(Seat),
    /// A sealed message from this seat.
    Message(Seat, Vec<u8>),
    /// The server says something to everyone.
    Notice(NoticeKind),
    /// STUN and TURN with fresh credentials.
    IceServers(Vec<IceServer>),
    /// A fresh socket has reached the server before the old one could: what the old one went over is gone.
    Overtaken,
}
