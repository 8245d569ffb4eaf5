//! Picture: our camera as we see it, which one it is, what is behind us, and where pictures are saved on.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::devices;
use crate::views::ui::components::{self, question};
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::own_device::{Own, wants_on};
use crate::views::ui::own_picture::own_picture;
use crate::views::ui::sentences;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::{BackgroundEffect, DeviceState};

/// What can be seen behind us.
const BACKGROUNDS: [(BackgroundEffect, Word); 3] = [
    (BackgroundEffect::None, words::settings_background_none),
    (BackgroundEffect::Blur, words::settings_background_blur),
    (BackgroundEffect::Plain, words::settings_background_plain),
];

/// All that concerns our picture. `save`: leads to the data saver.
pub fn section(save: impl Fn() + 'static) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let mirror = el("input")
        .set("type", "checkbox")
        .checked(move || me.with(|me| me.preferences.mirror))
        .input(move |_| dispatch.send(MediaIntent::Mirror(!me.with_untracked(|me| me.preferences.mirror))));
    let mirror = el("label").set("class", "option").child(mirror).child(el("span").tell(say(words::settings_mirror)));
    let save = components::button("plain", None, words::settings_save).press(save);
    div("settings-part")
        .child(own_picture(div("tile own own-preview")))
        .child(switch())
        .child(devices::choice(Own::Camera))
        .child(background())
        .child(question(words::settings_own_picture).child(mirror))
        .child(save)
}

/// What the others see behind us; above it stands the picture as they see it.
fn background() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let one = move |(effect, word): (BackgroundEffect, Word)| {
        let radio = el("input")
            .set("type", "radio")
            .set("name", "background")
            .checked(move || me.with(|me| me.preferences.background == effect))
            .input(move |_| dispatch.send(MediaIntent::Background(effect)));
        el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
    };
    let group = question(words::settings_background);
    let group = BACKGROUNDS.into_iter().fold(group, |group, background| group.child(one(background)));
    group.child(p("quiet", words::settings_background_note))
}

/// The camera on or off, and why it is not to be had.
fn switch() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let camera = memo(move || me.with(|me| me.camera));
    let word = move || match wants_on(camera.get()) {
        true => words::settings_camera_on(language.get()),
        false => words::settings_camera_off(language.get()),
    };
    let press = move || dispatch.send(MediaIntent::Camera(wants_on(camera.get_untracked())));
    let trouble = move || match camera.get() {
        DeviceState::Trouble(trouble) => sentences::camera_trouble(trouble, language.get()),
        DeviceState::Opening => words::lobby_opening(language.get()),
        DeviceState::Off | DeviceState::On => "",
    };
    let status = el("p").set("class", "quiet").set("role", "status").tell(move || trouble().to_string());
    div("check").child(button("btn small").press(press).tell(move || word().to_string())).child(status)
}
