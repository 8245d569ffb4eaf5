//! What is read stays in its place while something comes above or below it: by hand, where the browser does not see to it (CSS Scroll
//! Anchoring Module; Safari).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::page::element_size::ElementSize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Whether the browser does it.
fn is_native() -> bool {
    let css = bindings::get(&js_sys::global(), "CSS");
    let supported = bindings::call(&css, "supports", &["overflow-anchor".into(), "auto".into()]);
    supported.is_ok_and(|supported| supported.is_truthy())
}

/// Keeps it until dropped.
pub struct ScrollAnchor {
    _scrolled: Listener,
    _grown: ElementSize,
}

impl ScrollAnchor {
    /// Of a box that is scrolled, with one element in it whose children are read. `None` where nothing needs to be done. Whoever is
    /// within `near` CSS pixels of the end wants to be there, and is left alone.
    pub fn keep(scrolled: &Element, near: i32) -> Option<ScrollAnchor> {
        if is_native() {
            return None;
        }
        let scrolled: HtmlElement = scrolled.clone().dyn_into().ok()?;
        let content: HtmlElement = scrolled.first_element_child()?.dyn_into().ok()?;
        let anchor: Rc<RefCell<Option<Anchor>>> = Rc::default();
        let listener = {
            let (scrolled, content, anchor) = (scrolled.clone(), content.clone(), anchor.clone());
            Listener::new(&scrolled.clone(), "scroll", move |_| drop(anchor.replace(Anchor::find(&scrolled, &content))))
        };
        let inside = content.clone();
        let grown = ElementSize::observe(&content, move |_, _| {
            let moved = anchor.borrow().as_ref().map_or(0, Anchor::moved);
            if moved != 0 && scrolled.scroll_top().abs() > near {
                scrolled.set_scroll_top(scrolled.scroll_top() + moved);
            }
            anchor.replace(Anchor::find(&scrolled, &inside));
        })?;
        Some(ScrollAnchor { _scrolled: listener, _grown: grown })
    }
}

/// The first thing that is seen, and where it stood, without regard to how far all of it is scrolled.
struct Anchor {
    element: HtmlElement,
    top: i32,
}

impl Anchor {
    fn find(scrolled: &HtmlElement, content: &HtmlElement) -> Option<Anchor> {
        let edge = scrolled.offset_top() + scrolled.scroll_top();
        let mut next = content.first_element_child();
        while let Some(child) = next {
            next = child.next_element_sibling();
            let Ok(element) = child.dyn_into::<HtmlElement>() else { continue };
            let top = element.offset_top();
            if top + element.offset_height() > edge {
                return Some(Anchor { element, top });
            }
        }
        None
    }

    /// How far it is from there now.
    fn moved(&self) -> i32 {
        if self.element.is_connected() { self.element.offset_top() - self.top } else { 0 }
    }
}
