//! The line to the server: dials, proves, takes a seat, resumes after a loss, and never hangs up on anybody.

mod answers;
mod ice;
mod joining;
mod refused;
mod spare;

use crate::effect::{Effect, LineCommand};
use crate::event::LineNews;
use crate::ids::LineId;
use crate::keys::Keys;
use crate::session::Session;
use crate::time::{Time, soonest};
use crate::turn::Turn;
use crate::view::LineView;
use answers::Answers;
pub use ice::IceServers;
use plenum_shared::ids::Seat;
use plenum_shared::words::{Challenge, ClientWord, IceServer, NoticeKind, Refusal, ServerWord, Sitter, Welcome};
use plenum_shared::{close, frame, reading};
use refused::Refusals;
use spare::Spare;

/// First wait after a loss, milliseconds; doubles.
const FIRST_WAIT_MS: u64 = 250;
/// Longest wait, milliseconds.
const LONGEST_WAIT_MS: u64 = 3_000;
/// Dialling and joining may take this long, milliseconds, before we try anew.
const JOIN_MS: u64 = 10_000;
/// A loss shorter than this is nobody's business, milliseconds.
const BANNER_MS: u64 = 2_000;

/// What a turn of the line brought.
#[derive(Debug)]
pub enum Heard {
    /// We have a seat; the list inside names who else has.
    Welcome(Box<Welcome>),
    /// Somebody took a seat, or had it before us.
    Arrived {
        /// Who.
        sitter: Sitter,
        /// Had it before us.
        present: bool,
    },
    /// The list is complete.
    Seated,
    /// A seat is free again.
    Departed(Seat),
    /// A sealed letter from this seat.
    Letter(Seat, Vec<u8>),
    /// The server says something to everyone.
    Notice(NoticeKind),
    /// STUN and TURN with fresh credentials.
    IceServers(Vec<IceServer>),
    /// A fresh line has reached the server before the old one could: what the old one went over is gone.
    Overtaken,
}

enum State {
    Idle,
    Waiting {
        until: Time,
    },
    Dialling {
        line: LineId,
        since: Time,
    },
    Joining {
        line: LineId,
        since: Time,
        asked: Time,
    },
    Seated {
        line: LineId,
        answers: Answers,
    },
    /// Final until the person asks again.
    Refused {
        reason: Refusal,
    },
}

/// The line to the server, dialled anew for as long as the meeting lasts.
pub struct Line {
    state: State,
    spare: Spare,
    /// `wss://meet.example`, signed in every join.
    origin: String,
    hello: Vec<u8>,
    next_line: u32,
    failures: u32,
    lost: Option<Time>,
    ever_seated: bool,
    refusals: Refusals,
    /// Words and fields this build did not know, for the debug log.
    pub unknown: usize,
}

impl Line {
    /// A line that has not dialled yet. `page_origin` is `location.origin`.
    pub fn new(page_origin: &str, hello: Vec<u8>, first_line: u32) -> Line {
        // `https:` becomes `wss:`, `http:` becomes `ws:`; host and port stay (WHATWG URL, "origin").
        let origin =
            page_origin.strip_prefix("http").map_or_else(|| page_origin.to_owned(), |rest| format!("ws{rest}"));
        Line {
            state: State::Idle,
            spare: Spare::default(),
            origin,
            hello,
            next_line: first_line,
            failures: 0,
            lost: None,
            ever_seated: false,
            refusals: Refusals::default(),
            unknown: 0,
        }
    }

    /// Dials at once if there is no line yet, or none that works.
    pub fn dial(&mut self, keys: &Keys, turn: &mut Turn) {
        match self.state {
            State::Idle | State::Waiting { .. } | State::Refused { .. } => {
                let line = self.spare.take().unwrap_or_else(|| self.open(keys, turn));
                self.state = State::Dialling { line, since: turn.now };
            }
            State::Dialling { .. } | State::Joining { .. } | State::Seated { .. } => {}
        }
    }

    fn open(&mut self, keys: &Keys, turn: &mut Turn) -> LineId {
        self.next_line += 1;
        let line = LineId(self.next_line);
        turn.effect(Effect::Line { line, command: LineCommand::Open { shard: keys.room().shard() } });
        line
    }

    /// The network or the page woke up: dial if we were waiting, doubt the line if we had one.
    pub fn nudge(&mut self, keys: &Keys, turn: &mut Turn) {
        match self.state {
            State::Waiting { .. } => self.dial(keys, turn),
            State::Seated { .. } => self.doubt(0, keys, turn),
            State::Idle | State::Dialling { .. } | State::Joining { .. } | State::Refused { .. } => {}
        }
    }

