//! That what was written stays on this device, and the ways to have it forgotten.

use crate::driver::use_dispatch;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, p};
use crate::words;
use plenum_engine::api::intent::KeepingIntent;

/// The sentence, and the button.
pub fn kept() -> El {
    let dispatch = use_dispatch();
    let forget = components::press_twice("plain", words::stored_forget, words::stored_forget_really, move || {
        dispatch.send(KeepingIntent::Forget);
    });
    div("log quiet").child(forget).child(p("", words::stored_kept))
}
