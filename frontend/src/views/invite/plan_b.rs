//! Plan B: the note of the room for whoever cannot connect, written beside the invitation and shown where it is needed.

use crate::browser::page::focus::CameFrom;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::{PlanBIntent, Text};
use plenum_engine::plan_b::pieces::{Piece, pieces};

/// As many characters as a note has at most. A field counts in units of UTF-16, which are no fewer.
const LONGEST: &str = "280";

/// The note, where there is one and somebody does not get through. `closes`: it stands above something else and can be put away.
pub fn card(closes: bool) -> AnyView {
    let plan_b = RwSignal::from(use_mirror().plan_b());
    let away = RwSignal::new(false);
    let before = StoredValue::new_local(CameFrom::default());
    let put_away = move || {
        away.set(true);
        before.with_value(CameFrom::go_back);
    };
    let shown =
        memo(move || plan_b.with(|plan_b| (plan_b.needed && !plan_b.text.is_empty()).then(|| plan_b.text.clone())));
    let card = move || {
        let Some(text) = shown.get() else {
            // Whoever does not get through another time is shown it again.
            if away.get_untracked() {
                away.set(false);
            }
            return None;
        };
        let cross = closes.then(|| components::cross().press(put_away));
        let head = div("plan-b-head").child(el("h2").tell(say(words::plan_b_card))).maybe(cross);
        (!away.get()).then(|| div("plan-b").child(head).child(note(&text)).done())
    };
    let place = div("plan-b-place").comes_from(before).part(card);
    // Above the room it stands among the notices, which are read out already.
    if closes { place } else { place.set("role", "status") }.done()
}

/// What it says; of what somebody else wrote nothing is markup, and nothing leads anywhere but what is written out.
fn note(text: &str) -> El {
    pieces(text).into_iter().fold(el("p").set("dir", "auto"), |note, piece| match piece {
        Piece::Text(text) => note.child(text.into_any()),
        Piece::Phone { written, target } => {
            note.child(el("a").set("dir", "ltr").bind("href", move || target.clone()).child(written.into_any()))
        }
        Piece::Web { written, target, leads } => {
            let link = el("a").set("dir", "ltr").set("target", "_blank").set("rel", "noopener noreferrer nofollow");
            let language = language();
            let leads = leads.map(|host| el("small").tell(move || words::chat_leads_to(language.get(), &host)));
            note.child(link.bind("href", move || target.clone()).child(written.into_any())).maybe(leads)
        }
    })
}

/// Where it is written.
pub fn form() -> El {
    let dispatch = use_dispatch();
    let plan_b = RwSignal::from(use_mirror().plan_b());
    let typed = RwSignal::new(None::<String>);
    let sent = RwSignal::new(None::<Word>);
    let write = move || {
        if let Some(text) = typed.get_untracked() {
            sent.set(match text.trim().is_empty() {
                false => Some(words::plan_b_saved),
                true => plan_b.with_untracked(|plan_b| !plan_b.text.is_empty()).then_some(words::plan_b_removed),
            });
            dispatch.send(PlanBIntent::Write(Text(text)));
        }
    };
    let field = el("textarea")
        .set("dir", "auto")
        .set("rows", "3")
        .set("maxlength", LONGEST)
        .bind("placeholder", say(words::plan_b_example))
        .value(move || typed.get().unwrap_or_else(|| plan_b.with(|plan_b| plan_b.text.to_string())))
        .input(move |text| {
            typed.set(Some(text));
            sent.set(None);
        });
    let language = language();
    let said = move || sent.get().map_or("", |word| word(language.get())).to_string();
    el("form")
        .set("class", "invite-part")
        .submit(write)
        .child(p("quiet", words::plan_b_text))
        .child(el("label").set("class", "field").child(el("span").tell(say(words::plan_b_label))).child(field))
        .child(el("button").set("class", "btn").tell(say(words::plan_b_save)))
        .child(el("p").set("class", "told-here").set("role", "status").tell(said))
}
