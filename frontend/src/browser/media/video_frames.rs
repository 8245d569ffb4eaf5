//! Decoded frames: tells when a `<video>` has the next frame to show (`requestVideoFrameCallback`, WICG).

use crate::browser::base::bindings::{self, FrameTeller};
use crate::browser::base::listener::Listener;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlVideoElement;

/// Watches until it has told once, or is dropped.
pub enum FrameWatch {
    /// The browser tells.
    Told {
        /// Whom.
        video: HtmlVideoElement,
        /// By which number.
        handle: u32,
        /// What it calls.
        _closure: Closure<dyn Fn()>,
    },
    /// Firefox before 132: a picture with a size that moves on is as good a sign.
    Guessed(#[expect(dead_code, reason = "held for its Drop")] [Listener; 2]),
}

impl FrameWatch {
    /// Calls `seen` once, never from within this call.
    pub fn new(video: &HtmlVideoElement, seen: impl Fn() + 'static) -> FrameWatch {
        let seen = Rc::new(once(seen));
        let closure = {
            let seen = seen.clone();
            Closure::<dyn Fn()>::new(move || seen())
        };
        let teller = video.unchecked_ref::<FrameTeller>();
        let asked = bindings::can(video, "requestVideoFrameCallback")
            .then(|| teller.request_video_frame_callback(closure.as_ref().unchecked_ref()).ok());
        if let Some(handle) = asked.flatten() {
            return FrameWatch::Told { video: video.clone(), handle, _closure: closure };
        }
        let guess = |name| {
            let (video, seen) = (video.clone(), seen.clone());
            Listener::new(&video.clone(), name, move |_| {
                if video.video_width() > 0 {
                    seen();
                }
            })
        };
        FrameWatch::Guessed([guess("resize"), guess("timeupdate")])
    }
}

fn once(seen: impl Fn()) -> impl Fn() {
    let told = Cell::new(false);
    move || {
        if !told.replace(true) {
            seen();
        }
    }
}

impl Drop for FrameWatch {
    fn drop(&mut self) {
        match self {
            FrameWatch::Told { video, handle, .. } => {
                let _ = video.unchecked_ref::<FrameTeller>().cancel_video_frame_callback(*handle);
            }
            FrameWatch::Guessed(_) => {}
        }
    }
}
