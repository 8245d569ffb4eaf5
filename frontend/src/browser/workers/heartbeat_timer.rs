//! The heartbeat timer: ticks from a worker (`static/heartbeat.js`), which hidden pages do not throttle.

use crate::browser::base::listener::Listener;
use crate::browser::base::registry::Registered;
use crate::event_sender::EventSender;
use gloo_timers::callback::Interval;
use plenum_engine::api::event::Event;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::Worker;

/// Where the server has the worker's script.
const SCRIPT: &str = "/heartbeat.js";

/// Ticks as often as last asked.
pub struct HeartbeatTimer {
    events: EventSender,
    ticking: RefCell<Option<Ticking>>,
}

/// What ticks; stops when dropped.
struct Ticking {
    listeners: Option<[Listener; 2]>,
    worker: Option<Registered<Worker>>,
    /// Where there is no worker: throttled when hidden, and better than nothing.
    instead: Rc<RefCell<Option<Interval>>>,
    every: Rc<Cell<u32>>,
}

impl HeartbeatTimer {
    /// Still.
    pub fn new(events: EventSender) -> HeartbeatTimer {
        HeartbeatTimer { events, ticking: RefCell::default() }
    }

    /// Every so many milliseconds; `None`: no more.
    pub fn set(&self, every: Option<u32>) {
        let Some(every) = every.filter(|every| *every > 0) else {
            let ticking = self.ticking.take();
            return drop(ticking);
        };
        self.ticking.borrow_mut().get_or_insert_with(|| Ticking::new(every, &self.events)).set(every, &self.events);
    }
}

impl Ticking {
    fn new(every: u32, events: &EventSender) -> Ticking {
        let (instead, every) = (Rc::<RefCell<Option<Interval>>>::default(), Rc::new(Cell::new(every)));
        let worker = Worker::new(SCRIPT).and_then(Registered::new).ok();
        let listeners = worker.as_ref().map(|worker| {
            let tick = {
                let events = events.clone();
                move |_| events.send(Event::HeartbeatDue)
            };
            let (instead, every, events) = (instead.clone(), every.clone(), events.clone());
            let failed = move |_| {
                log::warn!("the heartbeat timer has no worker");
                instead.replace(Some(interval(every.get(), &events)));
            };
            [Listener::new(worker, "message", tick), Listener::new(worker, "error", failed)]
        });
        Ticking { listeners, worker, instead, every }
    }

    fn set(&self, every: u32, events: &EventSender) {
        self.every.set(every);
        if let Some(worker) = &self.worker {
            let _ = worker.post_message(&every.into());
        }
        if self.listeners.is_none() || self.instead.borrow().is_some() {
            self.instead.replace(Some(interval(every, events)));
        }
    }
}

fn interval(every: u32, events: &EventSender) -> Interval {
    let events = events.clone();
    Interval::new(every, move || events.send(Event::HeartbeatDue))
}
