//! A standby socket, dialled while the one in use is in doubt: whichever brings a message of the server first is used.
//!
//! Both go to the same server, but a fresh one takes whatever network there is now. It says nothing before it is the line,
//! so a seat is never held by two.

use super::{Client, Heard, State, say};
use crate::api::context::Context;
use crate::api::effect::{Effect, SocketCommand};
use crate::api::event::SocketEvent;
use crate::base::ids::SocketId;
use crate::base::time::Time;
use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::KeySchedule;
use plenum_shared::message::{ClientMessage, ServerMessage};

/// No more than one in so long, milliseconds: on a bad line doubts are frequent.
const PAUSE_MS: u64 = 3_000;

/// The one that is being dialled, if any.
#[derive(Debug, Default)]
pub struct Standby {
    line: Option<SocketId>,
    dialled: Option<Time>,
}

impl Standby {
    /// Whether one may be dialled.
    fn due(&self, now: Time) -> bool {
        self.line.is_none() && self.dialled.is_none_or(|dialled| now.since(dialled) >= PAUSE_MS)
    }

    /// Whether it is this one.
    pub fn is(&self, line: SocketId) -> bool {
        self.line == Some(line)
    }

    /// Whoever has to dial anyway takes it.
    pub fn take(&mut self) -> Option<SocketId> {
        self.line.take()
    }

    /// It is not needed.
    pub fn hang_up(&mut self, cx: &mut Context) {
        if let Some(line) = self.line.take() {
            cx.effect(Effect::Socket { socket: line, command: SocketCommand::Close });
        }
    }
}

impl Client {
    /// Asks the server for a message if it has said none for so many milliseconds and we do not wait for one already, and
    /// dials a spare line beside: the answer over the old one takes one way there and back, the first message over a fresh
    /// one at least two. So whoever hears the fresh one first knows that the old one is dead.
    pub fn doubt(&mut self, silent_ms: u64, keys: &KeySchedule, cx: &mut Context) {
        if let State::Seated { line, answers } = &mut self.state
            && answers.silent_for(silent_ms, cx.now)
            && answers.ask(cx.now)
        {
            say(*line, &ClientMessage::Ping {}, cx);
            if self.spare.due(cx.now) {
                self.spare = Standby { line: Some(self.open(keys, cx)), dialled: Some(cx.now) };
            }
        }
    }

    /// News of the spare line: with the first message of the server it is the line, and joining is resuming.
    pub(super) fn spare_news(
        &mut self,
        line: SocketId,
        news: &SocketEvent,
        keys: &KeySchedule,
        session: &Identity,
        cx: &mut Context,
    ) -> Option<Heard> {
        let challenge = match news {
            SocketEvent::Closed { .. } => {
                self.spare.line = None;
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
            SocketEvent::Binary(_) => return None,
        };
        let overtaken = self.seated().map(|_| Heard::Overtaken);
        self.spare.line = None;
        self.hang_up(cx);
        self.lost.get_or_insert(cx.now);
        self.join(line, cx.now, &challenge, keys, session, cx);
        overtaken
    }
}
