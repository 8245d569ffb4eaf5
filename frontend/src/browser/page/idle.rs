//! What waits until the browser has nothing else to do (W3C `requestIdleCallback`; Safari has none, and there it is done then).

use crate::browser::base::bindings;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;

/// Does it after so many milliseconds, when there is nothing else to do; not if this is dropped before.
pub fn when_idle(after: u32, act: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(after, move || {
        let idle = Closure::once_into_js(act);
        if bindings::call(&js_sys::global(), "requestIdleCallback", std::slice::from_ref(&idle)).is_err() {
            let _ = idle.unchecked_into::<js_sys::Function>().call0(&JsValue::UNDEFINED);
        }
    })
}
