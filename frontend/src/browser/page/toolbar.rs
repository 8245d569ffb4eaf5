//! Walking along a toolbar (ARIA APG, toolbar): one of its buttons is in the order of Tab, the arrow keys go from one to the next.

use crate::browser::base::bindings;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// The buttons of the toolbar that this is in, those that are not shown included.
fn buttons(of: &Element) -> Vec<HtmlElement> {
    let Ok(Some(bar)) = of.closest("[role=toolbar]") else { return Vec::new() };
    let found = bindings::call(&bar, "querySelectorAll", &["button".into()]).unwrap_or_default();
    Array::from(&found).iter().filter_map(|button| button.dyn_into().ok()).collect()
}

/// What a key pressed in a toolbar does. Says whether it did anything.
pub fn walk(pressed: Option<EventTarget>, key: &str) -> bool {
    let Some(at) = element(pressed) else { return false };
    let mut tools = buttons(&at);
    // What style sheets leave away takes no room, and what is disabled takes no focus.
    tools.retain(|tool| tool.offset_width() > 0 && !tool.has_attribute("disabled"));
    let Some(here) = tools.iter().position(|tool| **tool == at) else { return false };
    let next = match key {
        "ArrowRight" | "ArrowDown" => (here + 1) % tools.len(),
        "ArrowLeft" | "ArrowUp" => (here + tools.len() - 1) % tools.len(),
        "Home" => 0,
        "End" => tools.len() - 1,
        _ => return false,
    };
    // Reached by keyboard, so that it shows the ring; browsers that know no such option find that out by themselves.
    let ring = bindings::object([("focusVisible", true.into())]);
    let _ = bindings::call(&tools[next], "focus", &[ring]);
    true
}

/// The button that has the focus is the one in the order of Tab.
pub fn entered(target: Option<EventTarget>) {
    if let Some(at) = element(target) {
        stop_at(&buttons(&at), |tool| **tool == at);
    }
}

/// The focus has left a button. Once it is out of the toolbar, the first one is in the order of Tab again: others may be hidden
/// by the time somebody returns.
pub fn left(target: Option<EventTarget>, to: Option<EventTarget>) {
    let Some(at) = element(target) else { return };
    let tools = buttons(&at);
    let stays = element(to).is_some_and(|to| tools.iter().any(|tool| **tool == to));
    if !stays {
        settle(&tools);
    }
}

/// A toolbar is there.
pub fn made(bar: &Element) {
    settle(&buttons(bar));
}

fn settle(tools: &[HtmlElement]) {
    let first = tools.first();
    stop_at(tools, |tool| Some(tool) == first);
}

fn stop_at(tools: &[HtmlElement], here: impl Fn(&HtmlElement) -> bool) {
    for tool in tools {
        tool.set_tab_index(if here(tool) { 0 } else { -1 });
    }
}
