//! Notifications of the system (WHATWG Notifications): shown by the page itself on computers, and by its service worker on phones.

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::base::promises::Promises;
use crate::words;
use js_sys::{Array, Function, Reflect};
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::api::view::{Language, Name};
use plenum_engine::base::ids::OpId;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// What the first chunk knows of this file, which comes with the room chunk.
#[derive(Clone, Copy)]
pub struct Notifications {
    /// Asks the person, by the browser, whether the page may show any.
    pub ask: fn(&Promises, OpId),
    /// Shows that somebody came in, with their name if it is to stand there.
    pub show: fn(Option<&Name>, Language),
}

/// All of it.
pub const NOTIFICATIONS: Notifications = Notifications { ask, show };

thread_local! {
    /// The one that is shown, and what a click on it does; a newer one takes its place.
    static SHOWN: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

fn api() -> JsValue {
    bindings::get(&js_sys::global(), "Notification")
}

/// Systems whose browsers refuse each notification that is not shown by a service worker.
const PHONES: [&str; 3] = ["Android", "iPhone", "iPad"];

/// Whether there is any use in asking.
pub fn are_possible() -> bool {
    let agent = bindings::get(&bindings::navigator(), "userAgent").as_string().unwrap_or_default();
    let phone = PHONES.iter().any(|phone| agent.contains(phone));
    // A worker claims its tabs as soon as it can show anything, and a controller is all of it that can be asked for at once. A tab that was
    // loaded past its worker has none: it offers nothing, though the registration would do.
    bindings::can(&api(), "requestPermission") && (!phone || bindings::get(&workers(), "controller").is_object())
}

/// Whether the person has allowed them, and not taken it back.
pub fn are_allowed() -> bool {
    bindings::get(&api(), "permission").as_string().as_deref() == Some("granted")
}

/// Browsers ask only from within a click, so nothing is awaited before.
fn ask(promises: &Promises, op: OpId) {
    let asked = bindings::call(&api(), "requestPermission", &[]);
    promises.keep(op, async move {
        let asked = asked.and_then(|asked| asked.dyn_into::<js_sys::Promise>());
        let Ok(asked) = asked else { return Err(Failure::Unsupported) };
        match wasm_bindgen_futures::JsFuture::from(asked).await {
            Ok(answer) if answer.as_string().as_deref() == Some("granted") => Ok(Done::Plain),
            Ok(_) | Err(_) => Err(Failure::Denied),
        }
    });
}

/// `navigator.serviceWorker`
fn workers() -> JsValue {
    bindings::get(&bindings::navigator(), "serviceWorker")
}

/// Has the service worker show it, whose click leads back to this tab.
fn show_by_worker(options: JsValue) {
    wasm_bindgen_futures::spawn_local(async move {
        // Where none could be installed this waits for ever, and nothing else waits for it.
        let Ok(ready) = bindings::get(&workers(), "ready").dyn_into::<js_sys::Promise>() else { return };
        let Ok(registration) = wasm_bindgen_futures::JsFuture::from(ready).await else { return };
        let notify = bindings::object([("title", "Plenum".into()), ("options", options)]);
        let message = bindings::object([("notify", notify)]);
        if bindings::call(&bindings::get(&registration, "active"), "postMessage", &[message]).is_err() {
            log::warn!("a notification could not be shown");
        }
    });
}

fn show(name: Option<&Name>, language: Language) {
    let said = match name.filter(|name| !name.trim().is_empty()) {
        Some(name) if name.is_ascii() => words::doorbell_named(language, name),
        // A name in another script must not turn the sentence around (Unicode UAX #9, first strong isolate).
        Some(name) => words::doorbell_named(language, &["\u{2068}", name, "\u{2069}"].concat()),
        None => words::doorbell_somebody(language).to_string(),
    };
    // It chimes already. The newest of a tag takes the place of the one before.
    let options = bindings::object([
        ("body", said.into()),
        ("tag", "plenum-doorbell".into()),
        ("silent", true.into()),
        ("icon", "/icon-180.png".into()),
    ]);
    let made = api().dyn_into::<Function>();
    let shown = made.and_then(|made| Reflect::construct(&made, &Array::of2(&"Plenum".into(), &options)));
    let Ok(shown) = shown.and_then(|shown| shown.dyn_into::<EventTarget>()) else {
        return show_by_worker(options);
    };
    let notification = shown.clone();
    let click = Listener::new(&shown, "click", move |_| {
        let _ = bindings::call(&js_sys::global(), "focus", &[]);
        let _ = bindings::call(&notification, "close", &[]);
    });
    SHOWN.replace(Some(click));
}
