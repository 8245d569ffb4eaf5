//! The root of everything people see: the screen of the moment, and above it notices and the live region.

use crate::browser::{focus, page};
use crate::inside;
use crate::mirror::use_mirror;
use crate::views::{self, dom};
use leptos::prelude::*;
use plenum_engine::api::view::{Language, Screen, Theme};

/// The whole page. Expects `Mirror` and `Dispatch` in its context.
#[component]
pub fn App() -> impl IntoView {
    let mirror = use_mirror();
    let appearance = RwSignal::from(mirror.appearance);
    let screen = RwSignal::from(mirror.screen);
    views::provide_language(appearance);
    views::provide_arrival();
    Effect::new(move || dress(appearance.with(|appearance| (appearance.language, appearance.theme))));

    let kind = dom::memo(move || std::mem::discriminant(&screen.get()));
    let shown = move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        kind.get();
        focus::let_go();
        Some(match screen.get_untracked() {
            Screen::Start { .. } => views::start::start(),
            Screen::Damaged(_) => views::damaged::damaged(),
            Screen::Unable(_) => views::unable::unable(),
            Screen::Lobby => views::lobby::lobby(),
            Screen::Arriving => views::arriving::arriving(),
            Screen::Room => inside::room()?,
            Screen::Left => views::left::left(),
        })
    };
    dom::div("app").child(views::announcer::announcer()).child(views::notices::notices()).part(shown).done()
}

/// Tells the document its language and its colours.
fn dress((language, theme): (Language, Theme)) {
    page::set_language(match language {
        Language::En => "en",
        Language::De => "de",
    });
    page::set_theme(match theme {
        Theme::System => "",
        Theme::Light => "light",
        Theme::Dark => "dark",
    });
}
