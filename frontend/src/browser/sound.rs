//! The one `AudioContext` of the page, made when first needed: browsers allow few, and only after a gesture.

use crate::browser::registry::Registered;
use std::cell::RefCell;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

/// Shared by the meter and the chimes.
#[derive(Default)]
pub struct Sound {
    context: RefCell<Option<Registered<AudioContext>>>,
}

impl Sound {
    /// The context; `None` if the browser gives none.
    pub fn context(&self) -> Option<AudioContext> {
        let mut slot = self.context.borrow_mut();
        if slot.is_none() {
            *slot = AudioContext::new().and_then(Registered::new).ok();
        }
        slot.as_ref().map(|context| AudioContext::clone(context))
    }

    /// Wakes a context that the browser has put to sleep.
    pub fn resume(&self) {
        if let Some(context) = &*self.context.borrow() {
            wasm_bindgen_futures::spawn_local(wake(AudioContext::clone(context)));
        }
    }
}

/// Resolves as soon as the context runs; may never.
pub async fn wake(context: AudioContext) {
    if context.state() == AudioContextState::Running {
        return;
    }
    if let Ok(resumed) = context.resume() {
        let _ = JsFuture::from(resumed).await;
    }
}
