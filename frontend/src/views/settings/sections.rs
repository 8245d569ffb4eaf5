//! What the dialog of the settings holds: its sections, of which one is shown (ARIA APG, tabs). Comes with the dialogs chunk.

use crate::mirror::use_mirror;
use crate::views::settings::{captions, data_saver, keys, picture, sound, stored, you};
use crate::views::ui::dom::{Anchor, El, button, div, el, memo};
use crate::views::ui::header;
use crate::views::ui::language::{next_tab, say};
use crate::views::ui::settings_section::Section;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::Screen;

/// The row of tabs, and what the chosen one shows.
pub fn sections(section: RwSignal<Section>) -> AnyView {
    let screen = use_mirror().screen.get_untracked();
    let all: Vec<Section> = Section::ALL.into_iter().filter(|one| one.fits(screen)).collect();
    let fits = move |one: Section| if one.fits(screen) { one } else { Section::Keys };
    let shown = memo(move || fits(section.get()));
    let anchors: Vec<Anchor> = all.iter().map(|_| Anchor::new()).collect();
    let tab = |(one, anchor): (Section, Anchor)| {
        button("tab")
            .set("id", one.id())
            .set("role", "tab")
            .set("aria-controls", "settings-shown")
            .bind("aria-selected", move || (shown.get() == one).to_string())
            .bind("tabindex", move || if shown.get() == one { "0" } else { "-1" }.to_string())
            .anchor(anchor)
            .press(move || section.set(one))
            .tell(say(one.word()))
    };
    let row = div("section-tabs").set("role", "tablist").label(words::settings_title);
    let row = all.iter().copied().zip(anchors.iter().copied()).fold(row, |row, one| row.child(tab(one)));
    let walk = move |key: &str| {
        let at = all.iter().position(|one| *one == shown.get_untracked()).unwrap_or_default();
        let Some(next) = next_tab(key, at, all.len()) else { return false };
        section.set(all[next]);
        if let Some(tab) = anchors[next].get_untracked() {
            let _ = tab.focus();
        }
        true
    };
    let panel = move || {
        let one = shown.get();
        let panel = el("div").set("class", "section-panel").set("role", "tabpanel").set("id", "settings-shown");
        Some(panel.set("aria-labelledby", one.id()).child(fill(one, section, screen)).done())
    };
    div("sections").child(row.grab(walk)).part(panel).done()
}

/// What is shown of one of them.
fn fill(shown: Section, section: RwSignal<Section>, screen: Screen) -> El {
    match shown {
        Section::Sound => sound::section(),
        Section::Picture => picture::section(move || section.set(Section::Data)),
        Section::You => you::section(),
        Section::Data => div("settings-part").child(data_saver::choice(screen == Screen::Room)),
        Section::Keys => keys::section(),
        Section::Look => div("settings-part").child(header::appearance()).child(captions::choice()),
        Section::Stored => stored::section(),
    }
}
