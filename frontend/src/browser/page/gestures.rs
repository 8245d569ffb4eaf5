//! Gestures that zoom and move what is looked at: two fingers, a drag, the wheel with Ctrl (which is also what a pinch on a touchpad
//! is), keys (W3C Pointer Events, UI Events).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::page::pointer;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

/// Whoever moves less has clicked, CSS pixels.
const DRAG_PX: f32 = 3.0;
/// A line of the wheel, where a browser counts in lines, CSS pixels.
const LINE_PX: f32 = 16.0;
/// What one turn of the wheel counts for at most, CSS pixels.
const TURN_PX: f32 = 40.0;

/// What is wanted; places and ways are shares of the element, from its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// So many times larger, about this place.
    Zoom(f32, (f32, f32)),
    /// By so much.
    Move(f32, f32),
    /// This key was pressed, without Ctrl and the like.
    Key(&'static str),
}

/// Listens until dropped.
pub struct Gestures {
    _listeners: Vec<Listener>,
}

/// A finger, pen or mouse that is down.
#[derive(Clone, Copy)]
struct Pointer {
    id: f32,
    at: (f32, f32),
    /// It has moved enough to mean it.
    drags: bool,
}

impl Gestures {
    /// Tells gestures on the pictures of this element, and keys wherever in it. What this says true to does nothing else.
    pub fn watch(element: &Element, told: impl Fn(Gesture) -> bool + 'static) -> Gestures {
        let told = Rc::new(told);
        let down: Rc<RefCell<Vec<Pointer>>> = Rc::default();
        let mut listeners = Vec::new();
        let tell = told.clone();
        listeners.push(Listener::new(element, "wheel", move |event| {
            if bindings::get(&event, "ctrlKey").is_truthy() {
                let line = if number(&event, "deltaMode") > 0.0 { LINE_PX } else { 1.0 };
                let turn = (number(&event, "deltaY") * line).clamp(-TURN_PX, TURN_PX);
                let (at, _) = place(&event);
                if tell(Gesture::Zoom(1.0 - turn / 100.0, at)) {
                    event.prevent_default();
                }
            }
        }));
        let tell = told.clone();
        listeners.push(Listener::new(element, "keydown", move |event| {
            let held = ["ctrlKey", "metaKey", "altKey"].into_iter().any(|name| bindings::get(&event, name).is_truthy());
            let key = bindings::get(&event, "key").as_string().unwrap_or_default();
            let known = ["+", "=", "-", "0", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
            let key = known.into_iter().find(|known| !held && *known == key);
            if key.is_some_and(|key| tell(Gesture::Key(key))) {
                event.prevent_default();
                event.stop_propagation();
            }
        }));
        let pointers = down.clone();
        listeners.push(Listener::new(element, "pointerdown", move |event| {
            // Buttons keep their clicks.
            let on_picture = bindings::get(&bindings::get(&event, "target"), "tagName") == "VIDEO";
            let mut down = pointers.borrow_mut();
            if on_picture && number(&event, "button") == 0.0 && down.len() < 2 {
                let (id, at) = (number(&event, "pointerId"), (number(&event, "clientX"), number(&event, "clientY")));
                down.retain(|pointer| pointer.id != id);
                down.push(Pointer { id, at, drags: false });
                pointer::capture(&event);
            }
        }));
        let (pointers, tell) = (down.clone(), told);
        listeners.push(Listener::new(element, "pointermove", move |event| {
            let gestures = moved(&mut pointers.borrow_mut(), &event);
            gestures.into_iter().flatten().for_each(|gesture| {
                tell(gesture);
            });
        }));
        for name in ["pointerup", "pointercancel", "lostpointercapture"] {
            let pointers = down.clone();
            listeners.push(Listener::new(element, name, move |event| {
                let id = number(&event, "pointerId");
                pointers.borrow_mut().retain(|pointer| pointer.id != id);
            }));
        }
        Gestures { _listeners: listeners }
    }
}

/// What the move of one pointer means, beside those that are down.
fn moved(down: &mut [Pointer], event: &Event) -> [Option<Gesture>; 2] {
    let id = number(event, "pointerId");
    let to = (number(event, "clientX"), number(event, "clientY"));
    let other = down.iter().find(|pointer| pointer.id != id).map(|pointer| pointer.at);
    let Some(pointer) = down.iter_mut().find(|pointer| pointer.id == id) else { return [None; 2] };
    let from = pointer.at;
    pointer.drags |= other.is_some() || away(from, to) >= DRAG_PX;
    if !pointer.drags {
        return [None; 2];
    }
    pointer.at = to;
    let (at, size) = place(event);
    // Between two fingers the picture follows the place in the middle of them.
    let share = if other.is_some() { 0.5 } else { 1.0 };
    let way = Gesture::Move((to.0 - from.0) * share / size.0, (to.1 - from.1) * share / size.1);
    let zoom = other.map(|other| {
        let middle = (at.0 + (other.0 - to.0) / 2.0 / size.0, at.1 + (other.1 - to.1) / 2.0 / size.1);
        Gesture::Zoom(away(other, to).max(1.0) / away(other, from).max(1.0), middle)
    });
    [Some(way), zoom]
}

fn away(one: (f32, f32), other: (f32, f32)) -> f32 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// Where in the element it happened, and the size of the element.
fn place(event: &Event) -> ((f32, f32), (f32, f32)) {
    let element = bindings::get(event, "currentTarget");
    let rectangle = bindings::call(&element, "getBoundingClientRect", &[]).unwrap_or(JsValue::UNDEFINED);
    let size = (number(&rectangle, "width").max(1.0), number(&rectangle, "height").max(1.0));
    let x = (number(event, "clientX") - number(&rectangle, "left")) / size.0 - 0.5;
    let y = (number(event, "clientY") - number(&rectangle, "top")) / size.1 - 0.5;
    ((x, y), size)
}

fn number(thing: &JsValue, name: &str) -> f32 {
    bindings::get(thing, name).as_f64().unwrap_or(0.0) as f32
}
