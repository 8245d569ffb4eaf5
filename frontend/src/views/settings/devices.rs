//! The microphones and cameras to choose from.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::question;
use crate::views::ui::dom::{El, el, memo, p};
use crate::views::ui::language::language;
use crate::views::ui::own_device::Own;
use crate::views::ui::sentences;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::event::{Device, DeviceKind};
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::{DeviceState, DeviceTrouble, Me};
use plenum_engine::base::ids::DeviceId;

/// All microphones, or all cameras.
pub fn choice(which: Own) -> El {
    let devices = RwSignal::from(use_mirror().devices);
    let (kind, word): (_, Word) = match which {
        Own::Microphone => (DeviceKind::Microphone, words::devices_microphones),
        Own::Camera => (DeviceKind::Camera, words::devices_cameras),
    };
    let (me, language) = (RwSignal::from(use_mirror().me), language());
    // Where the page may not have them, browsers tell of none.
    let denied = memo(move || {
        let state = me.with(|me| if which == Own::Microphone { me.microphone } else { me.camera });
        match state {
            DeviceState::Trouble(
                trouble @ (DeviceTrouble::Denied | DeviceTrouble::System | DeviceTrouble::Embedded),
            ) => Some(trouble),
            DeviceState::Trouble(_) | DeviceState::Off | DeviceState::Opening | DeviceState::On => None,
        }
    });
    let none = move || match (denied.get(), which) {
        (None, _) => words::devices_none(language.get()),
        (Some(trouble), Own::Microphone) => sentences::microphone_trouble(trouble, language.get()),
        (Some(trouble), Own::Camera) => sentences::camera_trouble(trouble, language.get()),
    };
    let list = move || {
        let own: Vec<Device> =
            devices.with(|devices| devices.iter().filter(|device| device.kind == kind).cloned().collect());
        Some(if own.is_empty() {
            el("p").set("class", "quiet").tell(move || none().to_string()).done()
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
        Own::Microphone => me.chosen.microphone.as_ref(),
        Own::Camera => me.chosen.camera.as_ref(),
    }
}
