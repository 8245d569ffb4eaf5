//! Trying one's microphone and loudspeaker, without anybody else: a few seconds of oneself, and a tone.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::icons;
use crate::views::ui::language::language;
use crate::views::ui::own_device::is_on;
use crate::views::ui::sentences;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::{DeviceState, Language, Screen, SoundCheck};

/// Where the person is, as far as it matters who hears them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Here {
    check: SoundCheck,
    microphone: DeviceState,
    in_room: bool,
}

/// A few seconds of oneself. In the lobby the press also turns the microphone on, as the lobby's own button does; in the room
/// the others would hear that, so it is turned on there by its own button only.
pub fn hear_yourself() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let screen = RwSignal::from(use_mirror().screen);
    let language = language();
    let here = memo(move || {
        let (check, microphone) = me.with(|me| (me.sound_check, me.microphone));
        Here { check, microphone, in_room: screen.get() == Screen::Room }
    });
    let press = move || {
        if !is_on(here.get_untracked().microphone) {
            dispatch.send(MediaIntent::Microphone(true));
        }
        dispatch.send(MediaIntent::HearYourself);
    };
    let hear = components::button("btn small", Some(icons::MICROPHONE), words::check_hear)
        .mark("disabled", move || here.with(|here| here.in_room && !is_on(here.microphone)))
        .press(press);
    check(hear, move || sentence(here.get(), language.get()))
}

fn sentence(Here { check, microphone, in_room }: Here, language: Language) -> &'static str {
    let word: words::Word = match (check, microphone) {
        (SoundCheck::Recording, _) => words::check_recording,
        (SoundCheck::Playing, _) => words::check_playing,
        (SoundCheck::Opening, _) | (SoundCheck::Off | SoundCheck::Tone, DeviceState::Opening) => words::lobby_opening,
        (SoundCheck::Failed, _) => words::check_failed,
        (SoundCheck::Off | SoundCheck::Tone, DeviceState::Trouble(trouble)) => {
            return sentences::microphone_trouble(trouble, language);
        }
        (SoundCheck::Off | SoundCheck::Tone, DeviceState::Off) if in_room => words::check_off,
        (SoundCheck::Off | SoundCheck::Tone, DeviceState::Off) => words::check_turns_on,
        (SoundCheck::Off | SoundCheck::Tone, DeviceState::On) if in_room => words::check_heard,
        (SoundCheck::Off | SoundCheck::Tone, DeviceState::On) => words::check_hint,
    };
    word(language)
}

/// A tone through the chosen loudspeaker.
pub fn tone() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let state = memo(move || me.with(|me| me.sound_check));
    let tone = components::button("btn small", Some(icons::SOUND), words::check_tone)
        .press(move || dispatch.send(MediaIntent::TestTone));
    let said = move || match state.get() {
        SoundCheck::Tone => words::check_sounding(language.get()),
        SoundCheck::Off | SoundCheck::Opening | SoundCheck::Recording | SoundCheck::Playing | SoundCheck::Failed => {
            words::check_tone_hint(language.get())
        }
    };
    check(tone, said)
}

/// A button, and what comes of it.
fn check(button: El, said: impl Fn() -> &'static str + Send + 'static) -> El {
    let status = el("p").set("class", "quiet").set("role", "status").tell(move || said().to_string());
    div("check").child(button).child(status)
}
