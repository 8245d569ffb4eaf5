//! What a person is called, and what of their writing is seen.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::settings::captions;
use crate::views::ui::components::name_field;
use crate::views::ui::dom::{El, div, el, p};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Text};

/// A new name, during a call too; said when confirmed.
pub fn section() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let typed = StoredValue::new(None::<String>);
    let rename = move || {
        if let Some(name) = typed.get_value() {
            dispatch.send(AppIntent::SetName(Text(name)));
        }
    };
    let field = name_field().value(move || me.with(|me| me.name.to_string())).input(move |name| {
        typed.set_value(Some(name));
    });
    let form = el("form")
        .set("class", "rename")
        .submit(rename)
        .child(el("label").set("class", "field").child(el("span").tell(say(words::lobby_name))).child(field))
        .child(el("button").set("class", "btn").tell(say(words::devices_rename)));
    div("settings-part").child(form).child(p("quiet", words::lobby_name_example)).child(captions::live_typing())
}
