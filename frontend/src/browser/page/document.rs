//! The document: network, visibility, `pagehide` and `pageshow`, language and theme.

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::page::abilities;
use crate::browser::storage::web_storage;
use crate::event_sender::EventSender;
use leptos::prelude::{ArcRwSignal, Set};
use plenum_engine::api::event::{Event, PageEvent};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, EventTarget, PageTransitionEvent, VisibilityState};

/// What an event of the browser means.
type Reads = Box<dyn Fn(&web_sys::Event) -> Option<PageEvent>>;

/// Tells news of the page for as long as it is held.
pub struct Page {
    _listeners: Vec<Listener>,
}

impl Page {
    /// Listens.
    pub fn new(events: EventSender) -> Page {
        let mut listeners = Vec::new();
        let Some(window) = web_sys::window() else { return Page { _listeners: listeners } };
        let mut listen = |target: &EventTarget, name, news: Reads| {
            let events = events.clone();
            listeners.push(Listener::new(target, name, move |event| {
                if let Some(news) = news(&event) {
                    events.send(Event::Page(news));
                }
            }));
        };
        listen(&window, "online", Box::new(|_| Some(PageEvent::Online(abilities::network()))));
        listen(&window, "blur", Box::new(|_| Some(PageEvent::Blurred)));
        listen(&window, "pagehide", Box::new(|_| Some(PageEvent::Hidden)));
        listen(&window, "pageshow", Box::new(restored));
        if let Some(document) = document() {
            let shown = |_: &web_sys::Event| {
                visible().set(is_visible());
                Some(PageEvent::Visible(is_visible()))
            };
            listen(&document, "visibilitychange", Box::new(shown));
        }
        if let Some(network) = network().dyn_ref::<EventTarget>() {
            let last = std::cell::RefCell::new(network_type());
            let changed = move |_: &web_sys::Event| {
                // It also tells of every new estimate of speed, which is nothing new to us.
                let now = network_type();
                (last.replace(now.clone()) != now).then(|| PageEvent::Online(abilities::network()))
            };
            listen(network, "change", Box::new(changed));
        }
        Page { _listeners: listeners }
    }
}

fn restored(event: &web_sys::Event) -> Option<PageEvent> {
    event.dyn_ref::<PageTransitionEvent>()?.persisted().then(|| {
        // Kept for a reload that did not come; a duplicate of this tab must not find it.
        drop(web_storage::take_session());
        PageEvent::Restored
    })
}

/// `navigator.connection` (WICG Network Information; not in Firefox and Safari)
fn network() -> JsValue {
    bindings::get(&bindings::navigator(), "connection")
}

/// `wifi`, `cellular`, …; `None` where the browser does not tell.
fn network_type() -> Option<String> {
    bindings::get(&network(), "type").as_string()
}

/// `document`
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

thread_local! {
    static VISIBLE: ArcRwSignal<bool> = ArcRwSignal::new(is_visible());
}

/// Whether anybody can see the page, for views to follow.
pub fn visible() -> ArcRwSignal<bool> {
    VISIBLE.with(ArcRwSignal::clone)
}

