//! The screen between lobby and room, while the room chunk is being fetched.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::help;
use crate::views::ui::language::language;
use crate::views::ui::{components, header};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::SignalingState;

/// The screen between lobby and room; on most lines nobody sees it.
pub fn arriving() -> AnyView {
    let line = RwSignal::from(use_mirror().signaling);
    let language = language();
    let title = move || {
        let word = match line.get() {
            SignalingState::Away => words::arriving_away,
            SignalingState::Incomplete => words::arriving_incomplete,
            SignalingState::Idle
            | SignalingState::Connecting
            | SignalingState::Seated
            | SignalingState::Slow
            | SignalingState::Refused { .. } => words::arriving_title,
        };
        word(language.get()).to_string()
    };
    let lead = move || match line.get() {
        SignalingState::Incomplete => Some(p("lead", words::arriving_incomplete_lead).done()),
        SignalingState::Slow => Some(p("lead", words::arriving_slow).done()),
        SignalingState::Idle
        | SignalingState::Connecting
        | SignalingState::Seated
        | SignalingState::Away
        | SignalingState::Refused { .. } => None,
    };
    let stuck = memo(move || matches!(line.get(), SignalingState::Incomplete | SignalingState::Slow));
    let actions = div("actions")
        .part(move || stuck.get().then(|| components::reload().done()))
        .child(components::to_start("btn"));
    let away = memo(move || matches!(line.get(), SignalingState::Away | SignalingState::Incomplete));
    let report = move || away.get().then(|| help::copy_report().done());
    let main = el("main").set("class", "word late").child(heading().tell(title)).part(lead).child(actions);
    let main = main.part(report).part(help::plan_b());
    div("page").child(header::header()).child(main).done()
}
