//! Full screen (WHATWG Fullscreen) and picture-in-picture (W3C) of one tile.

use crate::browser::base::bindings;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

/// Whether this browser can show a picture in a window of its own.
pub fn can_float() -> bool {
    bindings::get(&document(), "pictureInPictureEnabled").is_truthy()
}

/// Whether this browser can fill the screen with a tile.
pub fn can_fill() -> bool {
    bindings::get(&document(), "fullscreenEnabled").is_truthy()
}

/// Fills the screen with the tile of this picture, or ends that; must be called from a click or a key.
pub fn fill(video: &HtmlVideoElement) {
    let filled = bindings::get(&document(), "fullscreenElement");
    match video.parent_element() {
        Some(tile) if filled.is_falsy() => ask(tile.into(), "requestFullscreen"),
        Some(_) | None => ask(document(), "exitFullscreen"),
    }
}

/// Fills the screen with the whole page, or ends that; must be called from a click or a key.
pub fn fill_page() {
    let filled = bindings::get(&document(), "fullscreenElement");
    let page = bindings::get(&document(), "documentElement");
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
    bindings::get(&document(), "pictureInPictureElement").loose_eq(video)
}

fn ask(thing: JsValue, method: &'static str) {
    spawn_local(async move {
        if bindings::call_async(&thing, method, &[]).await.is_err() {
            log::warn!("{method} was refused");
        }
    });
}

fn document() -> JsValue {
    bindings::get(&js_sys::global(), "document")
}
