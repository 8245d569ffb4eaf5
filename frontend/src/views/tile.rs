//! A tile: one person's picture and voice, their name, and in words what is wrong if something is.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, div, el, memo};
use crate::views::faces::faces;
use crate::views::icons::{self, sign};
use crate::views::names::{called, hue, initials, or_guest};
use crate::views::places::{self, Places};
use crate::views::preview::own_picture;
use crate::views::ways::ways;
use crate::views::{language, parts, sentences, signal};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::event::DeviceKind;
use plenum_engine::api::intent::{MediaIntent, RoomIntent};
use plenum_engine::api::view::{DeviceState, LinkState, Person, Seating, Spot, TileId};

/// The tile of one of the others.
pub fn tile(id: TileId, places: Memo<Places>) -> AnyView {
    let mirror = use_mirror();
    let person = RwSignal::from(mirror.person(id));
    let level = RwSignal::from(mirror.level(Some(id)));
    let language = language();
    let name = move || person.with(|person| called(&person.name, language.get()));
    let picture = memo(move || person.with(|person| person.picture));
    let muted = memo(move || person.with(|person| !person.microphone));
    let deaf = memo(move || person.with(|person| person.deaf));
    let beside = memo(move || person.with(|person| person.seating == Seating::Together));
    let tie = move || person.with(|person| person.link);
    let broken = move || {
        matches!(tie(), LinkState::Interrupted | LinkState::Failed | LinkState::Leaving | LinkState::OtherVersion)
    };
    let letters = move || person.with(|person| initials(&called(&person.name, language.get())));
    let initials = el("span").set("class", "initials").set("aria-hidden", "true").mark("hidden", move || picture.get());
    let video = RwSignal::new(None);
    let tile = div("tile")
        .set("role", "group")
        .bind("aria-label", name)
        .when("speaks", move || person.with(|person| person.speaking))
        .when("broken", broken)
        .style("--hue", move || hue(id))
        .child(faces(Spot::Person(id), person, picture, video))
        .child(initials.tell(letters))
        .child(trouble(person))
        .child(ways(Spot::Person(id), video))
        .part(signal::signal(person))
        .child(plate(name, muted, deaf, beside, level));
    places::put(tile, Spot::Person(id), places).done()
}

/// What is wrong between us and this person, in the middle and in words.
fn trouble(person: RwSignal<Person>) -> El {
    let dispatch = use_dispatch();
    let language = language();
    let sentence = memo(move || person.with(|person| sentences::tie(person.link, &person.name, language.get())));
    let failed = memo(move || person.with(|person| person.link == LinkState::Failed));
    let retry = move || dispatch.send(RoomIntent::RetryPerson(person.with_untracked(|person| person.peer)));
    let button = move || {
        failed.get().then(|| parts::button("btn small", Some(icons::RELOAD), words::room_retry).press(retry).done())
    };
    div("tie")
        .mark("hidden", move || sentence.with(Option::is_none))
        .child(el("p").tell(move || sentence.get().unwrap_or_default()))
        .part(button)
}

/// The name at the bottom left, and whether the microphone is off or how loud it is.
fn plate(
    name: impl Fn() -> String + Copy + Send + 'static,
    muted: Memo<bool>,
    deaf: Memo<bool>,
    beside: Memo<bool>,
    level: RwSignal<u8>,
) -> El {
    let voice = move || {
        Some(if muted.get() {
            sign(icons::MICROPHONE_OFF, words::room_microphone_off)
        } else {
            let bars = el("span").set("class", "bars").set("aria-hidden", "true");
            bars.style("--level", move || level.get().to_string()).child(el("i")).child(el("i")).child(el("i")).done()
        })
    };
    let ears = move || deaf.get().then(|| sign(icons::DEAF, words::people_deaf));
    let beside = move || {
        let sign = || el("span").set("class", "beside").child(sign(icons::TOGETHER, words::people_together)).done();
        beside.get().then(sign)
    };
    el("span").set("class", "name").bind("title", name).part(voice).part(ears).part(beside).child(el("bdi").tell(name))
}

/// Our own tile, mirrored and last.
pub fn own_tile() -> El {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me.clone());
    let level = RwSignal::from(mirror.level(None));
    let language = language();
    let name = move || {
        let language = language.get();
        me.with(|me| words::top_you(language, or_guest(&me.name, language)))
    };
    let muted = memo(move || me.with(|me| me.microphone != DeviceState::On));
    let deaf = memo(move || me.with(|me| me.deaf));
    let tile =
        div("tile own").set("role", "group").bind("aria-label", name).when("speaks", move || me.with(|me| me.speaking));
    // We always sit with ourselves.
    let beside = memo(|| false);
    own_picture(places::put_own(tile, 0)).part(flip()).child(plate(name, muted, deaf, beside, level))
}

/// The other camera, where there are two and the camera is on; style sheets show it on phones only.
fn flip() -> impl Fn() -> Option<AnyView> + Send {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let possible = memo(move || {
        let camera = |device: &&plenum_engine::api::event::Device| device.kind == DeviceKind::Camera;
        mirror.devices.with(|devices| devices.iter().filter(camera).count()) >= 2
            && mirror.me.with(|me| me.camera == DeviceState::On)
    });
    let button = move || {
        let button = parts::button("flip", Some(icons::FLIP), words::room_flip);
        button.press(move || dispatch.send(MediaIntent::FlipCamera)).done()
    };
    move || possible.get().then(button)
}
