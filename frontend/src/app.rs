//! The root view: the current screen, and above it notices and the live region.

use crate::browser::page::{document, focus, idle};
use crate::mirror::use_mirror;
use crate::views::lobby::lobby;
use crate::views::shell::{announcer, arriving, notices, title, unable};
use crate::views::start::{damaged_link, start};
use crate::views::ui::dialog_screens::use_dialog_screens;
use crate::views::ui::room_screens::{RoomScreens, use_room_screens};
use crate::views::ui::{dom, heading, language};
use leptos::prelude::*;
use plenum_engine::api::view::{Language, Screen, Theme};

/// So long after the room chunk the dialogs chunk is fetched, milliseconds: whoever joins does not wait for it, and it is here when the
/// server goes away.
const DIALOGS_AFTER_MS: u32 = 1_000;

/// The whole page. Expects `Mirror` and `Dispatch` in its context.
#[component]
pub fn App() -> impl IntoView {
    let mirror = use_mirror();
    let appearance = RwSignal::from(mirror.appearance);
    let screen = RwSignal::from(mirror.screen);
    let spoken = RwSignal::from(mirror.language);
    language::provide_language(spoken);
    heading::provide_first_screen();
    title::follows();
    Effect::new(move || dress((spoken.get(), appearance.with(|appearance| appearance.theme))));

    let room_screens = use_room_screens();
    fetch_dialogs(room_screens.clone());
    let kind = dom::memo(move || std::mem::discriminant(&screen.get()));
    let shown = move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        kind.get();
        focus::let_go();
        Some(match screen.get_untracked() {
            Screen::Start { .. } => start(),
            Screen::Damaged(_) => damaged_link::damaged_link(),
            Screen::Unable(_) => unable::unable(),
            Screen::Locked(_) => room_screens.locked()?,
            Screen::Lobby => lobby(),
            Screen::Arriving => arriving::arriving(),
            Screen::Room => room_screens.room()?,
            Screen::Left => room_screens.left()?,
        })
    };
    let screens = use_room_screens();
    // One for all screens, so that its key works on each of them.
    let dialogs = move || screens.dialogs();
    dom::div("app").child(announcer::announcer()).child(notices::notices()).part(shown).part(dialogs).done()
}

/// Fetches what dialogs hold before anybody opens one.
fn fetch_dialogs(room_screens: RoomScreens) {
    let dialogs = use_dialog_screens();
    let waits = StoredValue::new_local(None);
    Effect::new(move || {
        let dialogs = dialogs.clone();
        let here = room_screens.are_here();
        waits.set_value(here.then(|| idle::when_idle(DIALOGS_AFTER_MS, move || dialogs.want())));
    });
}

/// Tells the document its language and its colours.
fn dress((language, theme): (Language, Theme)) {
    document::set_language(language.tag(), language.direction());
    document::set_theme(match theme {
        Theme::System => "",
        Theme::Light => "light",
        Theme::Dark => "dark",
    });
}
