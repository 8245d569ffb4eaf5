//! One tile larger than the page: full screen (WHATWG Fullscreen) and picture-in-picture (W3C).

use crate::browser::gaps;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

/// Whether this browser can show a picture in a window of its own.
pub fn can_float() -> bool {
    gaps::get(&document(), "pictureInPictureEnabled").is_truthy()
}

/// Whether this browser can fill the screen with a tile.
pub fn can_fill() -> bool {
    gaps::get(&document(), "fullscreenEnabled").is_truthy()
}

/// Fills the screen with the tile of this picture, or ends that; must be called from a click or a key.
pub fn fill(video: &HtmlVideoElement) {
    let filled = gaps::get(&document(), "fullscreenElement");
    match video.parent_element() {
        Some(tile) if filled.is_falsy() => ask(tile.into(), "requestFullscreen"),
        Some(_) | None => ask(document(), "exitFullscreen"),
    }
}

/// Fills the screen with the whole page, or ends that; must be called from a click or a key.
pub fn fill_page() {
    let filled = gaps::get(&document(), "fullscreenElement");
    let page = gaps::get(&document(), "documentElement");
    if filled.is_falsy() { ask(page, "requestFullscreen") } else { ask(document(), "exitFullscreen") }
}

/// Shows this picture in a window of its own, or ends that; must be called from a click.
pub fn float(video: &HtmlVideoElement) {
    if floats(video) {
        ask(document(), "exitPictureInPicture");
    } else {
        ask(video.into(), "requestPictureInPicture");
    }
}

/// Whether this picture is in a window of its own.
pub fn floats(video: &HtmlVideoElement) -> bool {
    gaps::get(&document(), "pictureInPictureElement").loose_eq(video)
}

fn ask(thing: JsValue, method: &'static str) {
    spawn_local(async move {
        if gaps::call_async(&thing, method, &[]).await.is_err() {
            log::warn!("{method} was refused");
        }
    });
}

fn document() -> JsValue {
    gaps::get(&js_sys::global(), "document")
}
