//! The tools: buttons that carry words, and the keys that do the same.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::preview::{Own, is_on, wants_on};
use crate::views::{devices, language, say};
use crate::words;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{DeviceState, Language, Place};

/// The tools of the room. `panel` is whether the People panel is open, `opener` its button.
pub fn toolbar(panel: RwSignal<bool>, opener: NodeRef<html::Button>) -> AnyView {
    let dispatch = use_dispatch();
    view! {
        <div class="tools" role="toolbar" aria-label=say(words::room_tools)>
            {own(Own::Microphone)} {own(Own::Camera)} {devices::opener()}
            <button
                type="button"
                class="tool wide"
                aria-label=say(words::top_copy_link)
                on:click=move |_| dispatch.send(Intent::CopyLink)
            >
                {icon(icons::LINK)}
                <span>{say(words::top_copy_link)}</span>
            </button>
            <button
                type="button"
                class="tool"
                node_ref=opener
                aria-label=say(words::room_people)
                aria-expanded=move || panel.get().to_string()
                on:click=move |_| panel.update(|open| *open = !*open)
            >
                {icon(icons::PEOPLE)} <span data-count=how_many()>{say(words::room_people)}</span>
            </button>
            <button
                type="button"
                class="tool leave"
                aria-label=say(words::room_leave)
                on:click=move |_| dispatch.send(Intent::Leave)
            >
                {icon(icons::LEAVE)}
                <span>{say(words::room_leave)}</span>
            </button>
        </div>
    }
    .into_any()
}

/// How many are in the meeting: a number on the People button; the panel says it in words.
fn how_many() -> impl Fn() -> String + Send + Sync {
    let mirror = use_mirror();
    let tiles = RwSignal::from(mirror.tiles.clone());
    let number = Memo::new(move |_| {
        let inside = |tile: &_| mirror.person(*tile).with(|person| person.place == Place::In);
        1 + tiles.with(|tiles| tiles.iter().filter(|tile| inside(tile)).count())
    });
    move || number.get().to_string()
}

/// The button of our microphone or camera.
pub fn own(which: Own) -> AnyView {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let state = Memo::new(move |_| me.with(|me| which.state(me)));
    let (word, short, class, key, on, off): (_, fn(Language) -> &'static str, _, _, _, _) = match which {
        Own::Microphone => (
            words::room_microphone as fn(Language) -> &'static str,
            words::room_microphone_short,
            "tool air",
            "M",
            icons::MICROPHONE,
            icons::MICROPHONE_OFF,
        ),
        Own::Camera => (words::room_camera as _, words::room_camera, "tool", "V", icons::CAMERA, icons::CAMERA_OFF),
    };
    let title = move || [word(language.get()), " (", key, ")"].concat();
    view! {
        <button
            type="button"
            class=class
            class:opening=move || state.get() == DeviceState::Opening
            class:troubled=move || matches!(state.get(), DeviceState::Trouble(_))
            aria-label=say(word)
            aria-pressed=move || is_on(state.get()).to_string()
            aria-keyshortcuts=key
            title=title
            on:click=move |_| dispatch.send(switch(which, state.get_untracked()))
        >
            {move || icon(if is_on(state.get()) { on } else { off })}
            // The short word is drawn by the style sheet where the long one has no room.
            <span data-short=say(short)>
                {say(word)}
            </span>
        </button>
    }
    .into_any()
}

/// What pressing the button of a device means.
fn switch(which: Own, state: DeviceState) -> Intent {
    match which {
        Own::Microphone => Intent::Microphone(wants_on(state)),
        Own::Camera => Intent::Camera(wants_on(state)),
    }
}

/// M and V, wherever the focus is but in a text field: those keep their keys to themselves.
pub fn keys() {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() || event.default_prevented() {
            return;
        }
        let which = match event.key().as_str() {
            "m" | "M" => Own::Microphone,
            "v" | "V" => Own::Camera,
            _ => return,
        };
        dispatch.send(switch(which, me.with_untracked(|me| which.state(me))));
    });
    on_cleanup(move || listener.remove());
}
