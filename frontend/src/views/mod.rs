//! What people see. Views read signals and dispatch intents; state that matters to nobody else (is this menu open) is their own.

pub mod announcer;
pub mod arriving;
pub mod damaged;
pub mod data_saver;
pub mod devices;
pub mod dom;
pub mod faces;
pub mod grid;
pub mod icons;
pub mod left;
pub mod lines;
pub mod listening;
pub mod lobby;
pub mod menu;
pub mod names;
pub mod notices;
pub mod parts;
pub mod people;
pub mod places;
pub mod plot;
pub mod preview;
pub mod remedies;
pub mod room;
pub mod screens;
pub mod sentences;
pub mod signal;
pub mod start;
pub mod talk;
pub mod tile;
pub mod toolbar;
pub mod top;
pub mod unable;
pub mod ways;

use crate::browser::focus;
use crate::words::Word;
use dom::{Anchor, El, el};
use leptos::prelude::*;
use plenum_engine::api::view::{Appearance, Language};

/// The language now, in the context of all views.
#[derive(Clone, Copy)]
struct Tongue(Memo<Language>);

/// Whether a screen is the first since the page was opened.
#[derive(Clone, Copy)]
struct Arrival(StoredValue<bool>);

/// Lets all views below know the language.
pub fn provide_language(appearance: RwSignal<Appearance>) {
    provide_context(Tongue(dom::memo(move || appearance.with(|appearance| appearance.language))));
}

/// Lets headings know whether they are on the first screen.
pub fn provide_arrival() {
    provide_context(Arrival(StoredValue::new(true)));
}

/// The language now.
pub fn language() -> Memo<Language> {
    expect_context::<Tongue>().0
}

/// A sentence that follows the language.
pub fn say(word: Word) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let language = language();
    move || word(language.get()).to_string()
}

/// The heading of a screen. It takes the focus when the screen changes, so that keyboards and screen readers arrive
/// where the eyes do; the first screen leaves the focus where the browser has it.
pub fn heading() -> El {
    let anchor = Anchor::new();
    let Arrival(first) = expect_context::<Arrival>();
    if first.get_value() {
        first.set_value(false);
    } else {
        anchor.on_load(focus::arrive);
    }
    el("h1").set("tabindex", "-1").anchor(anchor)
}
