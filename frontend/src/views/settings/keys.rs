//! The list of all keys, and whether letters are any.

use crate::browser::base::letter_case;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::question;
use crate::views::ui::dom::{El, div, el, p};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::Language;

/// All keys.
pub fn section() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let letters = el("input")
        .set("type", "checkbox")
        .checked(move || me.with(|me| me.preferences.letters))
        .input(move |_| dispatch.send(MediaIntent::Letters(!me.with_untracked(|me| me.preferences.letters))));
    let letters = el("label").set("class", "option").child(letters).child(el("span").tell(say(words::talk_letters)));
    div("settings-part").child(keys_list().child(letters))
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
        .child(row(el("kbd").text("C"), words::panel_chat))
        .child(row(el("kbd").text("N"), words::panel_notes))
        .child(row(el("kbd").text("R"), words::talk_key_hand))
        .child(row(el("kbd").text("T"), words::talk_key_time))
        .child(row(el("kbd").text("W"), words::room_speaker_view))
        .child(row(el("kbd").text("F"), words::room_fill))
        .child(row(el("kbd").text("?"), words::talk_key_help))
        .child(row(el("kbd").text("Esc"), words::talk_key_escape));
    question(words::talk_keys).child(list).child(p("quiet", words::talk_key_note))
}

/// A key as people call it.
pub fn key_name(key: &str, language: Language) -> String {
    match key {
        " " => words::talk_space(language).to_string(),
        key if key.chars().count() == 1 => letter_case::upper(key),
        key => key.to_string(),
    }
}
