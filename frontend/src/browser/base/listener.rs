//! An event listener that ends with the value that holds it.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// Listens until dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    // `Fn`, not `FnMut`: what a handler does may fire the same event again.
    closure: Closure<dyn Fn(Event)>,
    capture: bool,
}

impl Listener {
    /// `target.addEventListener(name, handler)`.
    pub fn new(target: &EventTarget, name: &'static str, handler: impl Fn(Event) + 'static) -> Listener {
        Listener::add(target, name, Closure::<dyn Fn(Event)>::new(handler), false)
    }

    /// The same, for what happens to anything within the target, and before that hears of it.
    pub fn capturing(target: &EventTarget, name: &'static str, handler: impl Fn(Event) + 'static) -> Listener {
        Listener::add(target, name, Closure::<dyn Fn(Event)>::new(handler), true)
    }

    fn add(target: &EventTarget, name: &'static str, closure: Closure<dyn Fn(Event)>, capture: bool) -> Listener {
        let listener = Listener { target: target.clone(), name, closure, capture };
        if target.add_event_listener_with_callback_and_bool(name, listener.function(), capture).is_err() {
            log::warn!("cannot listen to {name}");
        }
        listener
    }

    fn function(&self) -> &js_sys::Function {
        self.closure.as_ref().unchecked_ref()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, self.function(), self.capture);
    }
}
