//! What everybody sees of the agenda without opening a panel: the item under way, whose turn it is in a round, and
//! proposals that wait for one's answer.

use super::{Desk, items};
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::view::Outcome;

/// Characters of a proposal that are shown.
const CHARACTERS: usize = 140;

/// The item of the agenda that is under way.
pub fn item() -> impl Fn() -> Option<AnyView> + Send {
    let agenda = RwSignal::from(use_document().agenda);
    let running = memo(move || agenda.with(|items| items.iter().find(|item| item.started()).cloned()));
    move || {
        let item = running.get()?;
        let title = item.title;
        let whole = title.clone();
        let name = el("bdi").set("dir", "auto").bind("title", move || whole.to_string()).tell(move || title.clone());
        let line =
            div("course").child(name).child(items::elapsed(el("span").set("class", "clock"), item.state, item.minutes));
        Some(line.done())
    }
}

/// The oldest proposal of somebody else that one has not answered.
pub fn asks(panel: Panel, desk: Desk) -> El {
    let document = use_document();
    let (us, all) = (RwSignal::from(document.us), RwSignal::from(document.decisions));
    let waiting = memo(move || {
        let us = us.get()?;
        let waits = all.with(|all| {
            let mut open = all
                .iter()
                .filter(|one| one.outcome == Outcome::Open && one.author != us && !one.answers.contains_key(&us));
            open.find(|one| desk.dismissed.with(|dismissed| !dismissed.contains(&one.id))).cloned()
        });
        waits.filter(|_| !panel.shows(Tab::Agenda))
    });
    let shown = move || {
        let proposal = waiting.get()?;
        let (id, text) = (proposal.id, proposal.text.chars().take(CHARACTERS).collect::<String>());
        let said = button("said")
            .press(move || {
                desk.wanted.set(Some(id));
                panel.open(Tab::Agenda);
            })
            .child(el("bdi").set("class", "by").tell(author(proposal.author)))
            .child(el("small").tell(say(words::decisions_asks)))
            .child(el("span").set("dir", "auto").tell(move || text.clone()));
        let away = components::cross().press(move || desk.dismissed.update(|dismissed| dismissed.push(id)));
        Some(div("course asks").child(said).child(away).done())
    };
    // It is said, too, to whoever does not see it.
    div("courses").set("role", "status").part(shown)
}
