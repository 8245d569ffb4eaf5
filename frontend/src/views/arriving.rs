//! On the way in: what the room needs is still being fetched.

use crate::mirror::use_mirror;
use crate::views::dom::{div, el};
use crate::views::{heading, language, parts, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::view::LineView;

/// The screen between lobby and room; on most lines nobody sees it.
pub fn arriving() -> AnyView {
    let line = RwSignal::from(use_mirror().line);
    let language = language();
    let title = move || {
        let word = if line.get() == LineView::Away { words::arriving_away } else { words::arriving_title };
        word(language.get()).to_string()
    };
    let main = el("main").set("class", "word late").child(heading().tell(title)).child(parts::to_start("btn"));
    div("page").child(top::top()).child(main).done()
}
