//! A server that means harm: what it does to words and messages, one trick at a time or all at once.

pub mod messages;
pub mod words;

use crate::world::line::Malice;
use crate::world::rng::Rng;
use crate::world::server::{Frame, Outbox};
use messages::Messages;
use words::Words;

/// Everything it knows how to do.
pub struct Liar {
    /// Frames out of a thousand that are meddled with.
    pub zeal: u64,
    words: Words,
    messages: Messages,
}

impl Liar {
    /// A liar that has seen nothing yet, but for what earlier ones have written down.
    pub fn new(zeal: u64, files: Words) -> Liar {
        Liar { zeal, words: files, messages: Messages::default() }
    }
}

impl Malice for Liar {
    fn down(&mut self, line: u32, frame: Frame, rng: &mut Rng) -> Vec<Frame> {
        let lie = rng.chance(self.zeal);
        match frame {
            Frame::Text(text) => {
                self.words.note_down(&text);
                if lie { self.words.twist(line, text, rng) } else { vec![Frame::Text(text)] }
            }
            Frame::Binary(bytes) => {
                self.messages.note(&bytes);
                if lie { self.messages.twist(bytes, rng) } else { vec![Frame::Binary(bytes)] }
            }
            Frame::Close(code) => vec![Frame::Close(code)],
        }
    }

    fn up(&mut self, line: u32, frame: Frame, rng: &mut Rng) -> Vec<Frame> {
        match frame {
            Frame::Text(text) => {
                self.words.note_up(line, &text);
                vec![Frame::Text(text)]
            }
            // To withhold, to send twice, to send elsewhere.
            Frame::Binary(bytes) if rng.chance(self.zeal / 2) => self.messages.misdirect(bytes, rng),
            other => vec![other],
        }
    }

    fn invent(&mut self, lines: &[u32], rng: &mut Rng) -> Outbox {
        if lines.is_empty() || !rng.chance(self.zeal) {
            return Vec::new();
        }
        let line = rng.pick(lines);
        let frame = match rng.chance(500) {
            true => self.words.invent(line, rng),
            false => self.messages.invent(rng),
        };
        vec![(line, frame)]
    }
}
