//! How a person talks: open microphone or push-to-talk, and the talk key.

use crate::browser::base::letter_case::lower;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::keys::key_name;
use crate::views::ui::components::question;
use crate::views::ui::dom::{El, el};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::{MediaIntent, Text};
use plenum_engine::api::view::TalkMode;

/// How a person wants to talk.
pub fn choice() -> El {
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
    question(words::talk_how)
        .child(mode(TalkMode::Open, words::talk_open))
        .child(mode(TalkMode::PushToTalk, words::talk_push))
        .child(key_field())
}

/// A field that takes the next key pressed in it.
fn key_field() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let language = language();
    let take = move |key: &str| {
        let leaves = matches!(key, "Tab" | "Escape" | "Enter");
        if !leaves {
            // Longer ones are names of keys.
            let key = if key.chars().count() == 1 { lower(key) } else { key.to_string() };
            dispatch.send(MediaIntent::TalkKey(Text(key)));
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
