//! The toolbar of the room: buttons that carry words, and the keys that do the same.

pub mod media_keys;
pub mod push_to_talk;
pub mod screen_share;

use crate::browser::page::full_screen;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::invite::opener as invite_opener;
use crate::views::room::panel::play_file;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::room::tiles::layout_buttons;
use crate::views::settings::opener;
use crate::views::ui::attendance::attendance;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::own_device::Own;
use crate::views::ui::tools;
use crate::words::{self};
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Intent, LayoutIntent};

/// The tools of the room.
pub fn toolbar(panel: Panel) -> El {
    let dispatch = use_dispatch();
    let invite = invite_opener::opens(tools::tool("tool wide", icons::INVITE, words::invite_open));
    // A number on the button; the panel says it in words.
    let inside = attendance();
    let people = button("tool crowd").label(words::room_people).child(icon(icons::PEOPLE)).child(
        el("span")
            .bind("data-count", move || inside.get().to_string())
            .child(el("span").bind("data-short", say(words::room_people_short)).tell(say(words::room_people))),
    );
    let (notes, fresh) = panel.named(Tab::Notes);
    let pads = button("tool pads")
        .when("fresh", move || fresh.get())
        .bind("aria-label", move || notes.get())
        .set("aria-keyshortcuts", "N")
        .child(icon(icons::NOTES))
        .child(el("span").tell(say(words::panel_notes)));
    let leave = button("tool leave")
        .label(words::room_leave)
        .child(icon(icons::LEAVE))
        .child(el("span").bind("data-short", say(words::room_leave_short)).tell(say(words::room_leave)))
        .press(move || dispatch.send(AppIntent::Leave));
    div("tools")
        .walked()
        .label(words::room_tools)
        .child(push_to_talk::microphone())
        .child(tools::own(Own::Camera))
        .maybe(screen_share::share())
        .maybe(play_file::play_file("tool play-file"))
        .child(layout_buttons::view_switch("tool wide"))
        .child(opener::opener())
        .child(invite)
        .child(hand(panel))
        .child(tools::tool("tool gesture", icons::SMILE, words::signs_opener).pops("gestures"))
        .child(panel.opener(chat(panel), Tab::Chat))
        .child(panel.opener(pads, Tab::Notes))
        .child(panel.opener(people, Tab::People))
        .child(leave)
}

/// The button that puts us on the speaking list, and takes us off.
fn hand(panel: Panel) -> El {
    let language = language();
    let raised = memo(move || panel.document.get().is_some_and(|document| document.hand()));
    button("tool")
        .label(words::signs_hand)
        .bind("aria-pressed", move || raised.get().to_string())
        .mark("disabled", move || panel.document.get().is_none())
        .set("aria-keyshortcuts", "R")
        .bind("title", move || [words::signs_hand(language.get()), " (R)"].concat())
        .press(move || {
            panel.document.key("r");
        })
        .child(icon(icons::HAND))
        .child(el("span").bind("data-short", say(words::signs_hand_short)).tell(say(words::signs_hand)))
}

/// The button that opens the chat, and how many lines wait there to be read.
fn chat(panel: Panel) -> El {
    let (name, _) = panel.named(Tab::Chat);
    let unread = memo(move || panel.document.get().and_then(|document| document.unread()));
    let count = move || unread.get().map_or(String::new(), |count| count.to_string());
    button("tool")
        .bind("aria-label", move || name.get())
        .set("aria-keyshortcuts", "C")
        .child(icon(icons::CHAT))
        .child(el("span").bind("data-count", count).tell(say(words::panel_chat)))
}

/// M, V, D, C, N, W, F and those of the document, wherever the focus is but in menus and text fields: those keep their keys to
/// themselves.
pub fn keys(panel: Panel) {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() || event.default_prevented() {
            return;
        }
        if !me.with_untracked(|me| me.preferences.letters) || push_to_talk::is_talk_key(&event.key(), me) {
            return;
        }
        let intent: Intent = match event.key().as_str() {
            "m" | "M" => tools::toggled(Own::Microphone, me).into(),
            "v" | "V" => tools::toggled(Own::Camera, me).into(),
            "d" | "D" => screen_share::switch(me.with_untracked(|me| me.sharing)).into(),
            "c" | "C" => {
                event.prevent_default();
                return panel.toggle(Tab::Chat);
            }
            "n" | "N" => {
                event.prevent_default();
                return panel.toggle(Tab::Notes);
            }
            "w" | "W" => LayoutIntent::Switch.into(),
            "f" | "F" => return full_screen::fill_page(),
            // What belongs to the document has keys of its own.
            key => {
                if panel.document.key(key) {
                    event.prevent_default();
                }
                return;
            }
        };
        dispatch.send(intent);
    });
    on_cleanup(move || listener.remove());
}
