//! The menu of devices: which microphone, which camera, one's name, language and colours.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::preview::Own;
use crate::views::{language, say, top};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::event::{Device, DeviceKind};
use plenum_engine::ids::DeviceId;
use plenum_engine::intent::{Intent, Text};
use plenum_engine::view::{Language, Screen};

/// The button that opens the menu; the browser does the opening, the closing and Escape (HTML popover).
pub fn opener() -> AnyView {
    view! {
        <button type="button" class="tool" popovertarget="devices" aria-label=say(words::room_devices)>
            {icon(icons::SLIDERS)}
            <span>{say(words::room_devices)}</span>
        </button>
    }
    .into_any()
}

/// The menu.
pub fn menu() -> AnyView {
    let screen = RwSignal::from(use_mirror().screen);
    let in_room = screen.get_untracked() == Screen::Room;
    view! {
        <div
            id="devices"
            class="menu"
            popover="auto"
            role="dialog"
            aria-label=say(words::room_devices)
            on:keydown=|event| event.stop_propagation()
        >
            <div class="menu-head">
                <h2 tabindex="-1" autofocus>
                    {say(words::room_devices)}
                </h2>
                <button
                    type="button"
                    class="round"
                    popovertarget="devices"
                    popovertargetaction="hide"
                    aria-label=say(words::top_close)
                >
                    {icon(icons::CLOSE)}
                </button>
            </div>
            {choice(Own::Microphone)} {choice(Own::Camera)} {in_room.then(rename)}
            <fieldset>
                <legend>{say(words::devices_page)}</legend>
                {top::taste()}
            </fieldset>
        </div>
    }
    .into_any()
}

/// All microphones, or all cameras.
fn choice(which: Own) -> AnyView {
    let mirror = use_mirror();
    let devices = RwSignal::from(mirror.devices);
    let (kind, question, name) = match which {
        Own::Microphone => {
            (DeviceKind::Microphone, words::devices_microphones as fn(Language) -> &'static str, "microphones")
        }
        Own::Camera => (DeviceKind::Camera, words::devices_cameras as _, "cameras"),
    };
    let own = Memo::new(move |_| {
        devices.with(|devices| devices.iter().filter(|device| device.kind == kind).cloned().collect::<Vec<_>>())
    });
    let list = move || {
        let own = own.get();
        if own.is_empty() {
            return view! { <p class="quiet">{say(words::devices_none)}</p> }.into_any();
        }
        if own.iter().all(|device| device.label.is_empty()) {
            return view! { <p class="quiet">{say(words::devices_unnamed)}</p> }.into_any();
        }
        (1..).zip(own).map(|(number, device)| one(which, name, number, device)).collect_view().into_any()
    };
    view! {
        <fieldset>
            <legend>{say(question)}</legend>
            {list}
        </fieldset>
    }
    .into_any()
}

/// One device to choose.
fn one(which: Own, group: &'static str, number: u32, device: Device) -> AnyView {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let Device { id, label, .. } = device;
    let called = move || match (label.is_empty(), which) {
        (false, _) => label.to_string(),
        (true, Own::Microphone) => words::devices_microphone_number(language.get(), number),
        (true, Own::Camera) => words::devices_camera_number(language.get(), number),
    };
    let chosen = {
        let id = id.clone();
        move || me.with(|me| used(which, me).is_some_and(|used| *used == id))
    };
    let choose = move |_| {
        dispatch.send(match which {
            Own::Microphone => Intent::ChooseMicrophone(id.clone()),
            Own::Camera => Intent::ChooseCamera(id.clone()),
        });
    };
    view! {
        <label class="option">
            <input type="radio" name=group prop:checked=chosen on:change=choose />
            <bdi>{called}</bdi>
        </label>
    }
    .into_any()
}

/// The device in use or last chosen.
fn used(which: Own, me: &plenum_engine::view::Me) -> Option<&DeviceId> {
    match which {
        Own::Microphone => me.microphone_device.as_ref(),
        Own::Camera => me.camera_device.as_ref(),
    }
}

/// A new name during the call, said when confirmed.
fn rename() -> AnyView {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let field = NodeRef::<html::Input>::new();
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            dispatch.send(Intent::SetName(Text(field.value())));
        }
    };
    view! {
        <form class="rename" on:submit=rename>
            <label class="field">
                <span>{say(words::lobby_name)}</span>
                <input
                    node_ref=field
                    type="text"
                    dir="auto"
                    autocomplete="nickname"
                    maxlength="64"
                    prop:value=move || me.with(|me| me.name.to_string())
                />
            </label>
            <button class="btn">{say(words::devices_rename)}</button>
        </form>
    }
    .into_any()
}
