//! The driver: one queue of events into the engine, whose effects are carried out in order.

use crate::browser::Browser;
use crate::browser::base::timer::Timer;
use crate::browser::base::{clock, registry};
use crate::browser::rtc::mesh::FetchRoom;
use crate::event_sender::{EventSender, EventSink};
use crate::mirror::Mirror;
use crate::mirror::document::DocumentMirror;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::Event;
use plenum_engine::api::intent::Intent;
use plenum_engine::api::view::Language;
use plenum_engine::app::engine::Engine;
use plenum_engine::app::render_gate::RenderGate;
use plenum_engine::base::time::{Time, soonest};
use plenum_engine::meeting::contract::RoomChunk;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;

/// Runs the engine for as long as the page lives.
pub struct Driver {
    engine: RefCell<Engine>,
    queue: RefCell<VecDeque<Event>>,
    draining: Cell<bool>,
    render_gate: RefCell<RenderGate>,
    mirror: Mirror,
    document: DocumentMirror,
    browser: Browser,
    timer: Timer,
    /// The language whose words are being fetched, or could not be.
    loading: Cell<Option<Language>>,
    me: Weak<Driver>,
}

impl Driver {
    /// Starts the engine with what the page knows.
    pub fn start(seed: [u8; 32], fetch_room: FetchRoom, document: DocumentMirror) -> Rc<Driver> {
        let driver = Rc::new_cyclic(|me: &Weak<Driver>| {
            let events = EventSender::new(me.clone());
            let engine = Engine::new(seed, clock::now());
            Driver {
                mirror: Mirror::new(&engine.view()),
                document,
                engine: RefCell::new(engine),
                queue: RefCell::default(),
                draining: Cell::new(false),
                render_gate: RefCell::default(),
                browser: Browser::new(events.clone(), fetch_room),
                timer: Timer::new(events),
                loading: Cell::new(None),
                me: Weak::clone(me),
            }
        });
        driver.take(Event::Started(Box::new(driver.browser.start())));
        driver
    }

    /// What there is to see.
    pub fn mirror(&self) -> &Mirror {
        &self.mirror
    }

    /// Says everything in this language, as soon as its words are here.
    pub fn speak(&self, language: Language) {
        if words::is_loaded(language) {
            self.loading.set(None);
            return self.mirror.show_language(language);
        }
        // What failed is not asked for again at every event, but when the person chooses it again.
        if self.loading.replace(Some(language)) == Some(language) {
            return;
        }
        let me = Weak::clone(&self.me);
        spawn_local(async move {
            let loaded = words::load(language).await;
            let Some(me) = me.upgrade() else { return };
            match loaded {
                Ok(()) => me.mirror.show_language(language),
                Err(words::Missing) => log::warn!("the words of a language could not be fetched"),
            }
        });
    }

    /// Until when the screen waits, if it does.
    fn waits(&self) -> Option<Time> {
        self.render_gate.borrow_mut().until(clock::now())
    }

    /// Handles all that waits; says whether there was anything.
    fn drain(&self) -> bool {
        let mut any = false;
        // Invariant: no borrow outlives its statement, so whatever an effect calls back finds everything free.
        while let Some(event) = self.next() {
            any = true;
            self.render_gate.borrow_mut().heard(&event, clock::now());
            let effects = self.engine.borrow_mut().handle(event, clock::now());
            for effect in effects {
                self.render_gate.borrow_mut().asked(&effect, clock::now());
                match effect {
                    Effect::Level(who, step) => self.mirror.show_level(who, step),
                    Effect::Notify(name) => self.browser.notify(name.as_ref(), self.mirror.language.get_untracked()),
                    Effect::ShowDocument(news) => self.document.show(news),
                    effect => self.browser.carry_out(effect),
                }
            }
        }
        any
    }

    fn next(&self) -> Option<Event> {
        self.queue.borrow_mut().pop_front()
    }
}

impl EventSink for Driver {
    /// Takes in one event. When it returns, unless it was called from within an effect, everything that follows from
    /// the event is done (a handler of `pagehide` has no later), but for the screen, which may wait a moment.
    fn take(&self, event: Event) {
        // Invariant: whoever has died does nothing more. Something of the app broke, if not here, and the person was told that all is off.
        if registry::silenced() {
            return;
        }
        self.queue.borrow_mut().push_back(event);
        if self.draining.replace(true) {
            return;
        }
        while self.drain() {
            if self.waits().is_none() {
                let view = self.engine.borrow().view();
                self.mirror.show(&view);
                self.speak(view.appearance.language);
            }
        }
        self.draining.set(false);
        self.timer.arm(soonest(self.engine.borrow().deadline(), self.waits()));
    }

    fn install(&self, chunk: RoomChunk) {
        self.engine.borrow_mut().install(chunk);
    }
}

/// The views' way to the driver.
#[derive(Clone, Copy)]
pub struct Dispatch(StoredValue<Rc<Driver>, LocalStorage>);

impl Dispatch {
    /// Made once, at the root of the views.
    pub fn new(driver: Rc<Driver>) -> Dispatch {
        Dispatch(StoredValue::new_local(driver))
    }

    /// Tells what the person wants.
    pub fn send(self, intent: impl Into<Intent>) {
        if let Some(driver) = self.0.try_get_value() {
            driver.take(Event::Intent(intent.into()));
        }
    }
}

/// The dispatch of this page, for any view below the root.
pub fn use_dispatch() -> Dispatch {
    expect_context()
}
