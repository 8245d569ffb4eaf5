//! The header of all screens but the room: mark, language, theme.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::language;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::{Language, Theme};

/// The head of a screen.
pub fn header() -> El {
    el("header").set("class", "top").child(components::mark()).child(appearance())
}

/// The choice of language and colours.
pub fn appearance() -> El {
    let dispatch = use_dispatch();
    let appearance = RwSignal::from(use_mirror().appearance);
    let language = language();
    let theme = move || appearance.with(|appearance| appearance.theme);
    let name = move || {
        let word = match theme() {
            Theme::System => words::top_theme_system,
            Theme::Light => words::top_theme_light,
            Theme::Dark => words::top_theme_dark,
        };
        word(language.get()).to_string()
    };
    let sign = move || match theme() {
        Theme::System => icons::HALF,
        Theme::Light => icons::SUN,
        Theme::Dark => icons::MOON,
    };
    let next = move || match appearance.with_untracked(|appearance| appearance.theme) {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    };
    let languages = div("languages")
        .set("role", "group")
        .label(words::top_language)
        .child(choice("Deutsch", "DE", "de", Language::De))
        .child(choice("English", "EN", "en", Language::En));
    let colours = button("round")
        .bind("aria-label", name)
        .bind("title", name)
        .press(move || dispatch.send(AppIntent::SetTheme(next())))
        .part(move || Some(icon(sign())));
    div("appearance").child(languages).child(colours)
}

/// One language, called by its own name.
fn choice(name: &'static str, short: &'static str, tag: &'static str, own: Language) -> El {
    let dispatch = use_dispatch();
    let language = language();
    el("button")
        .set("type", "button")
        .set("lang", tag)
        .set("aria-label", name)
        .bind("aria-pressed", move || (language.get() == own).to_string())
        .press(move || dispatch.send(AppIntent::SetLanguage(own)))
        .child(el("span").set("data-short", short).text(name))
}
