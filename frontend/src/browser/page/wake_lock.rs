//! Screen wake lock during a meeting (W3C Screen Wake Lock), where the browser has it.

use crate::browser::base::bindings;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Awake for as long as it is wanted; browsers let go of it whenever the page is hidden.
#[derive(Default)]
pub struct WakeLock {
    wanted: Cell<bool>,
    sentinel: RefCell<Option<Sentinel>>,
}

/// `WakeLockSentinel`; released when dropped.
struct Sentinel(JsValue);

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = bindings::call(&self.0, "release", &[]);
    }
}

impl WakeLock {
    /// Awake, or not.
    pub fn set(self: &Rc<Self>, wanted: bool) {
        self.wanted.set(wanted);
        if wanted {
            self.take_again();
        } else {
            self.sentinel.replace(None);
        }
    }

    /// To be called when the page is visible again.
    pub fn take_again(self: &Rc<Self>) {
        if !self.wanted.get() {
            return;
        }
        let me = self.clone();
        spawn_local(async move {
            let lock = bindings::get(&bindings::navigator(), "wakeLock");
            let Ok(sentinel) = bindings::call_async(&lock, "request", &["screen".into()]).await else { return };
            let sentinel = Sentinel(sentinel);
            if me.wanted.get() {
                me.sentinel.replace(Some(sentinel));
            }
        });
    }
}
