//! A standby socket, dialled while the one in use is in doubt: whichever brings a message of the server first is used.
//!
//! Both go to the same server, but a fresh one takes whatever network there is now. It says nothing before it is the socket,
//! so a seat is never held by two. When the room has moved to another process of the server it goes there, and the old one
//! stays open until there is a seat.

use super::{Client, Heard, State, say};
use crate::api::context::Context;
use crate::api::effect::{Effect, SocketCommand};
use crate::api::event::SocketEvent;
use crate::base::ids::SocketId;
use crate::base::time::Time;
use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::KeySchedule;
use plenum_shared::message::{ClientMessage, ServerMessage};

/// No more than one in so long, milliseconds: on a bad path doubts are frequent.
const PAUSE_MS: u64 = 3_000;

/// The one that is being dialled, if any.
#[derive(Debug, Default)]
pub struct Standby {
    socket: Option<SocketId>,
    dialled: Option<Time>,
    /// It leads to another process.
    moves: bool,
    /// The one before, while the seat elsewhere is being taken.
    left: Option<SocketId>,
}

impl Standby {
    /// Whether one may be dialled.
    fn due(&self, now: Time) -> bool {
        self.socket.is_none() && self.dialled.is_none_or(|dialled| now.since(dialled) >= PAUSE_MS)
    }

    /// Whether it is this one.
    pub fn is(&self, socket: SocketId) -> bool {
        self.socket == Some(socket)
    }

    /// Whoever has to dial anyway takes it.
    pub fn take(&mut self) -> Option<SocketId> {
        self.moves = false;
        self.socket.take()
    }

    /// It is not needed, unless it leads elsewhere.
    pub fn spare(&mut self, cx: &mut Context) {
        if !self.moves {
            self.hang_up(cx);
        }
    }

    /// We are elsewhere, or have to begin anew: the one before is of no use any more.
    pub fn arrived(&mut self, cx: &mut Context) {
        if let Some(socket) = self.left.take() {
            cx.effect(Effect::Socket { socket, command: SocketCommand::Close });
        }
    }

    /// It is over with it.
    pub fn hang_up(&mut self, cx: &mut Context) {
        self.moves = false;
        if let Some(socket) = self.socket.take() {
            cx.effect(Effect::Socket { socket, command: SocketCommand::Close });
        }
    }
}

impl Client {
    /// Asks the server for a message if it has said none for so many milliseconds and we do not wait for one already, and
    /// dials a standby socket beside: the answer over the old one takes one way there and back, the first message over a fresh
    /// one at least two. So whoever hears the fresh one first knows that the old one is dead.
    pub fn doubt(&mut self, silent_ms: u64, keys: &KeySchedule, cx: &mut Context) {
        if let State::Seated { socket, liveness } = &mut self.state
            && liveness.silent_for(silent_ms, cx.now)
            && liveness.ask(cx.now)
        {
            say(*socket, &ClientMessage::Ping {}, cx);
            if self.standby.due(cx.now) {
                self.standby =
                    Standby { socket: Some(self.open(keys, cx)), dialled: Some(cx.now), ..Standby::default() };
            }
        }
    }

    /// Dials a standby socket to another process of the server. One that was in doubt beside us goes there just as well.
    pub(super) fn move_over(&mut self, keys: &KeySchedule, cx: &mut Context) {
        if self.standby.socket.is_none() {
            self.standby.socket = Some(self.open(keys, cx));
            self.standby.dialled = Some(cx.now);
        }
        self.standby.moves = true;
    }

    /// News of the standby socket: with the first message of the server it is the socket, and joining is resuming.
    pub(super) fn standby_news(
        &mut self,
        socket: SocketId,
        news: &SocketEvent,
        keys: &KeySchedule,
        session: &Identity,
        cx: &mut Context,
    ) -> Option<Heard> {
        let challenge = match news {
            SocketEvent::Closed { .. } => {
                self.standby.socket = None;
                self.standby.moves = false;
                return None;
            }
            SocketEvent::Text(text) => match self.read(text)? {
                ServerMessage::Challenge(challenge) => challenge,
                // The server says nothing else first.
                ServerMessage::Welcome(_)
                | ServerMessage::Arrived { .. }
                | ServerMessage::Seated {}
                | ServerMessage::Departed { .. }
                | ServerMessage::Refused { .. }
                | ServerMessage::Notice { .. }
                | ServerMessage::IceServers(_)
                | ServerMessage::Ping {}
                | ServerMessage::Pong {}
                | ServerMessage::Unknown => return None,
            },
            SocketEvent::Binary(_) | SocketEvent::Instance(_) => return None,
        };
        let overtaken = self.seated().map(|_| Heard::Overtaken);
        self.standby.socket = None;
        let moves = std::mem::take(&mut self.standby.moves);
        match self.seated().filter(|_| moves) {
            Some(before) => self.standby.left = Some(before),
            None => self.hang_up(cx),
        }
        self.lost.get_or_insert(cx.now);
        self.join(socket, cx.now, &challenge, keys, session, cx);
        overtaken
    }
}
