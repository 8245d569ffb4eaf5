//! The worker with the room document (`document/worker/worker.js`): it is asked one thing after the other, and what it answers,
//! or says of itself, becomes an event. It comes with the document chunk.

use crate::browser::base::bindings;
use crate::browser::base::clock;
use crate::browser::base::listener::Listener;
use crate::browser::base::registry::Registered;
use crate::browser::page::update;
use crate::event_sender::EventSender;
use gloo_timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use plenum_document::api::event::Event as Told;
use plenum_document::api::worker::{Reply, Request};
use plenum_document::base::time::Time;
use plenum_engine::api::document::{DocumentCommand, DocumentEvent};
use plenum_engine::api::event::Event;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Worker, WorkerOptions, WorkerType};

/// Its script, beside this program's own.
const SCRIPT: &str = "document-worker.js";

/// A worker that does not answer counts as dead after twice as long, milliseconds. In halves, so that a machine that slept does
/// not take for dead what slept too.
const HALF_PATIENCE_MS: u32 = 5_000;
/// The same until it is loaded: 160 KB on a bad line, beside sound and pictures.
const HALF_LOADING_MS: u32 = 60_000;

/// One worker at a time, or none; it ends with this.
pub struct DocumentWorker(Rc<Place>);

/// Where the worker is.
struct Place {
    events: EventSender,
    running: RefCell<Option<Running>>,
}

struct Running {
    _listeners: [Listener; 3],
    worker: Registered<Worker>,
    loaded: bool,
    /// It ends with its next answer to everything.
    ending: bool,
    unanswered: u32,
    patience: Option<Timeout>,
}

impl DocumentWorker {
    /// None yet.
    pub fn new(events: EventSender) -> DocumentWorker {
        DocumentWorker(Rc::new(Place { events, running: RefCell::default() }))
    }

    /// Carries out a command.
    pub fn carry_out(&self, command: DocumentCommand) {
        match command {
            DocumentCommand::Open(setup) => {
                self.0.close();
                match self.0.start() {
                    Ok(()) => self.0.ask(&Request::Open(*setup, Time(clock::unix_ms()))),
                    Err(_) => self.0.dead("it cannot be started"),
                }
            }
            DocumentCommand::Tell(event) => self.0.ask(&Request::Event(event)),
            DocumentCommand::Close => self.0.end(),
        }
    }
}

impl Place {
    fn start(self: &Rc<Self>) -> Result<(), JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Registered::new(Worker::new_with_options(&bindings::beside(SCRIPT), &options)?)?;
        let listen = |name, heard: fn(&Rc<Place>, &web_sys::Event)| {
            let me = Rc::downgrade(self);
            Listener::new(&worker, name, move |event| me.upgrade().into_iter().for_each(|me| heard(&me, &event)))
        };
        let unreadable: fn(&Rc<Place>, &web_sys::Event) = |me, _| me.dead("it cannot be understood");
        let failed: fn(&Rc<Place>, &web_sys::Event) = |me, event| {
            // It is told here, and not by the browser once more.
            event.prevent_default();
            if !me.running.borrow().as_ref().is_some_and(|running| running.loaded) {
                update::part_missing();
            }
            me.dead(&bindings::get(event, "message").as_string().unwrap_or_else(|| "it is not there".into()));
        };
        let listeners = [listen("message", Place::heard), listen("messageerror", unreadable), listen("error", failed)];
        let running =
            Running { _listeners: listeners, worker, loaded: false, ending: false, unanswered: 0, patience: None };
        *self.running.borrow_mut() = Some(running);
        Ok(())
    }

    /// Asks the worker, if there is one.
    fn ask(self: &Rc<Self>, request: &Request) {
        let asked = self.running.borrow_mut().as_mut().map(|running| {
            let bytes = postcard::to_allocvec(request).map_err(|_| ())?;
            let buffer = Uint8Array::from(&bytes[..]).buffer();
            running.worker.post_message_with_transfer(&buffer, &Array::of1(&buffer)).map_err(|_| ())?;
            running.unanswered += 1;
            if running.unanswered == 1 {
                running.wait(Rc::downgrade(self));
            }
            Ok(())
        });
        if asked == Some(Err(())) {
            self.dead("it cannot be asked");
        }
    }

    fn heard(self: &Rc<Self>, event: &web_sys::Event) {
        let data = bindings::get(event, "data");
        let Ok(bytes) = bindings::get(&data, "bytes").dyn_into::<ArrayBuffer>() else { return self.answered(false) };
        match postcard::from_bytes::<Reply>(&Uint8Array::new(&bytes).to_vec()) {
            Ok(reply) => {
                self.answered(bindings::get(&data, "asked").is_truthy());
                self.events.send(Event::Document(DocumentEvent::Replied(Box::new(reply))));
                let ended = |running: &Running| running.ending && running.unanswered == 0;
                if self.running.borrow().as_ref().is_some_and(ended) {
                    self.close();
                }
            }
            Err(_) => self.dead("it cannot be understood"),
        }
    }

    /// It lives, and may have answered what it was asked.
    fn answered(self: &Rc<Self>, asked: bool) {
        if let Some(running) = self.running.borrow_mut().as_mut() {
            running.loaded = true;
            running.unanswered = running.unanswered.saturating_sub(asked.into());
            running.patience = None;
            if running.unanswered > 0 {
                running.wait(Rc::downgrade(self));
            }
        }
    }

    /// It says what it has not kept yet, if it can, and is ended.
    fn end(self: &Rc<Self>) {
        let ending = self.running.borrow_mut().as_mut().is_some_and(|running| {
            running.ending = running.loaded;
            running.ending
        });
        match ending {
            true => self.ask(&Request::Event(Told::Flush)),
            false => self.close(),
        }
    }

    /// It is ended; nothing more of it is heard.
    fn close(&self) {
        let closed = self.running.borrow_mut().take();
        drop(closed);
    }

    fn dead(&self, why: &str) {
        log::warn!("the room document's worker: {why}");
        self.close();
        self.events.send(Event::Document(DocumentEvent::Died));
    }
}

impl Running {
    /// Begins to wait for an answer.
    fn wait(&mut self, place: Weak<Place>) {
        let half = if self.loaded { HALF_PATIENCE_MS } else { HALF_LOADING_MS };
        let later = move || {
            let Some(me) = place.upgrade() else { return };
            let dead = {
                let place = Rc::downgrade(&me);
                let end = move || place.upgrade().into_iter().for_each(|me| me.dead("it does not answer"));
                me.running.borrow_mut().as_mut().map(|running| running.patience.replace(Timeout::new(half, end)))
            };
            drop(dead);
        };
        self.patience = Some(Timeout::new(half, later));
    }
}
