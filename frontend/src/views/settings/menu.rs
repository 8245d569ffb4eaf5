//! The menu of devices: microphone, camera, one's name, language and theme. Comes with the room chunk.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::data_saver;
use crate::views::settings::stored;
use crate::views::ui::components::question;
use crate::views::ui::components::{self, name_field};
use crate::views::ui::dom::{El, div, el, p};
use crate::views::ui::header;
use crate::views::ui::language::{language, say};
use crate::views::ui::modal::modal;
use crate::views::ui::own_device::Own;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::event::{Device, DeviceKind};
use plenum_engine::api::intent::{AppIntent, KeepingIntent, MediaIntent, Text};
use plenum_engine::api::view::{Me, Screen};
use plenum_engine::base::ids::DeviceId;

/// The menu, which is empty until it is opened for the first time: whoever clicks on Join waits for as little as possible.
/// `more` is what only the room has.
pub fn menu(more: Option<fn() -> El>) -> El {
    let dispatch = use_dispatch();
    let opened = RwSignal::new(false);
    modal("menu devices", "devices", words::room_devices)
        .opening(move || {
            opened.set(true);
            dispatch.send(KeepingIntent::Look);
        })
        .part(move || opened.get().then(|| choices(more).done()))
}

/// All there is to choose.
fn choices(more: Option<fn() -> El>) -> El {
    let in_room = use_mirror().screen.get_untracked() == Screen::Room;
    div("choices")
        .child(choice(Own::Microphone))
        .child(choice(Own::Camera))
        .child(data_saver::choice(in_room))
        .maybe(more.map(|more| more()))
        .maybe(in_room.then(rename))
        .child(stored::stored())
        .child(question(words::devices_page).child(header::appearance()).child(log()))
}

/// For whoever is to mend what does not work.
pub fn log() -> El {
    let dispatch = use_dispatch();
    let copy =
        components::button("plain", None, words::devices_copy_log).press(move || dispatch.send(AppIntent::CopyLog));
    div("log quiet").child(copy).child(p("", words::devices_log))
}

/// All microphones, or all cameras.
fn choice(which: Own) -> El {
    let devices = RwSignal::from(use_mirror().devices);
    let (kind, word): (_, Word) = match which {
        Own::Microphone => (DeviceKind::Microphone, words::devices_microphones),
        Own::Camera => (DeviceKind::Camera, words::devices_cameras),
    };
    let list = move || {
        let own: Vec<Device> =
            devices.with(|devices| devices.iter().filter(|device| device.kind == kind).cloned().collect());
        Some(if own.is_empty() {
            p("quiet", words::devices_none).done()
        } else if own.iter().all(|device| device.label.is_empty()) {
            p("quiet", words::devices_unnamed).done()
        } else {
            let one = |list: El, (number, device)| list.child(one(which, number, device));
            (1..).zip(own).fold(el("div"), one).done()
        })
    };
    question(word).part(list)
}

/// One device to choose.
fn one(which: Own, number: u32, device: Device) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let Device { id, label, .. } = device;
    let called = move || match (label.is_empty(), which) {
        (false, _) => label.to_string(),
        (true, Own::Microphone) => words::devices_microphone_number(language.get(), number),
        (true, Own::Camera) => words::devices_camera_number(language.get(), number),
    };
    let group = match which {
        Own::Microphone => "microphones",
        Own::Camera => "cameras",
    };
    let own = id.clone();
    let choose = move |_| {
        dispatch.send(match which {
            Own::Microphone => MediaIntent::ChooseMicrophone(id.clone()),
            Own::Camera => MediaIntent::ChooseCamera(id.clone()),
        });
    };
    let radio = el("input")
        .set("type", "radio")
        .set("name", group)
        .checked(move || me.with(|me| used(which, me).is_some_and(|used| *used == own)))
        .input(choose);
    el("label").set("class", "option").child(radio).child(el("bdi").tell(called))
}

/// The device in use or last chosen.
fn used(which: Own, me: &Me) -> Option<&DeviceId> {
    match which {
        Own::Microphone => me.microphone_device.as_ref(),
        Own::Camera => me.camera_device.as_ref(),
    }
}

/// A new name during the call, said when confirmed.
fn rename() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let typed = StoredValue::new(None::<String>);
    let rename = move || {
        if let Some(name) = typed.get_value() {
            dispatch.send(AppIntent::SetName(Text(name)));
        }
    };
    let field = name_field().value(move || me.with(|me| me.name.to_string())).input(move |name| {
        typed.set_value(Some(name));
    });
    el("form")
        .set("class", "rename")
        .submit(rename)
        .child(el("label").set("class", "field").child(el("span").tell(say(words::lobby_name))).child(field))
        .child(el("button").set("class", "btn").tell(say(words::devices_rename)))
}
