//! The script of the editor (`frontend/editor`), beside this program: fetched when it is wanted, or when there is nothing else
//! to do.

use crate::browser::base::bindings;
use crate::browser::page::{idle, update};
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const SCRIPT: &str = "editor.js";

/// Whether it is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Nobody has asked for it.
    Away,
    /// It is being fetched.
    Coming,
    /// It is here.
    Here,
    /// It could not be fetched.
    Missing,
}

mod js {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        /// `import(address)`
        #[wasm_bindgen(catch)]
        pub fn import(address: &str) -> Result<Promise, JsValue>;
    }
}

thread_local! {
    static STATE: ArcRwSignal<Script> = ArcRwSignal::new(Script::Away);
    static MODULE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    static TRIES: Cell<u32> = const { Cell::new(0) };
}

/// Whether it is here, for views to follow.
pub fn state() -> ArcRwSignal<Script> {
    STATE.with(ArcRwSignal::clone)
}

/// What it exports.
pub fn module() -> JsValue {
    MODULE.with_borrow(JsValue::clone)
}

/// Fetches it, unless it is here or on its way.
pub fn fetch() {
    if matches!(state().get_untracked(), Script::Coming | Script::Here) {
        return;
    }
    state().set(Script::Coming);
    // Browsers remember for ever what they could not import, by its address.
    let address = match TRIES.replace(TRIES.get() + 1) {
        0 => bindings::beside(SCRIPT),
        again => [&bindings::beside(SCRIPT), "#", &again.to_string()].concat(),
    };
    spawn_local(async move {
        let fetched = async { JsFuture::from(js::import(&address)?).await }.await;
        let came = match fetched {
            Ok(module) => {
                MODULE.set(module);
                Script::Here
            }
            Err(_) => {
                log::warn!("the editor of the notes could not be fetched");
                update::part_missing();
                Script::Missing
            }
        };
        state().set(came);
    });
}

/// Waits until it is fetched without being asked for; no longer if it is dropped.
pub struct Idle(#[expect(dead_code, reason = "it is held")] Timeout);

/// Fetches it after so many milliseconds, when the browser has nothing else to do. Where data are dear it comes when it is wanted.
pub fn fetch_when_idle(after: u32) -> Idle {
    Idle(idle::when_idle(after, || {
        if !bindings::get(&bindings::get(&bindings::navigator(), "connection"), "saveData").is_truthy() {
            fetch();
        }
    }))
}
