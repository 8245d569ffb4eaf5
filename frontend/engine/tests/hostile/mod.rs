//! A server that means harm: what it does to words and letters, one trick at a time or all at once.

pub mod letters;
pub mod words;

use crate::world::dice::Dice;
use crate::world::line::Malice;
use crate::world::server::{Frame, Post};
use letters::Letters;
use words::Words;

/// Everything it knows how to do.
pub struct Liar {
    /// Frames out of a thousand that are meddled with.
    pub zeal: u64,
    words: Words,
    letters: Letters,
}

impl Liar {
    /// A liar that has seen nothing yet, but for what earlier ones have written down.
    pub fn new(zeal: u64, files: Words) -> Liar {
        Liar { zeal, words: files, letters: Letters::default() }
    }
}

impl Malice for Liar {
    fn down(&mut self, line: u32, frame: Frame, dice: &mut Dice) -> Vec<Frame> {
        let lie = dice.chance(self.zeal);
        match frame {
            Frame::Text(text) => {
                self.words.note_down(&text);
                if lie { self.words.twist(line, text, dice) } else { vec![Frame::Text(text)] }
            }
            Frame::Binary(bytes) => {
                self.letters.note(&bytes);
                if lie { self.letters.twist(bytes, dice) } else { vec![Frame::Binary(bytes)] }
            }
            Frame::Close(code) => vec![Frame::Close(code)],
        }
    }

    fn up(&mut self, line: u32, frame: Frame, dice: &mut Dice) -> Vec<Frame> {
        match frame {
            Frame::Text(text) => {
                self.words.note_up(line, &text);
                vec![Frame::Text(text)]
            }
            // To withhold, to send twice, to send elsewhere.
            Frame::Binary(bytes) if dice.chance(self.zeal / 2) => self.letters.misdirect(bytes, dice),
            other => vec![other],
        }
    }

    fn invent(&mut self, lines: &[u32], dice: &mut Dice) -> Post {
        if lines.is_empty() || !dice.chance(self.zeal) {
            return Vec::new();
        }
        let line = dice.pick(lines);
        let frame = match dice.chance(500) {
            true => self.words.invent(line, dice),
            false => self.letters.invent(dice),
        };
        vec![(line, frame)]
    }
}
