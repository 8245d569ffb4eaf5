//! What is done rarely: how loud we hear one person, muting them for us, asking them to mute; and the same for everybody.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::language;
use crate::views::ui::names::in_sentence;
use crate::words::{self};
use leptos::prelude::*;
use plenum_engine::api::intent::{CoLocationIntent, MediaIntent, MuteRequestIntent, RoomIntent};
use plenum_engine::api::view::{Person, Presence, Seating};

/// The button on a person's entry, which opens what follows.
pub fn opener(person: RwSignal<Person>, open: RwSignal<bool>) -> El {
    let language = language();
    let name =
        move || person.with(|person| words::people_more(language.get(), &in_sentence(&person.name, language.get())));
    button("round")
        .bind("aria-label", name)
        .bind("title", name)
        .bind("aria-expanded", move || open.get().to_string())
        .press(move || open.update(|open| *open = !*open))
        .child(icon(icons::MORE))
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
        let hush = components::button("btn small", None, words::people_hush)
            .bind("aria-pressed", move || hearing().hushed.to_string())
            .press(move || {
                let hushed = person.with_untracked(|person| person.hearing.hushed);
                dispatch.send(RoomIntent::Hush(peer(), !hushed));
            });
        let ask = move || {
            let ask = || {
                components::button("btn small", None, words::people_ask)
                    .press(move || dispatch.send(MuteRequestIntent::AskToMute(peer())))
            };
            speaks.get().then(|| ask().done())
        };
        let sits = move || person.with(|person| matches!(person.seating, Seating::Asked | Seating::Together));
        let sit = components::button("btn small", Some(icons::TOGETHER), words::people_sit)
            .bind("aria-pressed", move || sits().to_string())
            .press(move || dispatch.send(CoLocationIntent::SitTogether(peer(), !sits())));
        div("listening").child(volume).child(hush).part(ask).child(sit).done()
    };
    move || open.get().then(made)
}

/// What concerns everybody: asking all of them to mute, and hearing nobody.
pub fn everybody() -> El {
    let mirror = use_mirror();
    let loud = memo(move || {
        let loud = |id: &_| mirror.person(*id).with(|person| person.presence == Presence::In && person.microphone);
        mirror.tiles.with(|tiles| tiles.iter().any(loud))
    });
    let dispatch = use_dispatch();
    let ask = components::button("btn small", None, words::people_ask_all)
        .mark("disabled", move || !loud.get())
        .press(move || dispatch.send(MuteRequestIntent::AskAllToMute));
    div("everybody").set("role", "group").label(words::people_all).child(ask).child(deafen())
}

/// Hear nobody.
fn deafen() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    components::button("btn small", Some(icons::DEAF), words::people_deafen)
        .bind("aria-pressed", move || me.with(|me| me.deaf).to_string())
        .press(move || dispatch.send(MediaIntent::Deafen(!me.with_untracked(|me| me.deaf))))
}
