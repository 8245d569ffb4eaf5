//! How we listen: to one person (their volume, mute for me, asking them to mute), to nobody, and through which loudspeaker.

use crate::browser::stage;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, button, div, el, memo};
use crate::views::icons::{self, icon};
use crate::views::menu;
use crate::views::names::in_sentence;
use crate::views::{language, parts, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::event::{Device, DeviceKind};
use plenum_engine::api::intent::{CoLocationIntent, MediaIntent, MuteRequestIntent, RoomIntent};
use plenum_engine::api::view::{Person, Processing, Seating};

/// The button on a person's entry, which opens what follows.
pub fn opener(person: RwSignal<Person>, open: RwSignal<bool>) -> El {
    let language = language();
    let name =
        move || person.with(|person| words::people_sound(language.get(), &in_sentence(&person.name, language.get())));
    button("round")
        .bind("aria-label", name)
        .bind("title", name)
        .bind("aria-expanded", move || open.get().to_string())
        .press(move || open.update(|open| *open = !*open))
        .child(icon(icons::SOUND))
}

/// How loud we hear this person, and what we may ask of them.
pub fn menu(person: RwSignal<Person>, open: RwSignal<bool>) -> impl Fn() -> Option<AnyView> + Send {
    let dispatch = use_dispatch();
    let language = language();
    let peer = move || person.with_untracked(|person| person.peer);
    let hearing = move || person.with(|person| person.hearing);
    let name =
        move || person.with(|person| words::people_volume(language.get(), &in_sentence(&person.name, language.get())));
    let speaks = memo(move || person.with(|person| person.microphone));
    let made = move || {
        let louder = move |value: String| {
            if let Ok(volume) = value.parse() {
                dispatch.send(RoomIntent::Volume(peer(), volume));
            }
        };
        let volume = el("input")
            .set("type", "range")
            .set("min", "0")
            .set("max", "100")
            .set("step", "5")
            .bind("aria-label", name)
            .value(move || hearing().volume.to_string())
            .input(louder);
        let hush = parts::button("btn small", None, words::people_hush)
            .bind("aria-pressed", move || hearing().hushed.to_string())
            .press(move || {
                let hushed = person.with_untracked(|person| person.hearing.hushed);
                dispatch.send(RoomIntent::Hush(peer(), !hushed));
            });
        let ask = move || {
            let ask = || {
                parts::button("btn small", None, words::people_ask)
                    .press(move || dispatch.send(MuteRequestIntent::AskToMute(peer())))
            };
            speaks.get().then(|| ask().done())
        };
        let sits = move || person.with(|person| matches!(person.seating, Seating::Asked | Seating::Together));
        let sit = parts::button("btn small", Some(icons::TOGETHER), words::people_sit)
            .bind("aria-pressed", move || sits().to_string())
            .press(move || dispatch.send(CoLocationIntent::SitTogether(peer(), !sits())));
        div("listening").child(volume).child(hush).part(ask).child(sit).done()
    };
    move || open.get().then(made)
}

/// Hear nobody.
pub fn deafen() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    parts::button("btn small", Some(icons::DEAF), words::people_deafen)
        .bind("aria-pressed", move || me.with(|me| me.deaf).to_string())
        .press(move || dispatch.send(MediaIntent::Deafen(!me.with_untracked(|me| me.deaf))))
}

/// What the browser does to the sound of our microphone, and which loudspeaker the others come from.
pub fn settings() -> El {
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
    let processing = menu::question(words::devices_processing)
        .child(one(words::devices_noise, |processing| &mut processing.noise))
        .child(one(words::devices_echo, |processing| &mut processing.echo))
        .child(one(words::devices_gain, |processing| &mut processing.gain));
    div("preferences").child(processing).part(speakers())
}

/// The loudspeakers, where the browser lets a page choose.
fn speakers() -> impl Fn() -> Option<AnyView> + Send {
    let devices = RwSignal::from(use_mirror().devices);
    move || {
        let named = |device: &&Device| device.kind == DeviceKind::Speaker && !device.label.is_empty();
        let speakers: Vec<Device> = devices.with(|devices| devices.iter().filter(named).cloned().collect());
        let possible = stage::can_choose_speaker() && !speakers.is_empty();
        possible.then(|| {
            speakers
                .into_iter()
                .fold(menu::question(words::devices_speakers), |list, one| list.child(speaker(one)))
                .done()
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
