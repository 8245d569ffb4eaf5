//! That what was written in this meeting stays on this device, and the way to have it forgotten.

use crate::driver::use_dispatch;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, p};
use crate::words;
use plenum_engine::api::intent::KeepingIntent;

/// The sentence, and the button.
pub fn kept() -> El {
    let dispatch = use_dispatch();
    let forget =
        components::button("plain", None, words::stored_forget).press(move || dispatch.send(KeepingIntent::Forget));
    div("log quiet").child(forget).child(p("", words::stored_kept))
}
