//! The live region: says arrivals, departures and connection trouble to those who do not see them.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div, el};
use crate::views::ui::language::language;
use crate::views::ui::sentences;
use leptos::prelude::*;

/// The live region; there from the start, or screen readers would miss the first sentence.
pub fn announcer() -> El {
    let announcement = RwSignal::from(use_mirror().announcement);
    let language = language();
    // Two paragraphs taking turns, so that the same sentence twice is two changes.
    let turn = move |odd: bool| {
        announcement.with(|announcement| match announcement {
            Some(said) if (said.number % 2 == 1) == odd => sentences::news(&said.what, language.get()),
            _ => String::new(),
        })
    };
    div("unseen").set("role", "status").child(el("p").tell(move || turn(false))).child(el("p").tell(move || turn(true)))
}
