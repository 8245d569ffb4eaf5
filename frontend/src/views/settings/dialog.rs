//! The dialog of the settings: its sections, of which one is shown (ARIA APG, tabs), and `?`, which opens it at the keys. Comes
//! with the room chunk.

use crate::browser::page::{dialog, focus};
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::opener::ID;
use crate::views::settings::{captions, data_saver, keys, picture, sound, stored, you};
use crate::views::ui::dom::{Anchor, El, button, div, el, memo};
use crate::views::ui::header;
use crate::views::ui::language::{next_tab, say};
use crate::views::ui::modal::modal;
use crate::words::{self, Word};
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::{KeepingIntent, MediaIntent};
use plenum_engine::api::view::Screen;

/// What there is to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Sound,
    Picture,
    You,
    Data,
    Keys,
    Look,
    Stored,
}

impl Section {
    /// In the order of the row.
    const ALL: [Section; 7] =
        [Section::Sound, Section::Picture, Section::You, Section::Data, Section::Keys, Section::Look, Section::Stored];

    fn word(self) -> Word {
        match self {
            Section::Sound => words::settings_sound,
            Section::Picture => words::settings_picture,
            Section::You => words::settings_you,
            Section::Data => words::data_title,
            Section::Keys => words::talk_keys,
            Section::Look => words::devices_page,
            Section::Stored => words::settings_stored,
        }
    }

    /// The id of its tab.
    fn id(self) -> &'static str {
        match self {
            Section::Sound => "settings-sound",
            Section::Picture => "settings-picture",
            Section::You => "settings-you",
            Section::Data => "settings-data",
            Section::Keys => "settings-keys",
            Section::Look => "settings-look",
            Section::Stored => "settings-stored",
        }
    }

    /// Whether there is anything to set here: no meeting has no devices, and in the lobby one's name stands beside.
    fn fits(self, screen: Screen) -> bool {
        let lobby = screen == Screen::Lobby;
        match self {
            Section::Sound | Section::Picture | Section::Data => lobby || screen == Screen::Room,
            Section::You => !lobby,
            Section::Keys | Section::Look | Section::Stored => true,
        }
    }

    fn fill(self, section: RwSignal<Section>, screen: Screen) -> El {
        match self {
            Section::Sound => sound::section(),
            Section::Picture => picture::section(move || section.set(Section::Data)),
            Section::You => you::section(),
            Section::Data => div("settings-part").child(data_saver::choice(screen == Screen::Room)),
            Section::Keys => keys::section(),
            Section::Look => div("settings-part").child(header::appearance()).child(captions::choice()),
            Section::Stored => stored::section(),
        }
    }
}

/// The settings, which are empty while they are closed.
pub fn settings() -> El {
    let dispatch = use_dispatch();
    let open = RwSignal::new(false);
    let section = RwSignal::new(Section::Sound);
    let screen = RwSignal::from(use_mirror().screen);
    listen(section);
    // What they were opened over is gone.
    Effect::new(move |before: Option<std::mem::Discriminant<Screen>>| {
        let now = std::mem::discriminant(&screen.get());
        if before.is_some_and(|before| before != now) {
            dialog::close(ID);
        }
        now
    });
    let closed = move || {
        open.set(false);
        dispatch.send(MediaIntent::EndSoundCheck);
    };
    let opening = move || {
        open.set(true);
        dispatch.send(KeepingIntent::Look);
    };
    modal("menu settings", ID, words::settings_title)
        .opening(opening)
        .closed(closed)
        .part(move || open.get().then(|| sections(section, screen.get_untracked()).done()))
}

/// `?` shows the keys, wherever the focus is but where one writes. Whoever wants no letters as keys has it by the mouse only
/// (WCAG 2.1.4).
fn listen(section: RwSignal<Section>) {
    let me = RwSignal::from(use_mirror().me);
    let listener = window_event_listener(ev::keydown, move |event| {
        let alone = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat());
        let wanted = || me.with_untracked(|me| me.preferences.letters && &*me.preferences.key != "?");
        let asked = event.key() == "?" && alone && !event.default_prevented() && wanted();
        if asked && !focus::is_field(event.target()) {
            event.prevent_default();
            section.set(Section::Keys);
            dialog::open(ID);
        }
    });
    on_cleanup(move || listener.remove());
}

/// The row of tabs, and what the chosen one shows.
fn sections(section: RwSignal<Section>, screen: Screen) -> El {
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
        Some(panel.set("aria-labelledby", one.id()).child(one.fill(section, screen)).done())
    };
    div("sections").child(row.grab(walk)).part(panel)
}
