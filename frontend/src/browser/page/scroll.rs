//! Scrolling: to the end of what grows there, and to what was opened below the edge (CSSOM View, `scrollIntoView`).

use crate::browser::base::listener::Listener;
use crate::browser::page::scroll_anchor::ScrollAnchor;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

/// What was opened by a click stays under the pointer for so long, milliseconds: the second click of two falls on what the first
/// one has opened, and not on what was scrolled there.
const CLICKED_MS: u32 = 350;

thread_local! {
    static COMING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Whoever has the end of what is scrolled this near to its edge looks at it, px.
const NEAR_PX: i32 = 40;

/// Shows the end of what begins there: a column in reverse, whose scroll position is nothing at its end and negative above
/// (CSSOM View). The browser keeps it at its end while it grows; whoever has gone up to read stays there ([`ScrollAnchor`]).
pub fn to_end(element: impl AsRef<Element>) {
    element.as_ref().set_scroll_top(0);
}

/// Tells whether its end is in sight whenever it is scrolled, and keeps what is read in its place while it grows; until dropped.
pub fn watch_end(element: &Element, told: impl Fn(bool) + 'static) -> (Listener, Option<ScrollAnchor>) {
    let scrolled = element.clone();
    let listener = Listener::new(element, "scroll", move |_| told(scrolled.scroll_top().abs() <= NEAR_PX));
    (listener, ScrollAnchor::keep(element, NEAR_PX))
}

/// Shows all of what a click has opened, or its beginning where it is too high.
pub fn to_opened(element: impl AsRef<Element>) {
    let element = element.as_ref().clone();
    let show = move || {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    };
    let _before = COMING.replace(Some(Timeout::new(CLICKED_MS, show)));
}
