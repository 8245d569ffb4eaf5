//! The one `AudioContext` of the page, made when first needed: browsers allow few, and only after a gesture. It runs only
//! while somebody reads levels from it or plays something: a running one keeps the device busy.

use crate::browser::base::listener::Listener;
use crate::browser::base::registry::Registered;
use crate::event_sender::EventSender;
use gloo_timers::callback::Timeout;
use plenum_engine::api::event::{DeviceEvent, Event, SoundState};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

/// Shared by the meter and the chimes.
pub struct SharedAudioContext {
    events: EventSender,
    open: RefCell<Option<Open>>,
    /// For whom it runs.
    awake: Rc<Cell<usize>>,
    /// We have put it to sleep, which is no news.
    resting: Rc<Cell<bool>>,
    /// Ends what plays for a moment.
    moment: RefCell<Option<Timeout>>,
}

/// The context, and what it tells of itself.
struct Open {
    _news: Listener,
    context: Registered<AudioContext>,
}

/// Keeps the page's sound running for as long as it is held.
pub struct Awake(Rc<SharedAudioContext>);

impl SharedAudioContext {
    /// None yet.
    pub fn new(events: EventSender) -> SharedAudioContext {
        SharedAudioContext {
            events,
            open: RefCell::default(),
            awake: Rc::default(),
            resting: Rc::default(),
            moment: RefCell::default(),
        }
    }

    /// The context; `None` if the browser gives none.
    pub fn context(&self) -> Option<AudioContext> {
        let mut slot = self.open.borrow_mut();
        if slot.is_none() {
            *slot = AudioContext::new().and_then(Registered::new).ok().map(|context| self.watch(context));
        }
        slot.as_ref().map(|open| AudioContext::clone(&open.context))
    }

    /// Lets it run from here on; it begins as soon as the browser allows.
    pub fn keep_awake(self: &Rc<Self>) -> Awake {
        self.awake.set(self.awake.get() + 1);
        self.resting.set(false);
        self.resume();
        Awake(self.clone())
    }

    fn watch(&self, context: Registered<AudioContext>) -> Open {
        let (events, asked, resting) = (self.events.clone(), AudioContext::clone(&context), self.resting.clone());
        let tell = move |_| match state(&asked) {
            Some(SoundState::Suspended) if resting.take() => {}
            Some(state) => events.send(Event::Devices(DeviceEvent::Sound(state))),
            None => {}
        };
        Open { _news: Listener::new(&context, "statechange", tell), context }
    }

    /// It should run, and does not.
    pub fn sleeps(&self) -> bool {
        let asleep = |open: &Open| open.context.state() != AudioContextState::Running;
        self.awake.get() > 0 && self.open.borrow().as_ref().is_some_and(asleep)
    }

    /// Wakes a context that the browser has put to sleep. One that the system has taken is woken for nobody, too: only by
    /// that do we learn that it is given back.
    pub fn resume(&self) {
        let Some(context) = self.open.borrow().as_ref().map(|open| AudioContext::clone(&open.context)) else { return };
        let awake = self.awake.clone();
        if awake.get() == 0 && state(&context) != Some(SoundState::Interrupted) {
            return;
        }
        let resting = self.resting.clone();
        wasm_bindgen_futures::spawn_local(async move {
            wake(context.clone()).await;
            if awake.get() == 0 {
                rest(&context, &resting);
            }
        });
    }
}

impl Awake {
    /// Lets go of it after so many milliseconds.
    pub fn for_so_long(self, ms: u32) {
        let sound = self.0.clone();
        let before = sound.moment.replace(Some(Timeout::new(ms, move || drop(self))));
        drop(before);
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        let left = self.0.awake.get().saturating_sub(1);
        self.0.awake.set(left);
        if let (Some(open), 0) = (&*self.0.open.borrow(), left) {
            rest(&open.context, &self.0.resting);
        }
    }
}

/// Puts it to sleep. Where the browser refuses it runs on, and nothing is lost but a little power.
fn rest(context: &AudioContext, resting: &Cell<bool>) {
    if context.state() == AudioContextState::Running {
        resting.set(context.suspend().is_ok());
    }
}

/// web-sys knows no `interrupted`: whatever it does not know is taken for that.
fn state(context: &AudioContext) -> Option<SoundState> {
    match context.state() {
        AudioContextState::Running => Some(SoundState::Running),
        AudioContextState::Suspended => Some(SoundState::Suspended),
        AudioContextState::Closed => None,
        _ => Some(SoundState::Interrupted),
    }
}

/// Resolves as soon as the context runs; may never.
pub async fn wake(context: AudioContext) {
    if context.state() == AudioContextState::Running {
        return;
    }
    if let Ok(resumed) = context.resume() {
        let _ = JsFuture::from(resumed).await;
    }
}
