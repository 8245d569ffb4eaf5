//! What tells of interruptions beside the devices: pictures that were paused, and the touch after which a page may be heard again.

use crate::browser::listener::Listener;
use crate::browser::sound::Sound;
use crate::browser::{page, stage};
use crate::driver::Post;
use leptos::prelude::GetUntracked;
use plenum_engine::api::event::{Event, PageEvent};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlMediaElement;

/// Where a gesture begins that browsers take for one (HTML, "activation triggering input event").
const TOUCHES: [&str; 2] = ["click", "keydown"];

/// Tells of them until dropped.
pub struct Interruptions {
    _listeners: Vec<Listener>,
}

impl Interruptions {
    /// Listens to the whole document; voices, which stand in no document, tell of themselves.
    pub fn new(post: &Post, sound: Rc<Sound>) -> Interruptions {
        let Some(document) = page::document() else { return Interruptions { _listeners: Vec::new() } };
        let told = post.clone();
        let paused = Listener::capturing(&document, "pause", move |event| {
            // Streams only: a film is paused by whoever plays it.
            let media = event.target().and_then(|target| target.dyn_into::<HtmlMediaElement>().ok());
            if media.is_some_and(|media| media.src_object().is_some()) {
                told.post(Event::Page(PageEvent::Paused));
            }
        });
        let touched = TOUCHES.map(|name| {
            let (post, sound) = (post.clone(), sound.clone());
            Listener::capturing(&document, name, move |_| {
                if sound.sleeps() || stage::needs_tap().get_untracked() {
                    post.post(Event::Page(PageEvent::Touched));
                }
            })
        });
        Interruptions { _listeners: touched.into_iter().chain([paused]).collect() }
    }
}
