//! Messages between tabs of this browser (`BroadcastChannel`, WHATWG).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::event_sender::EventSender;
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::api::values::TabMessage;
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// The channel to other tabs; closed when dropped. Where a browser has none, no tab hears of another.
pub struct OtherTabs {
    events: EventSender,
    open: RefCell<Option<Open>>,
}

struct Open {
    // Dropped first.
    _listener: Listener,
    channel: BroadcastChannel,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl OtherTabs {
    /// No channel yet.
    pub fn new(events: EventSender) -> OtherTabs {
        OtherTabs { events, open: RefCell::default() }
    }

    /// The channel of this room and no other; `None` closes it.
    pub fn open(&self, room: Option<Arc<str>>) {
        let open = room.and_then(|room| {
            let channel = BroadcastChannel::new(&["plenum ", &room].concat()).ok()?;
            let events = self.events.clone();
            let listener = Listener::new(&channel, "message", move |event| {
                if let Some(word) = event.dyn_ref().and_then(read) {
                    events.send(Event::Page(PageEvent::TabSaid(word)));
                }
            });
            Some(Open { _listener: listener, channel })
        });
        drop(self.open.replace(open));
    }

    /// Tells all other tabs at this room.
    pub fn tell(&self, word: TabMessage) {
        if let Some(open) = &*self.open.borrow() {
            let word = match word {
                TabMessage::Who => "who",
                TabMessage::Inside => "inside",
                TabMessage::Gone => "gone",
            };
            let _ = bindings::call(&open.channel, "postMessage", &[word.into()]);
        }
    }
}

fn read(event: &MessageEvent) -> Option<TabMessage> {
    match event.data().as_string()?.as_str() {
        "who" => Some(TabMessage::Who),
        "inside" => Some(TabMessage::Inside),
        "gone" => Some(TabMessage::Gone),
        _ => None,
    }
}
