//! The screen after leaving: one click from coming back.

use crate::driver::use_dispatch;
use crate::views::ui::dom::{div, el, p};
use crate::views::ui::heading::heading;
use crate::views::ui::language::say;
use crate::views::ui::{components, header};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;

/// The screen after leaving.
pub fn left() -> AnyView {
    let dispatch = use_dispatch();
    let actions = div("actions")
        .child(components::button("btn go", None, words::left_back).press(move || dispatch.send(AppIntent::Join)))
        .child(components::to_start("btn"))
        .child(components::copy_link("btn", words::top_copy_link));
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(say(words::left_title)))
        .child(p("lead", words::left_text))
        .child(actions);
    div("page").child(header::header()).child(main).done()
}
