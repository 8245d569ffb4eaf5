//! Tool buttons, an icon with its words: the bar of the lobby and the toolbar of the room are made of them.

use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, button, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::own_device::{Own, is_on, wants_on};
use crate::views::ui::sentences;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::{DeviceState, Me};

/// A tool with its icon and its words, which are its name too.
pub fn tool(classes: &'static str, path: &'static str, word: Word) -> El {
    button(classes).label(word).child(icon(path)).child(el("span").tell(say(word)))
}

/// The button of our microphone or camera.
pub fn own(which: Own) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    face(which).press(move || toggle(which, dispatch, me))
}

/// The same button before it does anything.
pub fn face(which: Own) -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let state = move || me.with(|me| which.state(me));
    let lit = memo(move || is_on(state()));
    let (word, short): (Word, Word) = match which {
        Own::Microphone => (words::room_microphone, words::room_microphone_short),
        Own::Camera => (words::room_camera, words::room_camera),
    };
    let (classes, key, on, off) = match which {
        Own::Microphone => ("tool air own-voice", "M", icons::MICROPHONE, icons::MICROPHONE_OFF),
        Own::Camera => ("tool", "V", icons::CAMERA, icons::CAMERA_OFF),
    };
    button(classes)
        .when("opening", move || state() == DeviceState::Opening)
        .when("troubled", move || matches!(state(), DeviceState::Trouble(_)))
        .label(word)
        .bind("aria-pressed", move || lit.get().to_string())
        .set("aria-keyshortcuts", key)
        .bind("title", move || match (which, state()) {
            (Own::Microphone, DeviceState::Trouble(why)) => sentences::microphone_trouble(why, language.get()).into(),
            (Own::Camera, DeviceState::Trouble(why)) => sentences::camera_trouble(why, language.get()).into(),
            (_, DeviceState::Off | DeviceState::Opening | DeviceState::On) => {
                [word(language.get()), " (", key, ")"].concat()
            }
        })
        .part(move || Some(icon(if lit.get() { on } else { off })))
        // The short word is drawn by the style sheet where the long one has no room.
        .child(el("span").bind("data-short", say(short)).tell(say(word)))
}

/// On becomes off, and off on.
pub fn toggle(which: Own, dispatch: Dispatch, me: RwSignal<Me>) {
    dispatch.send(toggled(which, me));
}

/// What pressing the button of a device means now.
pub fn toggled(which: Own, me: RwSignal<Me>) -> MediaIntent {
    let on = wants_on(me.with_untracked(|me| which.state(me)));
    match which {
        Own::Microphone => MediaIntent::Microphone(on),
        Own::Camera => MediaIntent::Camera(on),
    }
}
