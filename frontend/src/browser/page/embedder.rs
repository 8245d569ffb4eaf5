//! The page around this one (WHATWG HTML, `postMessage`): its messages come in as events, and what it is told goes to its origin alone.

use crate::browser::base::bindings;
use crate::browser::base::clock;
use crate::browser::base::listener::Listener;
use crate::browser::page::{document, host};
use crate::event_sender::EventSender;
use js_sys::JsString;
use leptos::prelude::WithUntracked;
use plenum_engine::api::embedding::{EmbedderCommand, EmbedderStatus};
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::embedding::{Embedder, Said, TYPE_UNITS, Told, VERSION};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Tells the page around this one how things stand.
pub type TellEmbedder = Box<dyn Fn(EmbedderStatus)>;

/// Listens, if there is a page around this one, for as long as what is given back is held.
// Invariant: nothing of a message is looked at before it is known that the page around sent it. Any page that has a window of
// ours can send one.
pub fn listen(events: EventSender) -> TellEmbedder {
    let Some(window) = web_sys::window() else { return Box::new(|_| {}) };
    let parent = bindings::get(&window, "parent");
    // A window that nobody has embedded is its own parent.
    if !parent.is_object() || parent == JsValue::from(window.clone()) {
        return Box::new(|_| {});
    }
    // Asked for in time; what comes before the answer is passed over, and said again.
    let (host, own) = (host::host(), document::origin());
    let embedder = Rc::<RefCell<Embedder>>::default();
    let (hearing, from) = (embedder.clone(), parent.clone());
    let listener = Listener::new(&window, "message", move |event| {
        if bindings::get(&event, "source") != from {
            return;
        }
        let Some(origin) = bindings::get(&event, "origin").as_string() else { return };
        let Some(kind) = kind(&bindings::get(&event, "data")) else { return };
        let said = Said { origin: &origin, own: &own, kind: &kind };
        let heard: Option<EmbedderCommand> =
            host.with_untracked(|host| hearing.borrow_mut().hears(said, host, clock::now()));
        if let Some(command) = heard {
            events.send(Event::Page(PageEvent::Embedder(command)));
        }
    });
    Box::new(move |status| {
        let _held = &listener;
        if let Some((origin, told)) = embedder.borrow_mut().tell(status) {
            for one in told {
                let _ = bindings::call(&parent, "postMessage", &[message(one), origin.into()]);
            }
        }
    })
}

/// What a message asks for, if it is one of ours.
fn kind(data: &JsValue) -> Option<String> {
    let is_ours = bindings::get(data, "plenum").as_f64() == Some(f64::from(VERSION));
    let kind: JsString = bindings::get(data, "type").dyn_into().ok().filter(|_| is_ours)?;
    (kind.length() <= TYPE_UNITS).then(|| kind.into())
}

fn message(told: Told) -> JsValue {
    let message = bindings::object([("plenum", VERSION.into()), ("type", told.kind().into())]);
    match told {
        Told::Ready | Told::Joined | Told::Left => {}
        Told::Microphone(on) | Told::Camera(on) => bindings::set(&message, "on", &on.into()),
        Told::People(count) => bindings::set(&message, "count", &count.into()),
    }
    message
}
