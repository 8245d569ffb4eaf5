//! The screen for a damaged link: what is wrong with it, and three ways on.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::language::language;
use crate::views::ui::{components, header, sentences};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::Screen;
use plenum_engine::invite::LinkError;

/// The screen for a damaged link.
pub fn damaged_link() -> AnyView {
    let screen = RwSignal::from(use_mirror().screen);
    let language = language();
    let error = move || match screen.get() {
        Screen::Damaged(error) => error,
        _ => LinkError::Empty,
    };
    let newer = memo(move || error() == LinkError::NewerVersion);
    let title = move || {
        let word = if newer.get() { words::link_newer_title } else { words::link_title };
        word(language.get()).to_string()
    };
    let way_on = move || {
        Some(if newer.get() {
            components::reload().done()
        } else {
            div("paste-again").child(p("", words::link_advice)).child(components::paste(words::link_paste)).done()
        })
    };
    let sentence = el("p")
        .set("class", "problem")
        .set("role", "alert")
        .tell(move || sentences::link_error(error(), language.get()));
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(title))
        .child(sentence)
        .part(way_on)
        .child(div("instead").child(p("quiet", words::link_instead)).child(components::begin("btn")));
    div("page").child(header::header()).child(main).done()
}
