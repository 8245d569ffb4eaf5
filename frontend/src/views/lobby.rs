//! The lobby: see yourself, hear that you are heard, say your name, go in. Nothing is needed for going in.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::preview::{Own, own_picture};
use crate::views::{devices, heading, language, parts, say, sentences, toolbar, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::{Intent, Text};
use plenum_engine::view::{DeviceState, LineView, Place};

/// The lobby.
pub fn lobby() -> AnyView {
    let dispatch = use_dispatch();
    let join = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Intent::Join);
    };
    view! {
        <div class="page lobby">
            {top::top()} <main>
                <div class="mirror">
                    <div class="tile preview">
                        {own_picture()} <p class="caption">{caption()}</p>
                        <div class="bar">
                            {toolbar::own(Own::Microphone)} {toolbar::own(Own::Camera)} {devices::opener()}
                        </div>
                    </div>
                    {troubles()}
                </div>
                <form class="card" on:submit=join>
                    <div>
                        <h1 tabindex="-1" node_ref=heading()>
                            {say(words::lobby_title)}
                        </h1>
                        <p class="quiet" aria-live="polite">
                            {inside()}
                        </p>
                    </div>
                    {name()} {sound()} <button class="btn go">{say(words::lobby_join)}</button> {share()}
                </form>
            </main>
            {devices::menu()}
        </div>
    }
    .into_any()
}

/// What stands in the picture while there is none.
fn caption() -> impl Fn() -> &'static str + Send {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let states = Memo::new(move |_| me.with(|me| (me.microphone, me.camera)));
    move || match states.get() {
        (DeviceState::Opening, _) | (_, DeviceState::Opening) => words::lobby_opening(language.get()),
        (_, DeviceState::On) => "",
        (DeviceState::On, DeviceState::Off) => words::lobby_camera_off(language.get()),
        (_, DeviceState::Trouble(_)) => words::lobby_camera_off(language.get()),
        (DeviceState::Off | DeviceState::Trouble(_), DeviceState::Off) => words::lobby_invitation(language.get()),
    }
}

/// What is wrong with microphone, camera or this page, and the way on.
fn troubles() -> AnyView {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let insecure = Memo::new(move |_| me.with(|me| me.insecure));
    let in_app = Memo::new(move |_| me.with(|me| me.in_app));
    let troubles = Memo::new(move |_| me.with(|me| (me.microphone, me.camera)));
    let sentence = move |which: Own| {
        let (microphone, camera) = troubles.get();
        match (which, microphone, camera) {
            _ if insecure.get() => None,
            (Own::Microphone, DeviceState::Trouble(trouble), _) => {
                Some(sentences::microphone_trouble(trouble, language.get()))
            }
            (Own::Camera, _, DeviceState::Trouble(trouble)) => Some(sentences::camera_trouble(trouble, language.get())),
            (_, DeviceState::Off | DeviceState::Opening | DeviceState::On | DeviceState::Trouble(_), _) => None,
        }
        .map(|sentence| view! { <p class="problem">{sentence}</p> })
    };
    let page = move || {
        let copy = || parts::button("btn small", Some(icons::LINK), words::top_copy_link, || Intent::CopyLink);
        match (insecure.get(), in_app.get()) {
            (true, _) => view! { <p class="problem">{say(words::lobby_insecure)}</p> }.into_any(),
            (false, true) => view! { <div class="problem"><p>{say(words::lobby_in_app)}</p> {copy()}</div> }.into_any(),
            (false, false) => ().into_any(),
        }
    };
    view! {
        <div class="troubles" role="alert">
            {page} {move || sentence(Own::Microphone)} {move || sentence(Own::Camera)}
        </div>
    }
    .into_any()
}

/// Who is inside already.
fn inside() -> impl Fn() -> String + Send {
    let mirror = use_mirror();
    let tiles = RwSignal::from(mirror.tiles.clone());
    let line = RwSignal::from(mirror.line.clone());
    let language = language();
    move || {
        let names: Vec<_> = tiles.with(|tiles| {
            let inside =
                |tile: &_| mirror.person(*tile).with(|person| (person.place == Place::In).then(|| person.name.clone()));
            tiles.iter().filter_map(inside).collect()
        });
        match line.get() {
            LineView::Idle | LineView::Connecting if names.is_empty() => words::lobby_looking(language.get()).into(),
            LineView::Away | LineView::Refused { .. } if names.is_empty() => String::new(),
            LineView::Idle | LineView::Connecting | LineView::Seated | LineView::Away | LineView::Refused { .. } => {
                sentences::inside(&names, language.get())
            }
        }
    }
}

/// The name others see. Written into the field once: what the engine makes of it must not move the caret.
fn name() -> AnyView {
    let dispatch = use_dispatch();
    let me = use_mirror().me;
    view! {
        <label class="field">
            <span>{say(words::lobby_name)}</span>
            <input
                type="text"
                dir="auto"
                autocomplete="nickname"
                maxlength="64"
                placeholder=say(words::lobby_name_example)
                prop:value=me.with_untracked(|me| me.name.to_string())
                on:input=move |event| dispatch.send(Intent::SetName(Text(event_target_value(&event))))
            />
        </label>
    }
    .into_any()
}

/// Whether the microphone hears anything, in words and as a bar.
fn sound() -> AnyView {
    let mirror = use_mirror();
    let me = RwSignal::from(mirror.me.clone());
    let level = RwSignal::from(mirror.level(None));
    let language = language();
    let on = Memo::new(move |_| me.with(|me| me.microphone == DeviceState::On));
    // Once heard, it works, also while one is silent.
    let heard =
        Memo::new(move |before: Option<&bool>| on.get() && (before.copied().unwrap_or(false) || level.get() >= 3));
    let words = move || match (on.get(), heard.get()) {
        (false, _) => words::lobby_silent(language.get()),
        (true, false) => words::lobby_say_something(language.get()),
        (true, true) => words::lobby_works(language.get()),
    };
    view! {
        <div class="sound" class:on=move || on.get()>
            <p class="quiet">{words}</p>
            {parts::meter()}
            <p class="quiet hint">{icon(icons::HEADSET)} {say(words::lobby_headset)}</p>
        </div>
    }
    .into_any()
}

/// The link for the others, for whoever is here first.
fn share() -> AnyView {
    let mirror = use_mirror();
    let tiles = RwSignal::from(mirror.tiles.clone());
    let link = RwSignal::from(mirror.link.clone());
    let first = Memo::new(move |_| link.with(Option::is_some) && tiles.with(|tiles| tiles.is_empty()));
    (move || {
        first.get().then(|| {
            view! {
                <p class="share quiet">
                    {say(words::lobby_share)} " "
                    {parts::share("plain")}
                    {parts::button("plain", Some(icons::LINK), words::top_copy_link, || Intent::CopyLink)}
                </p>
            }
            .into_any()
        })
    })
    .into_any()
}