/// Whether anybody can see the page.
pub fn is_visible() -> bool {
    document().is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The origin of the server that links and proofs name: `location.origin`; or what the page was told by whoever serves it
/// on its user's own machine and passes its signaling on (`plenum open`, `backend/src/commands/open/`).
pub fn origin() -> String {
    let told = document().and_then(|document| document.query_selector("meta[name=plenum-server]").ok().flatten());
    if let Some(server) = told.and_then(|meta| meta.get_attribute("content")) {
        return server;
    }
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// `navigator.languages`
pub fn languages() -> Vec<String> {
    js_sys::Array::from(&bindings::get(&bindings::navigator(), "languages"))
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect()
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Whether the system has a sheet for sharing.
pub fn can_share() -> bool {
    bindings::can(&bindings::navigator(), "share")
}

/// Opens the system's sheet for sharing this link; must be called from a click.
pub fn share(url: &str) {
    let data = bindings::object([("url", url.into())]);
    spawn_local(async move {
        // Refused or cancelled: the link can still be copied.
        let _ = bindings::call_async(&bindings::navigator(), "share", &[data]).await;
    });
}

/// `<html lang>`, for assistive tools, hyphenation and the reload screen, and `<html dir>`: how its lines run.
pub fn set_language(tag: &str, direction: &str) {
    set_root("lang", tag);
    set_root("dir", direction);
}

/// Whether the lines of the page run from the right.
pub fn runs_from_right() -> bool {
    let root = document().and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|direction| direction == "rtl")
}

/// The title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// `<html data-theme>`: `light`, `dark`, or empty for the system's.
pub fn set_theme(theme: &str) {
    set_root("data-theme", theme);
}

fn set_root(attribute: &str, value: &str) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let _ = if value.is_empty() { root.remove_attribute(attribute) } else { root.set_attribute(attribute, value) };
}

/// The language with this tag as it is written where this person lives: `en` alone is read as the English of the United States,
/// with its clock of twelve hours.
fn regional(language: &str) -> String {
    let speaks = |tag: &String| tag.split('-').next() == Some(language) && tag != language && !tag.contains("-u-");
    languages()
        .into_iter()
        .find(speaks)
        .unwrap_or_else(|| if language == "en" { "en-GB" } else { language }.to_string())
        // The page counts in these digits in all languages (RFC 6067).
        + if language == "ar" { "-u-nu-latn" } else { "" }
}

/// Which day it is then (milliseconds since 1970), where this person is.
pub fn day(ms: u64) -> Option<String> {
    js_sys::Date::new(&(ms as f64).into()).to_date_string().as_string()
}

/// Hours and minutes of a moment (milliseconds since 1970), where this person is, as they are written in the language with
/// this tag (ECMA-402, `Date.prototype.toLocaleTimeString`).
pub fn time_of_day(ms: u64, language: &str) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    let form = bindings::object([("hour", "2-digit".into()), ("minute", "2-digit".into())]);
    let written = bindings::call(&date, "toLocaleTimeString", &[regional(language).as_str().into(), form]);
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// A moment (milliseconds since 1970) as [`time_of_day`], and with its date if that is not today's.
pub fn time_and_day(ms: u64, language: &str) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    let now = js_sys::Date::new_0();
    if date.to_date_string() == now.to_date_string() {
        return time_of_day(ms, language);
    }
    let numeric = |name| (name, JsValue::from("numeric"));
    let year = (date.get_full_year() != now.get_full_year()).then(|| numeric("year"));
    let month = ("month", "short".into());
    let form = [numeric("day"), month, ("hour", "2-digit".into()), ("minute", "2-digit".into())];
    local(&date, language, bindings::object(form.into_iter().chain(year)))
}

/// A moment (milliseconds since 1970) with its whole date.
pub fn date_and_time(ms: u64, language: &str) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    local(&date, language, bindings::object([("dateStyle", "full".into()), ("timeStyle", "short".into())]))
}

/// A moment (milliseconds since 1970) for machines (ISO 8601); nothing if it is none.
pub fn date_for_machines(ms: u64) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    // It throws where the number is larger than any date (ECMA-262, `Date.prototype.toISOString`).
    let written = bindings::call(&date, "toISOString", &[]);
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// ECMA-402, `Date.prototype.toLocaleString`
fn local(date: &js_sys::Date, language: &str, form: JsValue) -> String {
    let written = bindings::call(date, "toLocaleString", &[regional(language).as_str().into(), form]);
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// Today, as it is written out in the language with this tag (ECMA-402, `Date.prototype.toLocaleDateString`).
pub fn today(language: &str) -> String {
    let form = bindings::object([("dateStyle", "long".into())]);
    let written =
        bindings::call(&js_sys::Date::new_0(), "toLocaleDateString", &[regional(language).as_str().into(), form]);
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// Sets a property that all style sheets can read, or takes it back (CSSOM, `CSSStyleDeclaration`).
pub fn set_property(name: &str, value: Option<&str>) {
    let root = document().and_then(|document| document.document_element());
    let style = root.map_or(JsValue::UNDEFINED, |root| bindings::get(&root, "style"));
    let _ = match value {
        Some(value) => bindings::call(&style, "setProperty", &[name.into(), value.into()]),
        None => bindings::call(&style, "removeProperty", &[name.into()]),
    };
}

/// How wide the page is, CSS pixels.
pub fn width() -> f64 {
    bindings::get(&js_sys::global(), "innerWidth").as_f64().unwrap_or_default()
}
