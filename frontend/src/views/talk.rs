//! Holding to talk: the microphone button of the room, the talk key, and how a person wants to talk.

use crate::browser::focus;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, div, el, p};
use crate::views::preview::Own;
use crate::views::{language, menu, say, toolbar};
use crate::words::{self, Word};
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::{MediaIntent, Text};
use plenum_engine::api::view::{Hold, Language, TalkMode};
use plenum_engine::media::talk_key::{Stroke, TalkKey, Verdict};

/// The button of our microphone: pressed briefly it switches, held it talks (or is silent) until it is let go.
pub fn microphone() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let down = StoredValue::new(false);
    // The click that ends a hold is none.
    let spent = StoredValue::new(false);
    let press = move || {
        down.set_value(true);
        spent.set_value(false);
        dispatch.send(MediaIntent::Hold(Hold::Button));
    };
    // Heard by the window: a pointer is let go of wherever it has strayed to.
    let up = window_event_listener(ev::pointerup, move |_| {
        if down.get_value() {
            down.set_value(false);
            spent.set_value(me.with_untracked(|me| me.held));
            dispatch.send(MediaIntent::Release(Hold::Button));
        }
    });
    let cancelled = window_event_listener(ev::pointercancel, move |_| {
        if down.get_value() {
            down.set_value(false);
            dispatch.send(MediaIntent::LoseHold);
        }
    });
    on_cleanup(move || {
        up.remove();
        cancelled.remove();
    });
    let click = move |by_pointer: bool| {
        if !(by_pointer && spent.get_value()) {
            toolbar::toggle(Own::Microphone, dispatch, me);
        }
        spent.set_value(false);
    };
    toolbar::face(Own::Microphone).down(press).click(click)
}

/// The talk key, wherever the focus is but in text fields, menus and controls that were reached by keyboard. Its release
/// is heard from everywhere.
pub fn keys() {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let reach = StoredValue::new_local(focus::Reach::watch());
    let held = StoredValue::new(TalkKey::default());
    let hear = move |event: &ev::KeyboardEvent, take: fn(&mut TalkKey, Stroke<'_>) -> Verdict| {
        let (code, key) = (event.code(), event.key());
        let stroke = Stroke {
            code: &code,
            key: &key,
            talks: is_talk_key(&key, me),
            modified: event.ctrl_key() || event.alt_key(),
            command: event.meta_key(),
            repeat: event.repeat(),
            taken: event.default_prevented(),
            focus: reach.with_value(|reach| focus::kind(event.target(), reach)),
        };
        let Some(verdict) = held.try_update_value(|held| take(held, stroke)) else { return };
        if verdict.prevent {
            event.prevent_default();
        }
        if let Some(intent) = verdict.intent {
            dispatch.send(intent);
        }
    };
    let down = window_event_listener(ev::keydown, move |event| hear(&event, TalkKey::down));
    let up = window_event_listener(ev::keyup, move |event| hear(&event, TalkKey::up));
    let blur = window_event_listener(ev::blur, move |_| held.update_value(TalkKey::lose));
    on_cleanup(move || {
        down.remove();
        up.remove();
        blur.remove();
    });
}

/// Whether this is the key to hold.
pub fn is_talk_key(key: &str, me: RwSignal<plenum_engine::api::view::Me>) -> bool {
    me.with_untracked(|me| *me.preferences.key == *key || *me.preferences.key == *key.to_lowercase())
}

/// How a person wants to talk, and which keys there are.
pub fn settings() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let mode = move |mode, word: Word| {
        let radio = el("input")
            .set("type", "radio")
            .set("name", "talk-mode")
            .checked(move || me.with(|me| me.preferences.mode == mode))
            .input(move |_| dispatch.send(MediaIntent::TalkMode(mode)));
        el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
    };
    let letters = el("input")
        .set("type", "checkbox")
        .checked(move || me.with(|me| me.preferences.letters))
        .input(move |_| dispatch.send(MediaIntent::Letters(!me.with_untracked(|me| me.preferences.letters))));
    let letters = el("label").set("class", "option").child(letters).child(el("span").tell(say(words::talk_letters)));
    let talk = menu::question(words::talk_how)
        .child(mode(TalkMode::Open, words::talk_open))
        .child(mode(TalkMode::PushToTalk, words::talk_push))
        .child(key_field());
    div("preferences").child(talk).child(keys_list().child(letters))
}

/// A field that takes the next key pressed in it.
fn key_field() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let take = move |key: &str| {
        let leaves = matches!(key, "Tab" | "Escape" | "Enter");
        if !leaves {
            dispatch.send(MediaIntent::TalkKey(Text(key.to_string())));
        }
        !leaves
    };
    let field = el("input")
        .set("type", "text")
        .set("autocomplete", "off")
        .set("inputmode", "none")
        .value(move || me.with(|me| key_name(&me.preferences.key, language.get())))
        .grab(take);
    el("label").set("class", "field").child(el("span").tell(say(words::talk_key))).child(field)
}

/// The keys of the room, in a list.
fn keys_list() -> El {
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let row = |key: El, word: Word| el("li").child(key).child(el("span").tell(say(word)));
    let hold = el("kbd").tell(move || me.with(|me| key_name(&me.preferences.key, language.get())));
    let list = el("ul")
        .set("class", "keys")
        .child(row(hold, words::talk_key_hold))
        .child(row(el("kbd").text("M"), words::room_microphone))
        .child(row(el("kbd").text("V"), words::room_camera))
        .child(row(el("kbd").text("D"), words::room_share))
        .child(row(el("kbd").text("W"), words::room_speaker_view))
        .child(row(el("kbd").text("F"), words::room_fill))
        .child(row(el("kbd").text("Esc"), words::talk_key_escape));
    menu::question(words::talk_keys).child(list).child(p("quiet", words::talk_key_note))
}

/// A key as people call it.
fn key_name(key: &str, language: Language) -> String {
    match key {
        " " => words::talk_space(language).to_string(),
        key if key.chars().count() == 1 => key.to_uppercase(),
        key => key.to_string(),
    }
}
