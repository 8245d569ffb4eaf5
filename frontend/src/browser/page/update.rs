//! Updates of the page (`update.js`): looks whether the server has a newer one, and tells of parts that could not be fetched.

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::event_sender::EventSender;
use plenum_engine::api::event::{Event, PageEvent};

/// What `update.js` says when the server has the page of another build.
const FOUND: &str = "plenumupdate";
/// What is said, also by `boot.js`, when a part of the program could not be fetched.
const MISSING: &str = "plenummissing";

/// Tells of both for as long as it is held.
pub struct UpdateEvents(#[expect(dead_code, reason = "it is held")] Option<[Listener; 2]>);

impl UpdateEvents {
    /// Listens.
    pub fn new(events: &EventSender) -> UpdateEvents {
        UpdateEvents(web_sys::window().map(|window| {
            let listen = |name, news: fn() -> PageEvent| {
                let events = events.clone();
                Listener::new(&window, name, move |_| events.send(Event::Page(news())))
            };
            [listen(FOUND, || PageEvent::UpdateFound), listen(MISSING, || PageEvent::PartMissing)]
        }))
    }
}

/// Asks the server for its page.
pub fn look() {
    let _ = bindings::call(&bindings::get(&js_sys::global(), "plenumUpdate"), "look", &[]);
}

/// A part of the program could not be fetched, and `boot.js` knows nothing of it.
pub fn part_missing() {
    if let (Some(window), Ok(said)) = (web_sys::window(), web_sys::Event::new(MISSING)) {
        let _ = window.dispatch_event(&said);
    }
}
