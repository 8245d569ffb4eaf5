//! The hidden background as a program of its own: what `worker.js` calls in a Web Worker. If it panics or runs out of memory, sound
//! and the page go on.
#![forbid(unsafe_code)]

use plenum_background::{Background, VirtualBackground, input_size};
use wasm_bindgen::prelude::*;

/// Finds people in one picture after the other.
#[wasm_bindgen]
pub struct Painter {
    background: VirtualBackground,
}

#[wasm_bindgen]
impl Painter {
    /// Ready for the first picture.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Painter, JsError> {
        VirtualBackground::new()
            .map(|background| Painter { background })
            .ok_or_else(|| JsError::new("the network is not what it should be"))
    }

    /// Makes the cover out of a small picture, in its place; `colour`: 0xRRGGBB, or nothing to blur. Throws if the size is wrong:
    /// then there is no cover.
    pub fn cover(&mut self, rgba: &mut [u8], width: usize, height: usize, colour: Option<u32>) -> Result<(), JsError> {
        let background = colour.map_or(Background::Blur, |colour| {
            let [_, red, green, blue] = colour.to_be_bytes();
            Background::Plain([red, green, blue])
        });
        let covered = self.background.cover(rgba, width, height, background);
        covered.then_some(()).ok_or_else(|| JsError::new("a picture has another size"))
    }
}

/// Width and height of the small picture, for a camera of this shape.
#[wasm_bindgen(js_name = inputSize)]
pub fn small_size(width: u32, height: u32) -> Vec<u32> {
    let (wide, high) = input_size(width, height);
    vec![wide, high]
}
