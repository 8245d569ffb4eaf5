//! The dialog of the settings, and `?`, which opens it at the keys. Comes with the room chunk; what it holds, `sections.rs`, with the
//! dialogs chunk.

use crate::browser::page::{dialog, focus};
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::opener::ID;
use crate::views::ui::dialog_screens::{inside, use_dialog_screens};
use crate::views::ui::dom::El;
use crate::views::ui::modal::modal;
use crate::views::ui::settings_section::Section;
use crate::words;
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::{KeepingIntent, MediaIntent};
use plenum_engine::api::view::Screen;

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
    let screens = use_dialog_screens();
    let opening = move || {
        open.set(true);
        screens.want();
        dispatch.send(KeepingIntent::Look);
    };
    let dialog = modal("menu settings", ID, words::settings_title).opening(opening).closed(closed);
    inside(dialog, move || open.get(), move |dialogs| (dialogs.settings)(section))
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
