//! Hides the room behind whoever sits in front of the camera: blurs it, or puts one colour in its place. Pure: a picture goes in, what
//! is to be laid over it comes out. It runs in a worker (`frontend/background/worker`), and what it learned comes with it
//! (`model/`): nothing leaves the device.
//!
//! The picture that comes in is small; the cover is drawn over the full one, larger. So people stay as sharp as the camera, the
//! edge around them is soft, and what is behind them is never drawn from the full picture.
#![forbid(unsafe_code)]

mod cover;
mod layers;
mod network;
mod weights;

use network::Network;

static WEIGHTS: &[u8] = include_bytes!("../model/selfie.f16");

/// So many pixels the small picture has, in any shape: as many as those that the network was trained with.
const PIXELS: f32 = 256.0 * 144.0;
/// Sides are multiples of this, since the network halves them four times.
const STEP: f32 = 16.0;

/// What is shown in place of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// The room, blurred.
    Blur,
    /// One colour: red, green, blue.
    Plain([u8; 3]),
}

/// Finds people in one picture after the other, and covers what is around them.
pub struct VirtualBackground {
    network: Network,
    /// Width and height of the picture before, and how surely each of its pixels showed a person.
    shape: [usize; 2],
    previous: Vec<f32>,
}

impl VirtualBackground {
    /// Ready for the first picture; nothing if the weights are not those of this network.
    pub fn new() -> Option<VirtualBackground> {
        Network::new(WEIGHTS).map(|network| VirtualBackground { network, shape: [0, 0], previous: Vec::new() })
    }

    /// Makes the cover out of a small picture (red, green, blue, anything), in its place. False, and nothing done, if its size is
    /// none that [`input_size`] gives.
    pub fn cover(&mut self, rgba: &mut [u8], width: usize, height: usize, background: Background) -> bool {
        let step = STEP as usize;
        if rgba.is_empty()
            || rgba.len() != width * height * 4
            || ![width, height].iter().all(|side| side.is_multiple_of(step))
        {
            return false;
        }
        // A phone was turned.
        if self.shape != [width, height] {
            self.shape = [width, height];
            self.previous.clear();
        }
        let mut mask = self.network.run(rgba, width, height);
        cover::smooth(&mut mask, &self.previous);
        cover::cover(rgba, width, &mask, background);
        self.previous = mask;
        true
    }
}

/// How large the small picture is to be, for a camera of this shape.
pub fn input_size(width: u32, height: u32) -> (u32, u32) {
    let shape = (width.max(1) as f32 / height.max(1) as f32).clamp(0.25, 4.0);
    let high = ((PIXELS / shape).sqrt() / STEP).round() * STEP;
    let wide = (high * shape / STEP).round() * STEP;
    (wide as u32, high as u32)
}
