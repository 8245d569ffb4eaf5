//! Sound: microphone and loudspeaker, each with a way to try it, what the browser does to our sound, and how one talks.

use crate::browser::media::media_elements;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::{devices, sound_check, talk};
use crate::views::ui::components::{self, question};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::say;
use crate::views::ui::own_device::Own;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::event::{Device, DeviceKind};
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::{DeviceState, Processing};

/// All that concerns sound.
pub fn section() -> El {
    let on = memo({
        let me = RwSignal::from(use_mirror().me);
        move || me.with(|me| me.microphone == DeviceState::On)
    });
    let microphone = devices::choice(Own::Microphone)
        .part(move || on.get().then(|| components::meter().done()))
        .child(sound_check::hear_yourself());
    div("settings-part")
        .child(microphone)
        .child(question(words::devices_speakers).part(speakers()).child(sound_check::tone()))
        .child(processing())
        .child(talk::choice())
}

/// What the browser does to the sound of our microphone.
fn processing() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let one = move |word: Word, is: fn(&mut Processing) -> &mut bool| {
        let now = move || me.with(|me| me.preferences.processing);
        let change = move |_| {
            let mut processing = me.with_untracked(|me| me.preferences.processing);
            let on = is(&mut processing);
            *on = !*on;
            dispatch.send(MediaIntent::Process(processing));
        };
        let tick = el("input").set("type", "checkbox").checked(move || *is(&mut now())).input(change);
        el("label").set("class", "option").child(tick).child(el("span").tell(say(word)))
    };
    question(words::devices_processing)
        .child(one(words::devices_noise, |processing| &mut processing.noise))
        .child(one(words::devices_echo, |processing| &mut processing.echo))
        .child(one(words::devices_gain, |processing| &mut processing.gain))
}

/// The loudspeakers, where the browser lets a page choose, or why there is no choice.
fn speakers() -> impl Fn() -> Option<AnyView> + Send {
    let devices = RwSignal::from(use_mirror().devices);
    move || {
        let named = |device: &&Device| device.kind == DeviceKind::Speaker && !device.label.is_empty();
        let speakers: Vec<Device> = devices.with(|devices| devices.iter().filter(named).cloned().collect());
        Some(match (media_elements::can_choose_speaker(), speakers.is_empty()) {
            (false, _) => p("quiet", words::devices_speaker_system).done(),
            (true, true) => p("quiet", words::devices_unnamed).done(),
            (true, false) => speakers.into_iter().fold(el("div"), |list, one| list.child(speaker(one))).done(),
        })
    }
}

fn speaker(device: Device) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let Device { id, label, .. } = device;
    let own = id.clone();
    // Without a choice it is the system's, which browsers call so.
    let chosen =
        move || me.with(|me| me.preferences.speaker.as_ref().map_or(&*own.0 == "default", |speaker| *speaker == own));
    let radio = el("input")
        .set("type", "radio")
        .set("name", "speakers")
        .checked(chosen)
        .input(move |_| dispatch.send(MediaIntent::ChooseSpeaker(id.clone())));
    el("label").set("class", "option").child(radio).child(el("bdi").tell(move || label.to_string()))
}
