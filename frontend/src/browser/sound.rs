//! The one `AudioContext` of the page, made when first needed: browsers allow few, and only after a gesture.

use crate::browser::listener::Listener;
use crate::browser::registry::Registered;
use crate::driver::Post;
use plenum_engine::event::{DeviceNews, Event, SoundState};
use std::cell::RefCell;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

/// Shared by the meter and the chimes.
pub struct Sound {
    post: Post,
    open: RefCell<Option<Open>>,
}

/// The context, and what it tells of itself.
struct Open {
    _news: Listener,
    context: Registered<AudioContext>,
}

impl Sound {
    /// None yet.
    pub fn new(post: Post) -> Sound {
        Sound { post, open: RefCell::default() }
    }

    /// The context; `None` if the browser gives none.
    pub fn context(&self) -> Option<AudioContext> {
        let mut slot = self.open.borrow_mut();
        if slot.is_none() {
            *slot = AudioContext::new().and_then(Registered::new).ok().map(|context| self.watch(context));
        }
        slot.as_ref().map(|open| AudioContext::clone(&open.context))
    }

    fn watch(&self, context: Registered<AudioContext>) -> Open {
        let (post, asked) = (self.post.clone(), AudioContext::clone(&context));
        let tell = move |_| {
            if let Some(state) = state(&asked) {
                post.post(Event::Devices(DeviceNews::Sound(state)));
            }
        };
        Open { _news: Listener::new(&context, "statechange", tell), context }
    }

    /// There is one, and it does not run.
    pub fn sleeps(&self) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.context.state() != AudioContextState::Running)
    }

    /// Wakes a context that the browser has put to sleep.
    pub fn resume(&self) {
        if let Some(open) = &*self.open.borrow() {
            wasm_bindgen_futures::spawn_local(wake(AudioContext::clone(&open.context)));
        }
    }
}

/// web-sys knows no `interrupted`: whatever it does not know is taken for that.
fn state(context: &AudioContext) -> Option<SoundState> {
    match context.state() {
        AudioContextState::Running => Some(SoundState::Running),
        AudioContextState::Suspended => Some(SoundState::Suspended),
        AudioContextState::Closed => None,
        _ => Some(SoundState::Interrupted),
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
