//! The head of the quiet screens: mark, languages, colours.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::{language, parts, say};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{Language, Theme};

/// The head of a screen.
pub fn top() -> AnyView {
    view! {
        <header class="top">
            {parts::mark()}
            {taste()}
        </header>
    }
    .into_any()
}

/// The choice of language and colours.
pub fn taste() -> AnyView {
    let dispatch = use_dispatch();
    let taste = RwSignal::from(use_mirror().taste);
    let language = language();
    let theme = move || taste.with(|taste| taste.theme);
    let theme_word = move || {
        let word = match theme() {
            Theme::System => words::top_theme_system,
            Theme::Light => words::top_theme_light,
            Theme::Dark => words::top_theme_dark,
        };
        word(language.get())
    };
    let theme_icon = move || match theme() {
        Theme::System => icons::HALF,
        Theme::Light => icons::SUN,
        Theme::Dark => icons::MOON,
    };
    let next = move |_| {
        dispatch.send(Intent::Paint(match theme() {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }));
    };
    view! {
        <div class="taste">
            <div class="tongues" role="group" aria-label=say(words::top_language)>
                {tongue("Deutsch", "DE", "de", Language::De)} {tongue("English", "EN", "en", Language::En)}
            </div>
            <button type="button" class="round" aria-label=theme_word title=theme_word on:click=next>
                {move || icon(theme_icon())}
            </button>
        </div>
    }
    .into_any()
}

/// One language, called by its own name.
fn tongue(name: &'static str, short: &'static str, tag: &'static str, own: Language) -> AnyView {
    let dispatch = use_dispatch();
    let language = language();
    view! {
        <button
            type="button"
            lang=tag
            aria-label=name
            aria-pressed=move || (language.get() == own).to_string()
            on:click=move |_| dispatch.send(Intent::Speak(own))
        >
            <span data-short=short>{name}</span>
        </button>
    }
    .into_any()
}
