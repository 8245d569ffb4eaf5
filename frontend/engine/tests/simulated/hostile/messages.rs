//! What can be done to sealed messages by somebody who cannot open them.

use crate::world::rng::Rng;
use crate::world::server::Frame;
use plenum_shared::frame::HEADER;

/// Frames remembered at most.
const MEMORY: usize = 200;

/// Messages seen so far.
#[derive(Default)]
pub struct Messages {
    seen: Vec<Vec<u8>>,
    withheld: Vec<Vec<u8>>,
}

impl Messages {
    /// Keeps a copy.
    pub fn note(&mut self, bytes: &[u8]) {
        if self.seen.len() < MEMORY {
            self.seen.push(bytes.to_vec());
        }
    }

    /// Changes, cuts, stretches, repeats, withholds or swaps a message on its way to a page.
    pub fn twist(&mut self, mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<Frame> {
        match rng.below(9) {
            0 => flip(&mut bytes, rng),
            1 => bytes.truncate(rng.below(bytes.len() as u64 + 1) as usize),
            2 => bytes.extend(std::iter::repeat_n(7, rng.pick(&[1, 256, 70_000]))),
            3 => return vec![Frame::Binary(bytes.clone()), Frame::Binary(bytes)],
            4 => {
                self.withheld.push(bytes);
                return Vec::new();
            }
            // Out of order: those withheld first come now.
            5 => return self.withheld.drain(..).rev().chain([bytes]).map(Frame::Binary).collect(),
            // Another sender, sometimes the receiver itself.
            6 => reseat(&mut bytes, rng),
            7 => return self.replayed(rng).into_iter().collect(),
            // Head of one, body of another.
            _ => {
                if let Some(other) = self.some(rng) {
                    let cut = rng.below(60) as usize;
                    bytes = [bytes.get(..cut).unwrap_or_default(), other.get(cut..).unwrap_or_default()].concat();
                }
            }
        }
        vec![Frame::Binary(bytes)]
    }

    /// Does to a message on its way to the server what changes who gets it.
    pub fn misdirect(&mut self, mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<Frame> {
        match rng.below(3) {
            0 => Vec::new(),
            1 => vec![Frame::Binary(bytes.clone()), Frame::Binary(bytes)],
            _ => {
                reseat(&mut bytes, rng);
                vec![Frame::Binary(bytes)]
            }
        }
    }

    /// An old message again, under any seat, or noise.
    pub fn invent(&mut self, rng: &mut Rng) -> Frame {
        let mut bytes = self.some(rng).unwrap_or_default();
        match rng.below(4) {
            0 => {}
            1 => reseat(&mut bytes, rng),
            2 => flip(&mut bytes, rng),
            _ => bytes = (0..rng.below(400)).map(|_| rng.any() as u8).collect(),
        }
        Frame::Binary(bytes)
    }

    fn replayed(&self, rng: &mut Rng) -> Option<Frame> {
        self.some(rng).map(Frame::Binary)
    }

    fn some(&self, rng: &mut Rng) -> Option<Vec<u8>> {
        if self.seen.is_empty() { None } else { Some(rng.pick(&self.seen)) }
    }
}

/// One bit of the message or its header.
fn flip(bytes: &mut [u8], rng: &mut Rng) {
    let at = rng.below(bytes.len() as u64) as usize;
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << rng.below(8);
    }
}

/// Another seat in the header.
fn reseat(bytes: &mut [u8], rng: &mut Rng) {
    if let Some(header) = bytes.first_chunk_mut::<HEADER>() {
        *header = [rng.below(6) as u8, 0, rng.below(4) as u8, 0];
    }
}
