//! Our own picture: in the lobby, and in our own tile of the room.

use crate::browser::stage;
use crate::mirror::use_mirror;
use crate::views::names::{initials, or_guest};
use crate::views::{language, say};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::view::{DeviceState, Me};

/// Our own picture as the others see it, or rather as a looking glass does; initials when there is none.
pub fn own_picture() -> AnyView {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let video = NodeRef::<html::Video>::new();
    let on = Memo::new(move |_| me.with(|me| me.camera == DeviceState::On));
    let revision = Memo::new(move |_| me.with(|me| me.preview));
    Effect::new(move |_| {
        // Read, because a memo that is only tracked never wakes.
        revision.get();
        let Some(video) = video.get() else { return };
        if on.get() {
            stage::attach_preview(&video);
        } else {
            stage::detach(&video);
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            stage::detach(&video);
        }
    });
    let letters = move || me.with(|me| initials(or_guest(&me.name, language.get())));
    view! {
        <video
            class="face"
            node_ref=video
            class:mirrored=move || me.with(|me| me.mirrored)
            class:shown=move || on.get()
            autoplay
            playsinline
            prop:muted=true
            aria-label=say(words::lobby_preview)
        ></video>
        <span class="initials" aria-hidden="true" hidden=move || on.get()>
            {letters}
        </span>
    }
    .into_any()
}

/// Whether a device is on air or about to be; what `aria-pressed` says is only the former.
pub fn is_on(state: DeviceState) -> bool {
    match state {
        DeviceState::On => true,
        DeviceState::Off | DeviceState::Opening | DeviceState::Trouble(_) => false,
    }
}

/// Whether pressing the button switches on: from everything but on and opening.
pub fn wants_on(state: DeviceState) -> bool {
    match state {
        DeviceState::On | DeviceState::Opening => false,
        DeviceState::Off | DeviceState::Trouble(_) => true,
    }
}

/// One of our two devices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The microphone.
    Microphone,
    /// The camera.
    Camera,
}

impl Own {
    /// Its state.
    pub fn state(self, me: &Me) -> DeviceState {
        match self {
            Own::Microphone => me.microphone,
            Own::Camera => me.camera,
        }
    }
}
