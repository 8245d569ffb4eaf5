//! After leaving: one click from coming back.

use crate::driver::use_dispatch;
use crate::views::dom::{div, el, p};
use crate::views::{heading, parts, say, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;

/// The screen after leaving.
pub fn left() -> AnyView {
    let dispatch = use_dispatch();
    let ways = div("ways")
        .child(parts::button("btn go", None, words::left_back).press(move || dispatch.send(AppIntent::Join)))
        .child(parts::to_start("btn"))
        .child(parts::copy_link("btn", words::top_copy_link));
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(say(words::left_title)))
        .child(p("lead", words::left_text))
        .child(ways);
    div("page").child(top::top()).child(main).done()
}
