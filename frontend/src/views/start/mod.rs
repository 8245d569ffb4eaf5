//! The start page: begin a meeting, or open a link one was sent.

pub mod damaged_link;
pub mod host;
pub mod protect;

use crate::mirror::use_mirror;
use crate::views::ui::dialog_screens::use_dialog_screens;
use crate::views::ui::dom::{El, div, el, p};
use crate::views::ui::heading::heading;
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::{components, header, sentences};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::view::Screen;
use plenum_engine::invite::LinkError;

/// The start page.
pub fn start() -> AnyView {
    let screens = use_dialog_screens();
    let said = screens.clone();
    let host = move || said.host();
    let offer = div("offer")
        .child(heading().tell(say(words::start_title)))
        .child(p("lead", words::start_lead))
        .child(components::begin("btn go big"))
        .child(components::paste(words::start_paste))
        .child(problem())
        .part(screens.protect());
    let facts = el("ul")
        .set("class", "facts")
        .child(fact(icons::LOCK, words::start_sealed_title, words::start_sealed_text))
        .child(fact(icons::PEOPLE, words::start_equal_title, words::start_equal_text))
        .child(fact(icons::BARS, words::start_lines_title, words::start_lines_text));
    let sees =
        el("details").child(el("summary").tell(say(words::start_sees_title))).child(p("", words::start_sees_text));
    div("page start")
        .child(header::header())
        .child(el("main").child(offer).child(facts))
        .child(
            el("footer")
                .set("class", "foot")
                .part(host)
                .child(p("", words::start_free))
                .child(sees)
                .part(move || screens.stored()),
        )
        .done()
}

/// What is wrong with the link that was pasted; announced as it appears.
fn problem() -> El {
    let screen = RwSignal::from(use_mirror().screen);
    let language = language();
    let sentence = move || match screen.get() {
        Screen::Start { problem: Some(error) } => {
            let advice = match error {
                // Each says itself what to do.
                LinkError::Nothing | LinkError::Foreign | LinkError::NewerVersion => "",
                LinkError::Empty | LinkError::Missing { .. } | LinkError::TooMany { .. } | LinkError::Mistyped => {
                    words::link_advice(language.get())
                }
            };
            let sentence = [&sentences::link_error(error, language.get()), " ", advice].concat().trim_end().to_string();
            Some(el("p").set("class", "problem").tell(move || sentence.clone()).done())
        }
        _ => None,
    };
    el("div").set("role", "alert").part(sentence)
}

/// One of the three things worth knowing.
fn fact(path: &'static str, title: Word, text: Word) -> El {
    el("li").child(icon(path)).child(el("h2").tell(say(title))).child(p("quiet", text))
}