    /// Whether we wait for an answer longer than is usual on this line.
    pub fn mute(&self, now: Time) -> bool {
        matches!(&self.state, State::Seated { answers, .. } if answers.late(now))
    }

    /// Nobody's beats come any more, and for so many milliseconds nothing over this line either: it goes the same dead
    /// way. Joining again is resuming, so a fresh one costs nothing.
    pub fn distrust(&mut self, silent_ms: u64, keys: &Keys, turn: &mut Turn) {
        if let State::Seated { answers, .. } = self.state
            && (answers.late(turn.now) || answers.silent_for(silent_ms, turn.now))
        {
            self.hang_up(turn);
            self.lost.get_or_insert(turn.now);
            self.state = State::Idle;
            self.dial(keys, turn);
        }
    }

    /// Gives the seat back and hangs up the line (and nothing else).
    pub fn leave(&mut self, turn: &mut Turn) {
        if let State::Seated { line, .. } = self.state {
            say(line, &ClientWord::Leave {}, turn);
        }
        self.hang_up(turn);
        self.spare.hang_up(turn);
        self.state = State::Idle;
        self.lost = None;
    }

    /// The line over which letters go now.
    pub fn seated(&self) -> Option<LineId> {
        match self.state {
            State::Seated { line, .. } => Some(line),
            State::Idle
            | State::Waiting { .. }
            | State::Dialling { .. }
            | State::Joining { .. }
            | State::Refused { .. } => None,
        }
    }

    /// Whether the server ever gave us a seat.
    pub fn ever_seated(&self) -> bool {
        self.ever_seated
    }

    /// Number of the newest line, so that the next meeting goes on counting.
    pub fn newest(&self) -> u32 {
        self.next_line
    }

    /// Takes news of a socket; those of an older line are dropped.
    pub fn handle(
        &mut self,
        line: LineId,
        news: LineNews,
        keys: &Keys,
        session: &Session,
        turn: &mut Turn,
    ) -> Option<Heard> {
        if self.spare.is(line) {
            return self.spare_news(line, &news, keys, session, turn);
        }
        let ours = match self.state {
            State::Dialling { line, .. } | State::Joining { line, .. } | State::Seated { line, .. } => line,
            State::Idle | State::Waiting { .. } | State::Refused { .. } => return None,
        };
        if ours != line {
            return None;
        }
        if let State::Seated { answers, .. } = &mut self.state {
            answers.hear(turn.now);
        }
        match news {
            LineNews::Closed { code } => {
                self.lose(code == close::DISPLACED, turn);
                None
            }
            LineNews::Binary(bytes) => {
                self.spare.hang_up(turn);
                let (seat, letter) = frame::split(&bytes)?;
                self.seated().map(|_| Heard::Letter(seat, letter.to_vec()))
            }
            LineNews::Text(text) => {
                self.spare.hang_up(turn);
                let word = self.read(&text)?;
                self.word(line, word, keys, session, turn)
            }
        }
    }

    fn read(&mut self, text: &str) -> Option<ServerWord> {
        let read = reading::read::<ServerWord>(text).ok()?;
        self.unknown += read.unknown_fields + usize::from(read.word == ServerWord::Unknown);
        Some(read.word)
    }

    fn word(
        &mut self,
        line: LineId,
        word: ServerWord,
        keys: &Keys,
        session: &Session,
        turn: &mut Turn,
    ) -> Option<Heard> {
        match word {
            ServerWord::Challenge(challenge) => {
                if let State::Dialling { since, .. } = self.state {
                    self.join(line, since, &challenge, keys, session, turn);
                }
                None
            }
            ServerWord::Welcome(welcome) => match self.state {
                State::Joining { asked, .. } => {
                    let answers = Answers::new(turn.now, turn.now.since(asked));
                    self.state = State::Seated { line, answers };
                    self.failures = 0;
                    self.lost = None;
                    self.ever_seated = true;
                    self.refusals = Refusals::default();
                    Some(Heard::Welcome(Box::new(welcome)))
                }
                State::Idle
                | State::Waiting { .. }
                | State::Dialling { .. }
                | State::Seated { .. }
                | State::Refused { .. } => None,
            },
            ServerWord::Arrived { sitter, present } => self.seated().map(|_| Heard::Arrived { sitter, present }),
            ServerWord::Seated {} => self.seated().map(|_| Heard::Seated),
            ServerWord::Departed { seat } => self.seated().map(|_| Heard::Departed(seat)),
            ServerWord::Notice { kind } => Some(Heard::Notice(kind)),
            ServerWord::Refused { reason, retry_after_ms, origin } => {
                self.refusals.take(origin.as_deref());
                self.refused(reason, retry_after_ms, turn);
                None
            }
            ServerWord::Ping {} => {
                say(line, &ClientWord::Pong {}, turn);
                None
            }
            ServerWord::IceServers(fresh) => self.seated().map(|_| Heard::IceServers(fresh.ice_servers)),
            ServerWord::Pong {} | ServerWord::Unknown => None,
        }
    }

