//! What one frame of a client asks for, by the stage its session has reached.

use crate::close::CloseReason;
use plenum_shared::codec::decode;
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, Join, ServerMessage};

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has been sent the challenge and has no seat yet.
    Joining,
    /// It has a seat.
    Seated,
}

/// What is asked for.
#[derive(Debug, PartialEq)]
pub enum Request<'a> {
    /// A seat.
    Join(Box<Join>),
    /// This answer.
    Reply(ServerMessage),
    /// A sealed message for this seat.
    Relay(Seat, &'a [u8]),
    /// To give the seat away at once.
    Leave,
    /// Nothing: a sign of life.
    Nothing,
    /// Something this build does not know; ignored.
    Unknown,
    /// The end of the session.
    Close(CloseReason),
}

/// Reads a text frame: a signaling message. Also says how many of its fields were ignored.
pub fn text(stage: Stage, text: &str) -> (Request<'static>, usize) {
    let Ok(decoded) = decode::<ClientMessage>(text) else { return (Request::Close(CloseReason::NotUnderstood), 0) };
    let request = match (decoded.message, stage) {
        (ClientMessage::Join(join), Stage::Joining) => Request::Join(Box::new(join)),
        (ClientMessage::Join(_), Stage::Seated) => Request::Close(CloseReason::NotUnderstood),
        (ClientMessage::Ping {}, Stage::Joining | Stage::Seated) => Request::Reply(ServerMessage::Pong {}),
        (ClientMessage::Pong {}, Stage::Joining | Stage::Seated) => Request::Nothing,
        (ClientMessage::Leave {}, Stage::Joining) => Request::Close(CloseReason::Normal),
        (ClientMessage::Leave {}, Stage::Seated) => Request::Leave,
        (ClientMessage::Unknown, Stage::Joining | Stage::Seated) => Request::Unknown,
    };
    (request, decoded.unknown_fields)
}

/// Reads a binary frame: a seat and a sealed message, which is not looked at.
pub fn binary(stage: Stage, bytes: &[u8]) -> Request<'_> {
    match (stage, frame::split(bytes)) {
        (Stage::Seated, Some((to, message))) => Request::Relay(to, message),
        (Stage::Seated, None) | (Stage::Joining, _) => Request::Close(CloseReason::NotUnderstood),
    }
}
