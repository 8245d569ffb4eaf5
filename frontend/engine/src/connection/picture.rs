//! The picture of one connection: shown from its first decoded frame on, for as long as one is promised.

use crate::effect::Command;
use crate::ids::ConnectionId;
use crate::turn::Turn;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// None is promised.
    Unwatched,
    /// The first frame is waited for.
    Watched,
    /// There is one.
    Decoded,
}

impl Picture {
    /// Waits for the first frame while one is promised.
    pub fn watch(&mut self, promised: bool, id: ConnectionId, turn: &mut Turn) {
        match (promised, *self) {
            (true, Picture::Unwatched) => {
                *self = Picture::Watched;
                turn.connection(id, Command::WatchFrame);
            }
            (false, Picture::Watched | Picture::Decoded) => *self = Picture::Unwatched,
            (true, Picture::Watched | Picture::Decoded) | (false, Picture::Unwatched) => {}
        }
    }

    /// A frame was decoded.
    pub fn decoded(&mut self) {
        if *self == Picture::Watched {
            *self = Picture::Decoded;
        }
    }
}
