//! The name badge of a tile: who it is, and whether the microphone is off or how loud it is.

use crate::views::ui::dom::{El, el};
use crate::views::ui::icons::{self, sign};
use crate::words;
use leptos::prelude::*;

/// The name at the bottom left, and whether the microphone is off or how loud it is.
pub fn name_badge(
    name: impl Fn() -> String + Copy + Send + 'static,
    muted: Memo<bool>,
    deaf: Memo<bool>,
    beside: Memo<bool>,
    level: RwSignal<u8>,
) -> El {
    let voice = move || {
        Some(if muted.get() {
            sign(icons::MICROPHONE_OFF, words::room_microphone_off)
        } else {
            let loudness = el("span").set("class", "loudness").set("aria-hidden", "true");
            loudness.style("--level", move || level.get().to_string()).done()
        })
    };
    let ears = move || deaf.get().then(|| sign(icons::DEAF, words::people_deaf));
    let beside = move || {
        let sign = || el("span").set("class", "beside").child(sign(icons::TOGETHER, words::people_together)).done();
        beside.get().then(sign)
    };
    el("span").set("class", "name").bind("title", name).part(voice).part(ears).part(beside).child(el("bdi").tell(name))
}
