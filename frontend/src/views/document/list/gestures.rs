//! The menu of signs: the kinds of raising a hand, hand signs, reactions. On phones its button stands over the tiles.

use super::floor::Floor;
use super::signs::{self, REACTIONS, SIGNS, WISHES};
use crate::driver::use_dispatch;
use crate::views::ui::components::{self, question};
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words;
use leptos::prelude::*;
use plenum_document::records::content::{Sign, Wish};
use plenum_engine::api::intent::ReactionIntent;

/// Its id in the page; the toolbar's button names it too.
const ID: &str = "gestures";

/// The menu; the browser does the opening, the closing and Escape (HTML popover).
pub fn menu(floor: Floor) -> AnyView {
    let close = components::cross().set("popovertarget", ID).set("popovertargetaction", "hide");
    let title = el("h2").set("tabindex", "-1").set("autofocus", "").tell(say(words::signs_title));
    let reactions = REACTIONS.into_iter().fold(div("picks"), |row, reaction| row.maybe(react(reaction)));
    let hands = SIGNS.into_iter().fold(div("picks"), |row, kind| row.child(sign(floor, kind)));
    let any = memo(move || own(floor).is_some_and(|signs| !signs.is_empty()));
    let lower = move || own(floor).into_iter().flatten().for_each(|sign| floor.sign(sign, false));
    // Always there: what comes and goes would move everything else under whoever is about to press it.
    let lower = chosen(components::button("btn small", None, words::signs_lower))
        .mark("disabled", move || !any.get())
        .press(move || untrack(lower));
    let menu = div("menu gestures")
        .set("id", ID)
        .set("popover", "auto")
        .set("role", "dialog")
        .label(words::signs_title)
        .key(|_| true)
        .child(div("menu-head").child(title).child(close))
        .child(question(words::signs_reactions).child(reactions))
        .child(question(words::signs_hands).child(hands).child(lower))
        .child(question(words::list_raise).child(wishes(floor, chosen)))
        .child(p("quiet", words::signs_note));
    let opener = button("round gestures-opener").label(words::signs_opener).pops(ID).child(icon(icons::SMILE));
    (menu.done(), opener.done()).into_any()
}

/// A choice in the menu, which closes with it: what was chosen shows on the tiles behind, and the focus goes back to where it was.
fn chosen(choice: El) -> El {
    choice.set("popovertarget", ID).set("popovertargetaction", "hide")
}

/// What we have raised.
fn own(floor: Floor) -> Option<Vec<Sign>> {
    let us = floor.us.get()?;
    floor.signs.with(|signs| signs.people.get(&us).cloned())
}

/// The four kinds of raising a hand; each pressed again takes it back. `made`: what else their buttons are.
pub fn wishes(floor: Floor, made: fn(El) -> El) -> El {
    let choice = |wish: Wish| {
        made(button("btn small"))
            .bind("aria-pressed", move || floor.own(wish).is_some().to_string())
            .press(move || floor.toggle(wish))
            .tell(say(signs::wish(wish)))
    };
    WISHES
        .into_iter()
        .fold(div("picks").set("role", "group").label(words::list_raise), |row, wish| row.child(choice(wish)))
}

/// A hand sign, and how many have raised it.
fn sign(floor: Floor, kind: Sign) -> El {
    let (picture, word, _) = signs::sign(kind);
    let up = memo(move || own(floor).is_some_and(|signs| signs.contains(&kind)));
    chosen(button("btn small"))
        .bind("aria-pressed", move || up.get().to_string())
        .press(move || floor.sign(kind, !up.get_untracked()))
        .child(el("span").set("aria-hidden", "true").text(picture))
        .child(el("span").tell(say(word)))
}

/// A reaction.
fn react(reaction: plenum_engine::api::view::Reaction) -> Option<El> {
    let dispatch = use_dispatch();
    let (picture, word) = signs::reaction(reaction)?;
    let button = chosen(button("pick"))
        .label(word)
        .bind("title", say(word))
        .press(move || dispatch.send(ReactionIntent::React(reaction)));
    Some(button.text(picture))
}

/// How many have raised what, for all to see.
pub fn counts(floor: Floor) -> El {
    let language = language();
    let raised = memo(move || {
        floor.signs.with(|signs| signs.counts.iter().map(|(sign, count)| (*sign as u8, *count)).collect::<Vec<_>>())
    });
    let told = move |sign: Sign, count: u32| {
        let (picture, _, counted) = signs::sign(sign);
        let words = el("span").tell(move || counted(language.get(), count));
        el("li").child(el("span").set("aria-hidden", "true").text(picture)).child(words)
    };
    let row = move || {
        let raised = raised.get();
        let of = |sign: Sign| raised.iter().find(|(other, _)| *other == sign as u8).map(|(_, count)| *count);
        let list = el("ul").set("class", "counts").label(words::signs_counts);
        let list = SIGNS.into_iter().fold(list, |list, sign| list.maybe(of(sign).map(|count| told(sign, count))));
        (!raised.is_empty()).then(|| list.done())
    };
    div("counted").part(row)
}
