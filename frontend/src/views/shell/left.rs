//! The screen after leaving: one click from coming back.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dialog_screens::use_dialog_screens;
use crate::views::ui::dom::{div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::keeping::kept;
use crate::views::ui::language::say;
use crate::views::ui::{components, header};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::KeepingState;

/// What stays of the meeting on this device, if anything does.
fn stays() -> impl Fn() -> Option<AnyView> + Send {
    let keeping = RwSignal::from(use_mirror().keeping());
    let state = memo(move || keeping.with(|keeping| keeping.state));
    move || match state.get() {
        KeepingState::Kept => Some(kept().done()),
        KeepingState::Forgotten => Some(p("quiet", words::stored_forgotten).done()),
        KeepingState::Nothing | KeepingState::Full | KeepingState::Unavailable => None,
    }
}

/// The screen after leaving.
pub fn left() -> AnyView {
    let (dispatch, screens) = (use_dispatch(), use_dialog_screens());
    let actions = div("actions")
        .child(components::button("btn go", None, words::left_back).press(move || dispatch.send(AppIntent::Join)))
        .child(components::to_start("btn"))
        .child(components::copy_link("btn", words::top_copy_link));
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(say(words::left_title)))
        .child(p("lead", words::left_text))
        .child(actions)
        .part(stays());
    let foot = el("footer").set("class", "foot").part(move || screens.stored());
    div("page").child(header::header()).child(main).child(foot).done()
}
