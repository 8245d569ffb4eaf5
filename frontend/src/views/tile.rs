//! A tile: one person's picture and voice, their name, and in words what is wrong if something is.

use crate::browser::stage;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon, sign};
use crate::views::names::{hue, initials, or_guest};
use crate::views::preview::own_picture;
use crate::views::{language, parts, say, sentences};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::event::DeviceKind;
use plenum_engine::intent::Intent;
use plenum_engine::view::{DeviceState, Tie, TileId};

/// The tile of one of the others. `order` is their place; the tile itself never moves in the document.
pub fn tile(id: TileId, order: impl Fn() -> usize + Send + Sync + 'static) -> AnyView {
    let mirror = use_mirror();
    let person = RwSignal::from(mirror.person(id));
    let level = RwSignal::from(mirror.level(Some(id)));
    let language = language();
    let name = move || person.with(|person| or_guest(&person.name, language.get()).to_string());
    let picture = Memo::new(move |_| person.with(|person| person.picture));
    let muted = Memo::new(move |_| person.with(|person| !person.microphone));
    let tie = Memo::new(move |_| person.with(|person| person.tie));
    let broken = move || matches!(tie.get(), Tie::Interrupted | Tie::Failed | Tie::Leaving | Tie::OtherVersion);
    let letters = move || person.with(|person| initials(or_guest(&person.name, language.get())));
    view! {
        <div
            class="tile"
            role="group"
            aria-label=name
            class:speaks=move || person.with(|person| person.speaking)
            class:broken=broken
            style=("--hue", hue(id))
            style:order=move || order().to_string()
        >
            {picture_of(id, picture)}
            <span class="initials" aria-hidden="true" hidden=move || picture.get()>
                {letters}
            </span>
            {trouble(id)}
            <span class="name" title=name>
                {move || if muted.get() { muted_sign() } else { bars(level) }} <bdi>{name}</bdi>
            </span>
        </div>
    }
    .into_any()
}

/// The `<video>`, which plays the voice too and so stays when there is no picture.
fn picture_of(id: TileId, picture: Memo<bool>) -> AnyView {
    let person = RwSignal::from(use_mirror().person(id));
    let video = NodeRef::<html::Video>::new();
    let stream = Memo::new(move |_| person.with(|person| person.stream));
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        match stream.get() {
            Some(stream) => stage::attach_person(&video, stream.connection),
            None => stage::detach(&video),
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            stage::detach(&video);
        }
    });
    view! { <video class="face" class:shown=move || picture.get() node_ref=video autoplay playsinline></video> }
        .into_any()
}

/// What is wrong between us and this person, in the middle and in words.
fn trouble(id: TileId) -> AnyView {
    let dispatch = use_dispatch();
    let person = RwSignal::from(use_mirror().person(id));
    let language = language();
    let sentence = Memo::new(move |_| person.with(|person| sentences::tie(person.tie, &person.name, language.get())));
    let failed = Memo::new(move |_| person.with(|person| person.tie == Tie::Failed));
    let retry = move || {
        failed.get().then(|| {
            view! {
                <button
                    type="button"
                    class="btn small"
                    on:click=move |_| dispatch.send(Intent::RetryPerson(person.with_untracked(|person| person.peer)))
                >
                    {icon(icons::RELOAD)}
                    <span>{say(words::room_retry)}</span>
                </button>
            }
        })
    };
    (move || {
        sentence.get().map(|sentence| {
            view! {
                <div class="tie">
                    <p>{sentence}</p>
                    {retry}
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}

/// Our own tile, mirrored and last.
pub fn own_tile() -> AnyView {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me.clone());
    let level = RwSignal::from(mirror.level(None));
    let language = language();
    let name = move || {
        let language = language.get();
        me.with(|me| words::top_you(language, or_guest(&me.name, language)))
    };
    let muted = Memo::new(move |_| me.with(|me| me.microphone != DeviceState::On));
    view! {
        <div
            class="tile own"
            role="group"
            aria-label=name
            class:speaks=move || me.with(|me| me.speaking)
            style=("--hue", "160")
            style:order="1000"
        >
            {own_picture()} {flip()} <span class="name" title=name>
                {move || if muted.get() { muted_sign() } else { bars(level) }} <bdi>{name}</bdi>
            </span>
        </div>
    }
    .into_any()
}

/// The other camera, where there are two and the camera is on; style sheets show it on phones only.
fn flip() -> AnyView {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me);
    let devices = RwSignal::from(mirror.devices);
    let possible = Memo::new(move |_| {
        let cameras = devices.with(|devices| devices.iter().filter(|device| device.kind == DeviceKind::Camera).count());
        cameras >= 2 && me.with(|me| me.camera == DeviceState::On)
    });
    (move || possible.get().then(|| parts::button("flip", Some(icons::FLIP), words::room_flip, || Intent::FlipCamera)))
        .into_any()
}

/// The sign of a microphone that is off.
fn muted_sign() -> AnyView {
    sign(icons::MICROPHONE_OFF, say(words::room_microphone_off)).into_any()
}

/// Three bars that follow the voice.
fn bars(level: RwSignal<u8>) -> AnyView {
    view! {
        <span class="bars" aria-hidden="true" style=("--level", move || level.get().to_string())>
            <i></i>
            <i></i>
            <i></i>
        </span>
    }
    .into_any()
}
