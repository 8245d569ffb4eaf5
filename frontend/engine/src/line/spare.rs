//! A second socket, dialled while the first is in doubt: whichever brings a word of the server first is the line.
//!
//! Both go to the same server, but a fresh one takes whatever network there is now. It says nothing before it is the line,
//! so a seat is never held by two.

use super::{Heard, Line, State, say};
use crate::effect::{Effect, LineCommand};
use crate::event::LineNews;
use crate::ids::LineId;
use crate::keys::Keys;
use crate::session::Session;
use crate::time::Time;
use crate::turn::Turn;
use plenum_shared::words::{ClientWord, ServerWord};

/// No more than one in so long, milliseconds: on a bad line doubts are frequent.
const PAUSE_MS: u64 = 3_000;

/// The one that is being dialled, if any.
#[derive(Debug, Default)]
pub struct Spare {
    line: Option<LineId>,
    dialled: Option<Time>,
}

impl Spare {
    /// Whether one may be dialled.
    fn due(&self, now: Time) -> bool {
        self.line.is_none() && self.dialled.is_none_or(|dialled| now.since(dialled) >= PAUSE_MS)
    }

    /// Whether it is this one.
    pub fn is(&self, line: LineId) -> bool {
        self.line == Some(line)
    }

    /// Whoever has to dial anyway takes it.
    pub fn take(&mut self) -> Option<LineId> {
        self.line.take()
    }

    /// It is not needed.
    pub fn hang_up(&mut self, turn: &mut Turn) {
        if let Some(line) = self.line.take() {
            turn.effect(Effect::Line { line, command: LineCommand::Close });
        }
    }
}

impl Line {
    /// Asks the server for a word if it has said none for so many milliseconds and we do not wait for one already, and
    /// dials a spare line beside: the answer over the old one takes one way there and back, the first word over a fresh
    /// one at least two. So whoever hears the fresh one first knows that the old one is dead.
    pub fn doubt(&mut self, silent_ms: u64, keys: &Keys, turn: &mut Turn) {
        if let State::Seated { line, answers } = &mut self.state
            && answers.silent_for(silent_ms, turn.now)
            && answers.ask(turn.now)
        {
            say(*line, &ClientWord::Ping {}, turn);
            if self.spare.due(turn.now) {
                self.spare = Spare { line: Some(self.open(keys, turn)), dialled: Some(turn.now) };
            }
        }
    }

    /// News of the spare line: with the first word of the server it is the line, and joining is resuming.
    pub(super) fn spare_news(
        &mut self,
        line: LineId,
        news: &LineNews,
        keys: &Keys,
        session: &Session,
        turn: &mut Turn,
    ) -> Option<Heard> {
        let challenge = match news {
            LineNews::Closed { .. } => {
                self.spare.line = None;
                return None;
            }
            LineNews::Text(text) => match self.read(text)? {
                ServerWord::Challenge(challenge) => challenge,
                // The server says nothing else first.
                ServerWord::Welcome(_)
                | ServerWord::Arrived { .. }
                | ServerWord::Seated {}
                | ServerWord::Departed { .. }
                | ServerWord::Refused { .. }
                | ServerWord::Notice { .. }
                | ServerWord::IceServers(_)
                | ServerWord::Ping {}
                | ServerWord::Pong {}
                | ServerWord::Unknown => return None,
            },
            LineNews::Binary(_) => return None,
        };
        let overtaken = self.seated().map(|_| Heard::Overtaken);
        self.spare.line = None;
        self.hang_up(turn);
        self.lost.get_or_insert(turn.now);
        self.join(line, turn.now, &challenge, keys, session, turn);
        overtaken
    }
}
