//! On the way in: what the room needs is still being fetched.

use crate::mirror::use_mirror;
use crate::views::dom::{div, el, memo, p};
use crate::views::{heading, language, parts, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::view::LineView;

/// The screen between lobby and room; on most lines nobody sees it.
pub fn arriving() -> AnyView {
    let line = RwSignal::from(use_mirror().line);
    let language = language();
    let title = move || {
        let word = match line.get() {
            LineView::Away => words::arriving_away,
            LineView::Incomplete => words::arriving_incomplete,
            LineView::Idle | LineView::Connecting | LineView::Seated | LineView::Refused { .. } => {
                words::arriving_title
            }
        };
        word(language.get()).to_string()
    };
    let incomplete = memo(move || line.get() == LineView::Incomplete);
    let lead = move || incomplete.get().then(|| p("lead", words::arriving_incomplete_lead).done());
    let ways = div("ways").part(move || incomplete.get().then(|| parts::reload().done())).child(parts::to_start("btn"));
    let main = el("main").set("class", "word late").child(heading().tell(title)).part(lead).child(ways);
    div("page").child(top::top()).child(main).done()
}
