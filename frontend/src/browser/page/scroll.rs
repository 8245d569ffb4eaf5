//! Scrolling: to the end of what grows there.

use web_sys::Element;

/// Shows the end of what is scrolled.
pub fn to_end(element: impl AsRef<Element>) {
    let element = element.as_ref();
    element.set_scroll_top(element.scroll_height());
}