    fn join(
        &mut self,
        line: LineId,
        since: Time,
        challenge: &Challenge,
        keys: &Keys,
        session: &Session,
        turn: &mut Turn,
    ) {
        self.state = State::Joining { line, since, asked: turn.now };
        match joining::join(&self.origin, &self.hello, challenge, keys, session) {
            Ok(join) => say(line, &ClientWord::Join(join), turn),
            Err(reason) => self.refused(reason, None, turn),
        }
    }

    fn refused(&mut self, reason: Refusal, retry_after_ms: Option<u64>, turn: &mut Turn) {
        self.hang_up(turn);
        self.spare.hang_up(turn);
        self.lost.get_or_insert(turn.now);
        match retry_after_ms {
            Some(wait) => {
                self.refusals.passing = Some(reason);
                self.state = State::Waiting { until: turn.now + wait.clamp(FIRST_WAIT_MS, 60_000) };
            }
            None => self.state = State::Refused { reason },
        }
    }

    /// Waits longer after each failure, drawn from the upper half, so that a restarted server is not stormed.
    fn lose(&mut self, displaced: bool, turn: &mut Turn) {
        self.lost.get_or_insert(turn.now);
        let wait = (FIRST_WAIT_MS << self.failures.min(10)).min(LONGEST_WAIT_MS);
        // Only a newer line of the same page displaces: never fight it for the seat.
        let wait = if displaced { LONGEST_WAIT_MS } else { wait };
        self.failures += 1;
        self.state = State::Waiting { until: turn.now + wait / 2 + turn.dice.below(wait / 2 + 1) };
    }

    /// The line itself; a spare one is left to whoever dials next.
    fn hang_up(&mut self, turn: &mut Turn) {
        match self.state {
            State::Dialling { line, .. } | State::Joining { line, .. } | State::Seated { line, .. } => {
                turn.effect(Effect::Line { line, command: LineCommand::Close });
            }
            State::Idle | State::Waiting { .. } | State::Refused { .. } => {}
        }
    }

    /// Does what is due: dials again, gives up a dead line.
    pub fn tick(&mut self, keys: &Keys, turn: &mut Turn) {
        if self.due().is_none_or(|due| due > turn.now) {
            return;
        }
        match self.state {
            State::Waiting { .. } => self.dial(keys, turn),
            State::Dialling { .. } | State::Joining { .. } | State::Seated { .. } => {
                self.hang_up(turn);
                self.lose(false, turn);
            }
            State::Idle | State::Refused { .. } => {}
        }
    }

    fn due(&self) -> Option<Time> {
        match &self.state {
            State::Idle | State::Refused { .. } => None,
            State::Waiting { until } => Some(*until),
            State::Dialling { since, .. } | State::Joining { since, .. } => Some(*since + JOIN_MS),
            State::Seated { answers, .. } => answers.dead_at(),
        }
    }

    /// When something is due, the banner included.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let banner = self.lost.map(|lost| lost + BANNER_MS);
        let late = match &self.state {
            State::Seated { answers, .. } => answers.late_at(),
            State::Idle
            | State::Waiting { .. }
            | State::Dialling { .. }
            | State::Joining { .. }
            | State::Refused { .. } => None,
        };
        [banner, late].into_iter().fold(self.due(), |soon, at| soonest(soon, at.filter(|at| *at > now)))
    }

    /// What the person should know of it.
    pub fn view(&self, now: Time) -> LineView {
        match (&self.state, self.refusals.passing) {
            (State::Idle, _) => LineView::Idle,
            (State::Refused { reason }, _) => LineView::Refused { reason: *reason, retrying: false },
            (State::Seated { .. }, _) => LineView::Seated,
            (_, Some(reason)) if !self.ever_seated => LineView::Refused { reason, retrying: true },
            (State::Waiting { .. } | State::Dialling { .. } | State::Joining { .. }, _) => match self.lost {
                Some(lost) if now.since(lost) >= BANNER_MS => LineView::Away,
                Some(_) | None => LineView::Connecting,
            },
        }
    }
}

fn say(line: LineId, word: &ClientWord, turn: &mut Turn) {
    turn.effect(Effect::Line { line, command: LineCommand::Text(reading::write(word)) });
}

#[cfg(test)]
mod tests;
