//! The tools: buttons that carry words, and the keys that do the same.

use crate::browser::large;
use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::use_mirror;
use crate::views::dom::{Anchor, El, button, div, el, memo};
use crate::views::icons::{self, icon};
use crate::views::preview::{Own, is_on, wants_on};
use crate::views::{devices, language, say, screens, talk};
use crate::words::{self, Word};
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Intent, LayoutIntent, MediaIntent};
use plenum_engine::api::view::{DeviceState, Me, Presence};

/// The tools of the room. `panel` is whether the People panel is open, `opener` its button.
pub fn toolbar(panel: RwSignal<bool>, opener: Anchor) -> El {
    let dispatch = use_dispatch();
    let copy = tool("tool wide", icons::LINK, words::top_copy_link).press(move || dispatch.send(AppIntent::CopyLink));
    let people = button("tool")
        .label(words::room_people)
        .anchor(opener)
        .bind("aria-expanded", move || panel.get().to_string())
        .press(move || panel.update(|open| *open = !*open))
        .child(icon(icons::PEOPLE))
        .child(el("span").bind("data-count", how_many()).tell(say(words::room_people)));
    let leave = tool("tool leave", icons::LEAVE, words::room_leave).press(move || dispatch.send(AppIntent::Leave));
    div("tools")
        .set("role", "toolbar")
        .label(words::room_tools)
        .child(talk::microphone())
        .child(own(Own::Camera))
        .maybe(screens::share())
        .child(screens::view_switch("tool wide"))
        .child(devices::opener())
        .child(copy)
        .child(people)
        .child(leave)
}

/// A tool with its icon and its words, which are its name too.
pub fn tool(classes: &'static str, path: &'static str, word: Word) -> El {
    button(classes).label(word).child(icon(path)).child(el("span").tell(say(word)))
}

/// How many are in the meeting: a number on the People button; the panel says it in words.
fn how_many() -> impl Fn() -> String + Send + Sync {
    let mirror = use_mirror();
    move || {
        let inside = |tile: &_| mirror.person(*tile).with(|person| person.presence == Presence::In);
        (1 + mirror.tiles.with(|tiles| tiles.iter().filter(|tile| inside(tile)).count())).to_string()
    }
}

/// The button of our microphone or camera.
pub fn own(which: Own) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    face(which).press(move || toggle(which, dispatch, me))
}

/// The same button before it does anything.
pub fn face(which: Own) -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let state = move || me.with(|me| which.state(me));
    let lit = memo(move || is_on(state()));
    let (word, short): (Word, Word) = match which {
        Own::Microphone => (words::room_microphone, words::room_microphone_short),
        Own::Camera => (words::room_camera, words::room_camera),
    };
    let (classes, key, on, off) = match which {
        Own::Microphone => ("tool air", "M", icons::MICROPHONE, icons::MICROPHONE_OFF),
        Own::Camera => ("tool", "V", icons::CAMERA, icons::CAMERA_OFF),
    };
    button(classes)
        .when("opening", move || state() == DeviceState::Opening)
        .when("troubled", move || matches!(state(), DeviceState::Trouble(_)))
        .label(word)
        .bind("aria-pressed", move || lit.get().to_string())
        .set("aria-keyshortcuts", key)
        .bind("title", move || [word(language.get()), " (", key, ")"].concat())
        .part(move || Some(icon(if lit.get() { on } else { off })))
        // The short word is drawn by the style sheet where the long one has no room.
        .child(el("span").bind("data-short", say(short)).tell(say(word)))
}

/// On becomes off, and off on.
pub fn toggle(which: Own, dispatch: Dispatch, me: RwSignal<Me>) {
    dispatch.send(toggled(which, me));
}

fn toggled(which: Own, me: RwSignal<Me>) -> MediaIntent {
    let on = wants_on(me.with_untracked(|me| which.state(me)));
    match which {
        Own::Microphone => MediaIntent::Microphone(on),
        Own::Camera => MediaIntent::Camera(on),
    }
}

/// M, V, D, W and F, wherever the focus is but in menus and text fields: those keep their keys to themselves.
pub fn keys() {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() || event.default_prevented() {
            return;
        }
        if !me.with_untracked(|me| me.preferences.letters) || talk::is_talk_key(&event.key(), me) {
            return;
        }
        let intent: Intent = match event.key().as_str() {
            "m" | "M" => toggled(Own::Microphone, me).into(),
            "v" | "V" => toggled(Own::Camera, me).into(),
            "d" | "D" => screens::switch(me.with_untracked(|me| me.sharing)).into(),
            "w" | "W" => LayoutIntent::Switch.into(),
            "f" | "F" => return large::fill_page(),
            _ => return,
        };
        dispatch.send(intent);
    });
    on_cleanup(move || listener.remove());
}
