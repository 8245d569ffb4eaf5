//! The agenda: items with time boxes, of which one is under way, with a clock that everybody sees.

use super::{act, section};
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::clock::{minutes, ticking};
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::{AgendaItem, ItemState};
use plenum_document::base::ids::RecordId;
use plenum_document::records::content::Agenda;

/// Longest time box that the field takes, minutes.
const LONGEST: &str = "600";

/// The items, and the fields for another one.
pub fn items(focused: bool) -> El {
    let agenda = RwSignal::from(use_document().agenda);
    let ids = memo(move || agenda.with(|items| items.iter().map(|item| item.id).collect::<Vec<_>>()));
    let none = memo(move || ids.with(Vec::is_empty));
    section(words::agenda_title)
        .part(move || none.get().then(|| p("quiet", words::agenda_empty).done()))
        .child(el("ol").set("class", "items").each(ids, move |id| row(id, ids)))
        .child(add(focused))
}

/// Made once: whoever presses a button keeps the focus, whatever the others do meanwhile.
fn row(id: RecordId, ids: Memo<Vec<RecordId>>) -> AnyView {
    let (dispatch, language) = (use_dispatch(), language());
    let agenda = RwSignal::from(use_document().agenda);
    let item = memo(move || agenda.with(|items| items.iter().find(|item| item.id == id).cloned()));
    let started = memo(move || item.with(|item| item.as_ref().is_some_and(AgendaItem::started)));
    let over =
        memo(move || item.with(|item| item.as_ref().is_some_and(|item| matches!(item.state, ItemState::Done { .. }))));
    let first = memo(move || ids.with(|ids| ids.first() == Some(&id)));
    let title = move || item.with(|item| item.as_ref().map_or(String::new(), |item| item.title.clone()));
    let press = move |agenda: Agenda| act(dispatch, Act::Agenda(agenda));
    let main =
        move || press(if started.get_untracked() { Agenda::Done { item: id } } else { Agenda::Start { item: id } });
    let word = move || match (started.get(), over.get()) {
        (true, _) => words::agenda_done(language.get()),
        (false, true) => words::agenda_again(language.get()),
        (false, false) => words::agenda_start(language.get()),
    };
    let up = move || {
        let before = ids.with_untracked(|ids| {
            let place = ids.iter().position(|other| *other == id)?;
            ids.get(place.checked_sub(1)?).copied()
        });
        if before.is_some() {
            press(Agenda::Move { item: id, before });
        }
    };
    let acts = div("item-acts")
        .part(move || item.with(|item| item.as_ref().map(|item| state(item).done())))
        .child(button("btn small").press(main).tell(move || word().to_string()))
        .child(signed(words::agenda_up, icons::UP).bind("aria-disabled", move || first.get().to_string()).press(up))
        .child(signed(words::agenda_remove, icons::CLOSE).press(move || press(Agenda::Remove { item: id })));
    el("li")
        .set("class", "item")
        .when("now", move || started.get())
        .when("over", move || over.get())
        .child(el("bdi").set("dir", "auto").tell(title))
        .child(acts)
        .done()
}

/// How long it takes, or took.
fn state(item: &AgendaItem) -> El {
    let (language, at_most) = (language(), item.minutes);
    let small = el("small");
    match item.state {
        ItemState::Waiting if at_most == 0 => small,
        ItemState::Waiting => small.tell(move || words::agenda_minutes(language.get(), at_most.into())),
        ItemState::Started { at_ms } => elapsed(small, at_ms, at_most),
        ItemState::Done { took_ms } => small.tell(move || words::agenda_took(language.get(), &minutes(took_ms))),
    }
}

/// The clock of the item under way: how long it has taken, and of how much; marked when it takes longer.
pub fn elapsed(element: El, at_ms: u64, at_most: u16) -> El {
    let (now, language) = (ticking(memo(|| true)), language());
    let took = memo(move || now.get().saturating_sub(at_ms) / 1_000 * 1_000);
    let boxed = u64::from(at_most) * 60_000;
    element.when("overdue", move || boxed > 0 && took.get() > boxed).tell(move || match boxed {
        0 => minutes(took.get()),
        _ => words::agenda_elapsed(language.get(), &minutes(took.get()), &minutes(boxed)),
    })
}

/// A round button that is only a sign; its name says what it does.
fn signed(word: Word, sign: &'static str) -> El {
    button("round").label(word).bind("title", say(word)).child(icon(sign))
}

/// The fields for another item.
fn add(focused: bool) -> El {
    let dispatch = use_dispatch();
    let (title, minutes) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let field = Anchor::new();
    if focused {
        field.on_load(|field| drop(field.focus()));
    }
    let send = move || {
        let text = title.get_untracked().trim().to_string();
        if text.is_empty() {
            return;
        }
        let minutes = minutes.get_untracked().parse().unwrap_or(0);
        act(dispatch, Act::Agenda(Agenda::Add { title: text, minutes }));
        title.set(String::new());
        if let Some(field) = field.get_untracked() {
            drop(field.focus());
        }
    };
    el("form")
        .set("class", "add")
        .submit(send)
        .child(
            el("input")
                .set("type", "text")
                .set("dir", "auto")
                .set("maxlength", "200")
                .label(words::agenda_item)
                .bind("placeholder", say(words::agenda_item))
                .anchor(field)
                .value(move || title.get())
                .input(move |typed| title.set(typed)),
        )
        .child(
            el("input")
                .set("type", "number")
                .set("min", "0")
                .set("max", LONGEST)
                .set("inputmode", "numeric")
                .label(words::agenda_box)
                .bind("placeholder", say(words::agenda_box_short))
                .value(move || minutes.get())
                .input(move |typed| minutes.set(typed)),
        )
        .child(el("button").set("class", "round go").label(words::agenda_add).child(icon(icons::PLUS)))
}
