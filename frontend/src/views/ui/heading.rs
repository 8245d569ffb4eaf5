//! The heading of a screen, which takes the focus when the screen changes.

use crate::browser::page::focus;
use crate::views::ui::dom::{Anchor, El, el};
use leptos::prelude::*;

/// Whether a screen is the first since the page was opened.
#[derive(Clone, Copy)]
struct FirstScreen(StoredValue<bool>);

/// Lets headings know whether they are on the first screen.
pub fn provide_first_screen() {
    provide_context(FirstScreen(StoredValue::new(true)));
}

/// The heading of a screen. It takes the focus when the screen changes, so that keyboards and screen readers arrive
/// where the eyes do; the first screen leaves the focus where the browser has it.
pub fn heading() -> El {
    let anchor = Anchor::new();
    let FirstScreen(first) = expect_context::<FirstScreen>();
    if first.get_value() {
        first.set_value(false);
    } else {
        anchor.on_load(focus::arrive);
    }
    el("h1").set("tabindex", "-1").anchor(anchor)
}
