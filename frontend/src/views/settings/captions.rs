//! Captions that somebody writes: whether they are shown, and how large.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::question;
use crate::views::ui::dom::{El, el, p};
use crate::views::ui::language::say;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::{CaptionSize, Captions};

/// From small to large.
const SIZES: [(CaptionSize, Word); 3] = [
    (CaptionSize::Large, words::captions_large),
    (CaptionSize::Larger, words::captions_larger),
    (CaptionSize::Largest, words::captions_largest),
];

/// The choices.
pub fn choice() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let wanted = move || me.with(|me| me.preferences.captions);
    let toggle = move |_| {
        let captions = untrack(wanted);
        dispatch.send(AppIntent::SetCaptions(Captions { shown: !captions.shown, ..captions }));
    };
    let shown = el("input").set("type", "checkbox").checked(move || wanted().shown).input(toggle);
    let one = |(size, word): (CaptionSize, Word)| {
        let dispatch = use_dispatch();
        let choose = move |_| dispatch.send(AppIntent::SetCaptions(Captions { size, ..untrack(wanted) }));
        let radio = el("input")
            .set("type", "radio")
            .set("name", "caption-size")
            .checked(move || wanted().size == size)
            .input(choose);
        el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
    };
    let group = question(words::captions_title)
        .child(el("label").set("class", "option").child(shown).child(el("span").tell(say(words::captions_shown))));
    SIZES.into_iter().fold(group, |group, size| group.child(one(size))).child(p("quiet", words::captions_who))
}

/// Whether the others see what we write in the chat while we write it.
pub fn live_typing() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let on = move || me.with(|me| me.preferences.live_typing);
    let toggle = move |_| dispatch.send(AppIntent::SetLiveTyping(!untrack(on)));
    let shown = el("input").set("type", "checkbox").checked(on).input(toggle);
    question(words::panel_chat)
        .child(el("label").set("class", "option").child(shown).child(el("span").tell(say(words::chat_live_typing))))
        .child(p("quiet", words::chat_live_typing_note))
}
