//! Interruptions of playback: elements that were paused, and the user activation after which a page may be heard again.

use crate::browser::base::listener::Listener;
use crate::browser::media::audio_context::SharedAudioContext;
use crate::browser::media::media_elements;
use crate::browser::page::document;
use crate::event_sender::EventSender;
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
    pub fn new(events: &EventSender, sound: Rc<SharedAudioContext>) -> Interruptions {
        let Some(document) = document::document() else { return Interruptions { _listeners: Vec::new() } };
        let told = events.clone();
        let paused = Listener::capturing(&document, "pause", move |event| {
            // Streams only: a file is paused by whoever plays it.
            let media = event.target().and_then(|target| target.dyn_into::<HtmlMediaElement>().ok());
            if media.is_some_and(|media| media.src_object().is_some()) {
                told.send(Event::Page(PageEvent::Paused));
            }
        });
        let touched = TOUCHES.map(|name| {
            let (events, sound) = (events.clone(), sound.clone());
            Listener::capturing(&document, name, move |_| {
                if sound.sleeps() || media_elements::needs_tap().get_untracked() {
                    events.send(Event::Page(PageEvent::Touched));
                }
            })
        });
        Interruptions { _listeners: touched.into_iter().chain([paused]).collect() }
    }
}
