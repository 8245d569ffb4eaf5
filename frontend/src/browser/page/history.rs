//! The page's address, its session history entries (WHATWG HTML, `History`), and whether closing the page asks first
//! (`beforeunload`).

use crate::browser::base::listener::Listener;
use crate::browser::base::registry;
use crate::event_sender::EventSender;
use plenum_engine::api::effect::{Fragment, HistoryEntry};
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::api::intent::Text;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{History as Entries, Window};

/// What the entries are marked with.
const LOBBY: &str = "lobby";
const INSIDE: &str = "inside";

/// The history, watched for as long as this is held.
pub struct History {
    standing: Cell<HistoryEntry>,
    _listeners: Vec<Listener>,
}

impl History {
    /// Listens.
    pub fn new(events: &EventSender) -> History {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            unescape(&window);
            let told = events.clone();
            let changed = move |_| told.send(Event::Page(PageEvent::Fragment(fragment().unwrap_or_else(nothing))));
            let told = events.clone();
            // Also told of every fragment that somebody types: only the mark of a lobby is a way back.
            let went = move |_| {
                if mark() == LOBBY {
                    told.send(Event::Page(PageEvent::Back));
                }
            };
            listeners.push(Listener::new(&window, "popstate", went));
            listeners.push(Listener::new(&window, "hashchange", changed));
        }
        History { standing: Cell::default(), _listeners: listeners }
    }

    /// Goes to this fragment; the back button comes back.
    pub fn go(&self, fragment: &Fragment) {
        rewrite(fragment, |entries, address| entries.push_state_with_url(&JsValue::NULL, "", Some(address)));
    }

    /// Puts this fragment in the place of the current one.
    pub fn mend(&self, fragment: &Fragment) {
        let mark = JsValue::from(name(self.standing.get()));
        rewrite(fragment, |entries, address| entries.replace_state_with_url(&mark, "", Some(address)));
    }

    /// Marks the current entry, or makes one for the room, unless it has it already: of a reload, or by going forward.
    pub fn stand(&self, standing: HistoryEntry) {
        self.standing.set(standing);
        registry::guard(standing == HistoryEntry::Inside);
        let Some(entries) = web_sys::window().and_then(|window| window.history().ok()) else { return };
        let written = match standing {
            HistoryEntry::Lobby => entries.replace_state(&LOBBY.into(), ""),
            HistoryEntry::Inside if mark() != INSIDE => entries.push_state(&INSIDE.into(), ""),
            HistoryEntry::Inside | HistoryEntry::Outside => Ok(()),
        };
        if written.is_err() {
            log::warn!("the history stays as it was");
        }
    }
}

fn name(standing: HistoryEntry) -> Option<&'static str> {
    match standing {
        HistoryEntry::Outside => None,
        HistoryEntry::Lobby => Some(LOBBY),
        HistoryEntry::Inside => Some(INSIDE),
    }
}

/// `history.state`
fn mark() -> String {
    let entries = web_sys::window().and_then(|window| window.history().ok());
    entries.and_then(|entries| entries.state().ok()?.as_string()).unwrap_or_default()
}

/// `location.hash` without `#`; `None` if there is nothing.
pub fn fragment() -> Option<Text> {
    let hash = web_sys::window()?.location().hash().ok()?;
    Some(hash.trim_start_matches('#').to_owned()).filter(|hash| !hash.is_empty()).map(Text)
}

/// Some programs write the `#` of a link as `%23`; the server gives the page all the same. Here the link is put behind a `#`
/// again, before anybody reads it.
fn unescape(window: &Window) {
    let (Ok(path), Ok(hash)) = (window.location().pathname(), window.location().hash()) else { return };
    let Some(escaped) = path.strip_prefix("/%23") else { return };
    let fragment = if hash.len() > 1 { hash } else { format!("#{}", escaped.trim_end_matches('/')) };
    let entries = window.history();
    if entries
        .and_then(|entries| entries.replace_state_with_url(&JsValue::NULL, "", Some(&format!("/{fragment}"))))
        .is_err()
    {
        log::warn!("the address stays as it was");
    }
}

fn nothing() -> Text {
    Text(String::new())
}

fn rewrite(fragment: &Fragment, write: impl Fn(&Entries, &str) -> Result<(), JsValue>) {
    let Some(window) = web_sys::window() else { return };
    let here = window.location().hash().unwrap_or_default();
    let there = if fragment.0 == "#" { "" } else { &*fragment.0 };
    if here == there {
        return;
    }
    let path = window.location().pathname().unwrap_or_else(|_| "/".into());
    if window.history().and_then(|entries| write(&entries, &format!("{path}{there}"))).is_err() {
        log::warn!("the address stays as it was");
    }
}
