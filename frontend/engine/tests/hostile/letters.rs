//! What can be done to sealed letters by somebody who cannot open them.

use crate::world::dice::Dice;
use crate::world::server::Frame;
use plenum_shared::frame::HEADER;

/// Frames remembered at most.
const MEMORY: usize = 200;

/// Letters seen so far.
#[derive(Default)]
pub struct Letters {
    seen: Vec<Vec<u8>>,
    withheld: Vec<Vec<u8>>,
}

impl Letters {
    /// Keeps a copy.
    pub fn note(&mut self, bytes: &[u8]) {
        if self.seen.len() < MEMORY {
            self.seen.push(bytes.to_vec());
        }
    }

    /// Changes, cuts, stretches, repeats, withholds or swaps a letter on its way to a page.
    pub fn twist(&mut self, mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<Frame> {
        match dice.below(9) {
            0 => flip(&mut bytes, dice),
            1 => bytes.truncate(dice.below(bytes.len() as u64 + 1) as usize),
            2 => bytes.extend(std::iter::repeat_n(7, dice.pick(&[1, 256, 70_000]))),
            3 => return vec![Frame::Binary(bytes.clone()), Frame::Binary(bytes)],
            4 => {
                self.withheld.push(bytes);
                return Vec::new();
            }
            // Out of order: those withheld first come now.
            5 => return self.withheld.drain(..).rev().chain([bytes]).map(Frame::Binary).collect(),
            // Another sender, sometimes the receiver itself.
            6 => reseat(&mut bytes, dice),
            7 => return self.replayed(dice).into_iter().collect(),
            // Head of one, body of another.
            _ => {
                if let Some(other) = self.some(dice) {
                    let cut = dice.below(60) as usize;
                    bytes = [bytes.get(..cut).unwrap_or_default(), other.get(cut..).unwrap_or_default()].concat();
                }
            }
        }
        vec![Frame::Binary(bytes)]
    }

    /// Does to a letter on its way to the server what changes who gets it.
    pub fn misdirect(&mut self, mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<Frame> {
        match dice.below(3) {
            0 => Vec::new(),
            1 => vec![Frame::Binary(bytes.clone()), Frame::Binary(bytes)],
            _ => {
                reseat(&mut bytes, dice);
                vec![Frame::Binary(bytes)]
            }
        }
    }

    /// An old letter again, under any seat, or noise.
    pub fn invent(&mut self, dice: &mut Dice) -> Frame {
        let mut bytes = self.some(dice).unwrap_or_default();
        match dice.below(4) {
            0 => {}
            1 => reseat(&mut bytes, dice),
            2 => flip(&mut bytes, dice),
            _ => bytes = (0..dice.below(400)).map(|_| dice.any() as u8).collect(),
        }
        Frame::Binary(bytes)
    }

    fn replayed(&self, dice: &mut Dice) -> Option<Frame> {
        self.some(dice).map(Frame::Binary)
    }

    fn some(&self, dice: &mut Dice) -> Option<Vec<u8>> {
        if self.seen.is_empty() { None } else { Some(dice.pick(&self.seen)) }
    }
}

/// One bit of the letter or its header.
fn flip(bytes: &mut [u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() as u64) as usize;
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << dice.below(8);
    }
}

/// Another seat in the header.
fn reseat(bytes: &mut [u8], dice: &mut Dice) {
    if let Some(header) = bytes.first_chunk_mut::<HEADER>() {
        *header = [dice.below(6) as u8, 0, dice.below(4) as u8, 0];
    }
}
