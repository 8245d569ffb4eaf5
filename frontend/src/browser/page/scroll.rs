//! Scrolling: to the end of what grows there, and to what was opened below the edge (CSSOM View, `scrollIntoView`).

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

/// What was opened by a click stays under the pointer for so long, milliseconds: the second click of two falls on what the first
/// one has opened, and not on what was scrolled there.
const CLICKED_MS: u32 = 350;

thread_local! {
    static COMING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Shows the end of what is scrolled.
pub fn to_end(element: impl AsRef<Element>) {
    let element = element.as_ref();
    element.set_scroll_top(element.scroll_height());
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
