//! That what was written stays on this device, and the ways to have it forgotten.

use crate::driver::use_dispatch;
use crate::views::settings::stored::meetings;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, p};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::KeepingIntent;

/// The sentence, and the button.
pub fn kept() -> El {
    let dispatch = use_dispatch();
    let forget = components::press_twice("plain", words::stored_forget, words::stored_forget_really, move || {
        dispatch.send(KeepingIntent::Forget);
    });
    div("log quiet").child(forget).child(p("", words::stored_kept))
}

/// What is stored of all meetings: read and shown when somebody opens it.
pub fn stored() -> El {
    let dispatch = use_dispatch();
    let opened = RwSignal::new(false);
    let look = move || {
        opened.set(true);
        dispatch.send(KeepingIntent::Look);
    };
    el("details")
        .child(el("summary").press(look).tell(say(words::stored_title)))
        .part(move || opened.get().then(|| meetings().done()))
}
