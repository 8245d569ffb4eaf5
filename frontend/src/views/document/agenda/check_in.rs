//! The check-in round: everybody speaks once, in an order that nobody chose, each for so long.

use super::{act, section, small};
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::document::clock::room_time;
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::isolated;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::{Act, CheckInAct};
use plenum_document::api::view::RoundView;
use plenum_document::base::ids::Key;
use plenum_document::base::time::clock_time;
use std::cmp::Ordering;

/// What a time box can be, seconds.
const BOXES: [u16; 4] = [30, 60, 120, 180];

/// The round that is under way, or the way to one. Its buttons stay while it moves on, and keep the focus.
pub fn round() -> El {
    let running = running();
    let under_way = memo(move || running.with(Option::is_some));
    section(words::check_in_title)
        .part(move || running.get().map(|round| order(&round).done()))
        .part(move || Some(if under_way.get() { buttons(running).done() } else { begin().done() }))
}

/// The round that is under way.
pub fn running() -> Memo<Option<RoundView>> {
    let check_in = RwSignal::from(use_document().check_in);
    memo(move || check_in.with(|round| Option::clone(round).filter(|round| !round.over)))
}

/// Whose turn it is in a round.
pub fn speaker(round: &RoundView) -> Option<Key> {
    round.order.as_ref()?.get(usize::from(round.step)).copied()
}

/// How much time is left in this turn.
pub fn left(element: El, round: &RoundView) -> El {
    let now = room_time(memo(|| true));
    let ends = round.step_began_ms + u64::from(round.seconds) * 1_000;
    element.tell(move || clock_time(ends.saturating_sub(now.get())))
}

/// A button for each time box: it shows the time, and its name says what it does.
fn begin() -> El {
    let (dispatch, language) = (use_dispatch(), language());
    let choices = BOXES.into_iter().fold(div("choices"), |row, seconds| {
        let begin = move || act(dispatch, Act::CheckIn(CheckInAct::Begin { seconds }));
        let time = move || clock_time(u64::from(seconds) * 1_000);
        let named = move || words::check_in_begin(language.get(), &time());
        row.child(button("btn small").bind("aria-label", named).press(begin).tell(time))
    });
    div("check-in").child(p("quiet", words::check_in_lead)).child(choices)
}

/// Who speaks when.
fn order(round: &RoundView) -> El {
    let Some(order) = &round.order else { return p("quiet", words::check_in_drawing) };
    let list = order.iter().enumerate().fold(el("ol").set("class", "order"), |list, (at, key)| {
        let row = el("li").child(el("bdi").tell(author(*key)));
        list.child(match at.cmp(&usize::from(round.step)) {
            Ordering::Less => row.set("class", "over"),
            Ordering::Equal => row.set("class", "now").set("aria-current", "true").child(left(el("small"), round)),
            Ordering::Greater => row,
        })
    });
    let left_out = (!round.left_out.is_empty()).then(|| {
        let name = |p: El, key: &Key| p.text(" ").child(el("bdi").tell(author(*key)));
        round.left_out.iter().fold(p("quiet", words::check_in_left_out), name)
    });
    div("check-in").child(list).maybe(left_out)
}

fn buttons(running: Memo<Option<RoundView>>) -> El {
    let dispatch = use_dispatch();
    let press = move |what: CheckInAct| move || act(dispatch, Act::CheckIn(what));
    let drawing = move || running.with(|round| round.as_ref().is_none_or(|round| round.order.is_none()));
    div("choices")
        .child(small(words::check_in_next).mark("disabled", drawing).press(press(CheckInAct::Next)))
        .child(small(words::check_in_end).press(press(CheckInAct::End)))
}

/// The round in one line, over the tiles: who speaks, how much time is left, who is next.
pub fn line() -> impl Fn() -> Option<AnyView> + Send {
    let (running, language) = (running(), language());
    let us = RwSignal::from(use_document().us);
    move || {
        let round = running.get()?;
        let who = speaker(&round)?;
        let next = round.order.as_ref()?.get(usize::from(round.step) + 1).map(|key| {
            let name = author(*key);
            el("small").tell(move || words::check_in_then(language.get(), &isolated(name())))
        });
        let line = div("course")
            .child(el("b").tell(say(words::check_in_title)))
            .child(if us.get() == Some(who) {
                el("b").tell(say(words::check_in_your_turn))
            } else {
                el("bdi").tell(author(who))
            })
            .child(left(el("span").set("class", "clock"), &round))
            .maybe(next);
        Some(line.done())
    }
}

/// Says to whoever does not look that it is their turn.
pub fn told() -> El {
    let (running, language, us) = (running(), language(), RwSignal::from(use_document().us));
    let ours = memo(move || us.get().is_some() && running.with(|round| round.as_ref().and_then(speaker)) == us.get());
    let said = move || if ours.get() { words::check_in_your_turn(language.get()).to_string() } else { String::new() };
    el("p").set("class", "unseen").set("role", "status").tell(said)
}
