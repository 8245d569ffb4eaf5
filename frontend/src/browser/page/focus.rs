//! Focus: who has it when screens change, and whether the focused element wants a key for itself (WHATWG HTML, interactive
//! elements).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use gloo_timers::callback::Timeout;
use plenum_engine::media::talk_key::Focus;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, Window};

/// A new screen stands after this, milliseconds: it is in the first frame or two, on any machine that is not busy.
const STANDS_MS: u32 = 50;

thread_local! {
    /// The wait for the newest screen; an older one ends with it.
    static ARRIVING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Leaves what has the focus, before it goes: taken away with the focus, it would have the browser lay out everything twice.
pub fn let_go() {
    if let Some(focused) = focused() {
        let _ = focused.blur();
    }
}

/// Gives the focus to what a new screen begins with, once the screen stands: the browser lays out everything for a focus
/// that is set before, and again for what came meanwhile. Whoever has moved the focus by then keeps it.
pub fn arrive(heading: HtmlElement) {
    let arrive = move || {
        if is_free() {
            // An element that cannot take the focus, or is gone, leaves it where it is.
            let _ = heading.focus();
        }
    };
    let _before = ARRIVING.replace(Some(Timeout::new(STANDS_MS, arrive)));
}

/// Who had the focus when something was asked for that comes later.
pub struct Before(Option<HtmlElement>);

impl Before {
    /// As it is now.
    pub fn now() -> Before {
        Before(focused())
    }

    /// Whether nobody has moved the focus since: it is where it was, or what had it has gone.
    pub fn is_still(&self) -> bool {
        focused() == self.0 || is_free()
    }
}

/// Where the focus was before it came into something that may be put away.
#[derive(Default)]
pub struct CameFrom(RefCell<Option<HtmlElement>>);

impl CameFrom {
    /// The focus comes `from` there into this element; from one place inside to another it does not come.
    pub fn enters(&self, element: Option<EventTarget>, from: Option<EventTarget>) {
        let element = element.and_then(|element| element.dyn_into::<Element>().ok());
        let from = from.and_then(|from| from.dyn_into::<HtmlElement>().ok());
        if !from.as_ref().is_some_and(|from| element.is_some_and(|element| element.contains(Some(from)))) {
            self.0.replace(from);
        }
    }

    /// Gives it back, or to what the screen begins with if it came from nowhere.
    pub fn go_back(&self) {
        let before = self.0.take().filter(|before| before.is_connected());
        let begin = || web_sys::window()?.document()?.query_selector("h1[tabindex]").ok()??.dyn_into().ok();
        if let Some(place) = before.or_else(begin) {
            let _ = place.focus();
        }
    }
}

/// What has no focus of its own leaves it to the body (WHATWG HTML, `activeElement`).
fn is_free() -> bool {
    focused().is_none_or(|focused| focused.tag_name() == "BODY")
}

fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// What a person writes or chooses in.
const FIELDS: &str = "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, \
    [contenteditable]";
/// What Space presses, opens or moves.
const CONTROLS: &str = "input, a[href], button, summary, [role=button], [role=tab], [role=slider], [role=menuitem]";

/// Whether whoever presses a key writes or chooses something with it.
pub fn is_field(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(FIELDS).is_ok_and(|found| found.is_some()))
}

/// Whether it is a field that something was written in which goes with it. What is marked as kept outlives its field, and what was
/// chosen in a `select` was taken when it was.
pub fn is_filled(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    let field = element.and_then(|element| element.closest(FIELDS).ok().flatten());
    let field = field.filter(|field| !field.matches("select, [data-kept]").unwrap_or(false));
    field.is_some_and(|field| bindings::get(&field, "value").as_string().is_none_or(|value| !value.is_empty()))
}

/// What an event's target is to keys.
pub fn kind(target: Option<EventTarget>, reach: &Reach) -> Focus {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else { return Focus::Nothing };
    let inside = |selector| element.closest(selector).is_ok_and(|found| found.is_some());
    match (inside(FIELDS), inside(CONTROLS)) {
        (true, _) => Focus::Field,
        (false, true) => Focus::Control { by_keyboard: reach.by_keyboard() },
        (false, false) => Focus::Nothing,
    }
}

/// How what has the focus came to have it: asked when it does, since browsers draw the ring anew at the next key.
pub struct Reach {
    state: Rc<State>,
    _listeners: Vec<Listener>,
}

#[derive(Default)]
struct State {
    by_keyboard: Cell<bool>,
    /// The window has lost the focus: what gets it back is what had it, and as it had it.
    away: Cell<bool>,
}

impl Reach {
    /// Watches the focus for as long as it is held.
    pub fn watch() -> Reach {
        let state = Rc::<State>::default();
        let ring = || focused().is_some_and(|focused| focused.matches(":focus-visible").unwrap_or(false));
        state.by_keyboard.set(ring());
        let Some(window) = web_sys::window() else { return Reach { state, _listeners: Vec::new() } };
        let on = |name, act: fn(&State, Option<EventTarget>)| {
            let state = state.clone();
            Listener::capturing(&window, name, move |event| act(&state, event.target()))
        };
        let listeners = vec![
            on("pointerdown", |state, _| state.by_keyboard.set(false)),
            on("focusin", |state, target| {
                let ring = || target?.dyn_into::<Element>().ok()?.matches(":focus-visible").ok();
                if !state.away.replace(false) {
                    state.by_keyboard.set(ring().unwrap_or(false));
                }
            }),
            on("blur", |state, target| {
                if target.is_some_and(|target| target.has_type::<Window>()) {
                    state.away.set(true);
                }
            }),
            on("keydown", |state, _| state.away.set(false)),
        ];
        Reach { state, _listeners: listeners }
    }

    fn by_keyboard(&self) -> bool {
        self.state.by_keyboard.get()
    }
}
