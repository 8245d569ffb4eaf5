//! The header of all screens but the room: mark, language, theme.

use crate::driver::{Dispatch, use_dispatch};
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
    let colours = button("round")
        .bind("aria-label", name)
        .bind("title", name)
        .press(move || dispatch.send(AppIntent::SetTheme(next())))
        .part(move || Some(icon(sign())));
    div("appearance").child(languages(dispatch)).child(colours)
}

/// What each language calls itself, in the order of the alphabet.
const NAMES: [(Language, &str); Language::ALL.len()] = [
    (Language::De, "Deutsch"),
    (Language::En, "English"),
    (Language::Es, "Español"),
    (Language::Fr, "Français"),
    (Language::Tr, "Türkçe"),
    (Language::Uk, "Українська"),
    (Language::Ar, "العربية"),
];

/// The languages, each called by its own name.
fn languages(dispatch: Dispatch) -> El {
    let language = language();
    let choose = move |tag: String| {
        if let Some(language) = Language::asked(&tag) {
            dispatch.send(AppIntent::SetLanguage(language));
        }
    };
    let option = |(own, name): (Language, &'static str)| {
        let chosen = move || language.get() == own;
        el("option").set("value", own.tag()).set("lang", own.tag()).mark("selected", chosen).text(name)
    };
    let select = el("select").set("class", "languages").label(words::top_language);
    let select = NAMES.into_iter().fold(select, |select, one| select.child(option(one)));
    // The letters are its own, and not the page's keys.
    select.value(move || language.get().tag().to_string()).input(choose).key(|key| key != "Escape")
}
