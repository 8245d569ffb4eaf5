//! The pulse: ticks from a worker (`static/pulse.js`), which hidden pages do not throttle.

use crate::browser::listener::Listener;
use crate::browser::registry::Registered;
use crate::driver::Post;
use gloo_timers::callback::Interval;
use plenum_engine::api::event::Event;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::Worker;

/// Where the server has the worker's script.
const SCRIPT: &str = "/pulse.js";

/// Ticks as often as last asked.
pub struct Pulse {
    post: Post,
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

impl Pulse {
    /// Still.
    pub fn new(post: Post) -> Pulse {
        Pulse { post, ticking: RefCell::default() }
    }

    /// Every so many milliseconds; `None`: no more.
    pub fn set(&self, every: Option<u32>) {
        let Some(every) = every.filter(|every| *every > 0) else {
            let ticking = self.ticking.take();
            return drop(ticking);
        };
        self.ticking.borrow_mut().get_or_insert_with(|| Ticking::new(every, &self.post)).set(every, &self.post);
    }
}

impl Ticking {
    fn new(every: u32, post: &Post) -> Ticking {
        let (instead, every) = (Rc::<RefCell<Option<Interval>>>::default(), Rc::new(Cell::new(every)));
        let worker = Worker::new(SCRIPT).and_then(Registered::new).ok();
        let listeners = worker.as_ref().map(|worker| {
            let tick = {
                let post = post.clone();
                move |_| post.post(Event::HeartbeatDue)
            };
            let (instead, every, post) = (instead.clone(), every.clone(), post.clone());
            let failed = move |_| {
                log::warn!("the pulse has no worker");
                instead.replace(Some(interval(every.get(), &post)));
            };
            [Listener::new(worker, "message", tick), Listener::new(worker, "error", failed)]
        });
        Ticking { listeners, worker, instead, every }
    }

    fn set(&self, every: u32, post: &Post) {
        self.every.set(every);
        if let Some(worker) = &self.worker {
            let _ = worker.post_message(&every.into());
        }
        if self.listeners.is_none() || self.instead.borrow().is_some() {
            self.instead.replace(Some(interval(every, post)));
        }
    }
}

fn interval(every: u32, post: &Post) -> Interval {
    let post = post.clone();
    Interval::new(every, move || post.post(Event::HeartbeatDue))
}
