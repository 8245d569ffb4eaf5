//! The buttons of the layout: grid or speaker view, and our own tile shown or hidden.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, memo};
use crate::views::ui::icons;
use crate::views::ui::tools;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::LayoutIntent;

/// The button between a grid of equals and a stage.
pub fn view_switch(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let staged = memo(move || layout.with(|layout| layout.speaker || !layout.stage.is_empty()));
    tools::tool(classes, icons::STAGE, words::room_speaker_view)
        .bind("aria-pressed", move || staged.get().to_string())
        .set("aria-keyshortcuts", "W")
        .press(move || dispatch.send(LayoutIntent::Switch))
}

/// The button that takes our own tile away, and brings it back.
pub fn hide_me(classes: &'static str) -> El {
    let dispatch = use_dispatch();
    let layout = RwSignal::from(use_mirror().layout);
    let hidden = memo(move || layout.with(|layout| !layout.myself));
    tools::tool(classes, icons::HIDE, words::room_hide_me)
        .bind("aria-pressed", move || hidden.get().to_string())
        .press(move || dispatch.send(LayoutIntent::Myself(hidden.get_untracked())))
}
