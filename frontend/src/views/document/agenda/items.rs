//! The agenda: items with time boxes, of which one is under way, with a clock that everybody sees.

use super::{Desk, act, section};
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::clock::room_time;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::{AgendaItem, ItemState};
use plenum_document::base::ids::RecordId;
use plenum_document::base::time::clock_time;
use plenum_document::records::content::Agenda;

/// Longest time box that the field takes, minutes.
const LONGEST: u16 = 600;

/// The time box as it was written; nothing written is none, and what does not fit is nothing.
fn time_box(written: &str) -> Option<u16> {
    let written = written.trim();
    if written.is_empty() { Some(0) } else { written.parse().ok().filter(|minutes| *minutes <= LONGEST) }
}

/// A time box that is being written.
#[derive(Clone, Copy)]
struct TimeBox {
    written: RwSignal<String>,
    /// It was to be sent and did not fit.
    refused: RwSignal<bool>,
    /// It does not fit now either.
    wrong: Memo<bool>,
}

impl TimeBox {
    fn new(written: RwSignal<String>) -> TimeBox {
        let refused = RwSignal::new(false);
        let wrong = memo(move || refused.get() && written.with(|written| time_box(written).is_none()));
        TimeBox { written, refused, wrong }
    }

    /// The minutes, to be sent. What does not fit is told from now on: left out silently, it would look like no time box.
    fn read(self) -> Option<u16> {
        let minutes = self.written.with_untracked(|written| time_box(written));
        self.refused.set(minutes.is_none());
        minutes
    }
}

/// The items, and the fields for another one.
pub fn items(desk: Desk) -> El {
    let agenda = RwSignal::from(use_document().agenda);
    let ids = memo(move || agenda.with(|items| items.iter().map(|item| item.id).collect::<Vec<_>>()));
    let none = memo(move || ids.with(Vec::is_empty));
    section(words::agenda_title)
        .part(move || none.get().then(|| p("quiet", words::agenda_empty).done()))
        .child(el("ol").set("class", "items").each(ids, move |id| row(id, ids)))
        .child(add(desk))
}

/// Made once: whoever presses a button keeps the focus, whatever the others do meanwhile.
fn row(id: RecordId, ids: Memo<Vec<RecordId>>) -> AnyView {
    let (dispatch, language) = (use_dispatch(), language());
    let agenda = RwSignal::from(use_document().agenda);
    let item = memo(move || agenda.with(|items| items.iter().find(|item| item.id == id).cloned()));
    let started = memo(move || item.with(|item| item.as_ref().is_some_and(AgendaItem::started)));
    let over =
        memo(move || item.with(|item| item.as_ref().is_some_and(|item| matches!(item.state, ItemState::Done { .. }))));
    let editing = RwSignal::new(false);
    let (above, below) = (memo(move || place(ids, id, -1)), memo(move || place(ids, id, 1)));
    let title = memo(move || item.with(|item| item.as_ref().map_or(String::new(), |item| item.title.clone())));
    let press = move |agenda: Agenda| act(dispatch, Act::Agenda(agenda));
    let main =
        move || press(if started.get_untracked() { Agenda::Done { item: id } } else { Agenda::Start { item: id } });
    let word = move || {
        let word: Word = match (started.get(), over.get()) {
            (true, _) => words::agenda_done,
            (false, true) => words::agenda_again,
            (false, false) => words::agenda_start,
        };
        word(language.get()).to_string()
    };
    let up = move || {
        if let Some(before) = above.get_untracked() {
            press(Agenda::Move { item: id, before: Some(before) });
        }
    };
    let down = move || {
        if below.get_untracked().is_some() {
            press(Agenda::Move { item: id, before: place(ids, id, 2) });
        }
    };
    let pencil = Anchor::new();
    let close = move || {
        editing.set(false);
        if let Some(pencil) = pencil.get_untracked() {
            drop(pencil.focus());
        }
    };
    let turn = move || if editing.get_untracked() { close() } else { editing.set(true) };
    let edit = signed(words::agenda_edit, icons::PENCIL, title)
        .anchor(pencil)
        .bind("aria-expanded", move || editing.get().to_string())
        .press(turn);
    let acts = div("item-acts")
        .part(move || item.with(|item| item.as_ref().map(|item| state(item).done())))
        .child(button("btn small").press(main).about(word, title).tell(word))
        .child(edit)
        .child(moving(words::agenda_up, icons::UP, title, above).press(up))
        .child(moving(words::agenda_down, icons::DOWN, title, below).press(down))
        .child(signed(words::agenda_remove, icons::CLOSE, title).press(move || press(Agenda::Remove { item: id })));
    let head = move || {
        let form = editing.get().then(|| untrack(|| item.get())).flatten().map(|item| change(item, close).done());
        Some(form.unwrap_or_else(|| el("bdi").set("dir", "auto").tell(move || title.get()).done()))
    };
    el("li")
        .set("class", "item")
        .when("now", move || started.get())
        .when("over", move || over.get())
        .part(head)
        .child(acts)
        .done()
}

/// The item so many places further down, or up.
fn place(ids: Memo<Vec<RecordId>>, id: RecordId, further: isize) -> Option<RecordId> {
    ids.with(|ids| {
        let at = ids.iter().position(|other| *other == id)?;
        ids.get(at.checked_add_signed(further)?).copied()
    })
}

/// A button that moves an item, as long as there is one to pass.
fn moving(word: Word, sign: &'static str, title: Memo<String>, passed: Memo<Option<RecordId>>) -> El {
    signed(word, sign, title).bind("aria-disabled", move || passed.get().is_none().to_string())
}

/// The fields for another title and time box. Whoever saves last is right; Escape gives up.
fn change(item: AgendaItem, close: impl Fn() + Copy + 'static) -> El {
    let dispatch = use_dispatch();
    let boxed = if item.minutes == 0 { String::new() } else { item.minutes.to_string() };
    let (title, time) = (RwSignal::new(item.title.clone()), TimeBox::new(RwSignal::new(boxed)));
    let field = Anchor::new();
    field.on_load(|field| drop(field.focus()));
    let id = item.id;
    let send = move || {
        let text = title.get_untracked().trim().to_string();
        let Some(minutes) = time.read() else { return };
        if text.is_empty() {
            return;
        }
        if text != item.title || minutes != item.minutes {
            act(dispatch, Act::Agenda(Agenda::Change { item: id, title: text, minutes }));
        }
        close();
    };
    let gives_up = move |key: &str| {
        let gives_up = key == "Escape";
        if gives_up {
            close();
        }
        gives_up
    };
    let names: [Word; 3] = [words::agenda_item_title, words::agenda_item_box, words::agenda_save];
    form(names, icons::TICK, title, time, field, Some(id)).label(words::agenda_edit).submit(send).key(gives_up)
}

/// How long it takes, or took.
fn state(item: &AgendaItem) -> El {
    let (language, at_most) = (language(), item.minutes);
    let small = el("small");
    match item.state {
        ItemState::Waiting if at_most == 0 => small,
        ItemState::Waiting => small.tell(move || words::agenda_minutes(language.get(), at_most.into())),
        under_way @ ItemState::Started { .. } => elapsed(small, under_way, at_most),
        ItemState::Done { took_ms } => small.tell(move || words::agenda_took(language.get(), &clock_time(took_ms))),
    }
}

/// The clock of the item under way: how long it has taken, and of how much; marked when it takes longer.
pub fn elapsed(element: El, item: ItemState, at_most: u16) -> El {
    let (now, language) = (room_time(memo(|| true)), language());
    let took = memo(move || item.took_ms(now.get()) / 1_000 * 1_000);
    let boxed = u64::from(at_most) * 60_000;
    element.when("overdue", move || boxed > 0 && took.get() > boxed).tell(move || match boxed {
        0 => clock_time(took.get()),
        _ => words::agenda_elapsed(language.get(), &clock_time(took.get()), &clock_time(boxed)),
    })
}

/// A round button that is only a sign; its name says what it does with which item.
fn signed(word: Word, sign: &'static str, title: Memo<String>) -> El {
    button("round").about(say(word), title).child(icon(sign))
}

/// The fields for another item.
fn add(desk: Desk) -> El {
    let dispatch = use_dispatch();
    let [title, minutes] = desk.item;
    let time = TimeBox::new(minutes);
    let field = Anchor::new();
    let send = move || {
        let text = title.get_untracked().trim().to_string();
        if text.is_empty() {
            return;
        }
        let Some(count) = time.read() else { return };
        act(dispatch, Act::Agenda(Agenda::Add { title: text, minutes: count }));
        title.set(String::new());
        minutes.set(String::new());
        if let Some(field) = field.get_untracked() {
            drop(field.focus());
        }
    };
    let names: [Word; 3] = [words::agenda_item, words::agenda_box, words::agenda_add];
    form(names, icons::PLUS, title, time, field, None).submit(send)
}

/// A title, a time box and a button, with their names.
fn form(
    names: [Word; 3],
    sign: &'static str,
    title: RwSignal<String>,
    time: TimeBox,
    first: Anchor,
    item: Option<RecordId>,
) -> El {
    let language = language();
    // What is written for another item outlives the panel.
    let input = || if item.is_none() { el("input").set("data-kept", "") } else { el("input") };
    let title = input()
        .set("type", "text")
        .set("dir", "auto")
        .set("maxlength", "200")
        .label(names[0])
        .bind("placeholder", say(names[0]))
        .anchor(first)
        .value(move || title.get())
        .input(move |typed| title.set(typed));
    // Several may stand there at once, each with its own.
    let alert =
        item.iter().flat_map(|id| id.0).fold("box-wrong".to_string(), |name, byte| name + "-" + &byte.to_string());
    let described = alert.clone();
    // No field of type `number`: that tells of whatever is no number that it is empty.
    let minutes = input()
        .set("type", "text")
        .set("inputmode", "numeric")
        .set("pattern", "[0-9]*")
        .set("autocomplete", "off")
        .label(names[1])
        .bind("placeholder", say(words::agenda_box_short))
        .bind("aria-invalid", move || time.wrong.get().to_string())
        .bind("aria-describedby", move || if time.wrong.get() { described.clone() } else { String::new() })
        .value(move || time.written.get())
        .input(move |typed| time.written.set(typed));
    let says = move || {
        let alert = alert.clone();
        let said = move || words::agenda_box_wrong(language.get(), &LONGEST.to_string());
        let line = el("p").set("class", "wrong").set("role", "alert").bind("id", move || alert.clone());
        time.wrong.get().then(|| line.tell(said).done())
    };
    el("form")
        .set("class", "add")
        .set("novalidate", "")
        .child(title)
        .child(minutes)
        .child(el("button").set("class", "round go").label(names[2]).child(icon(sign)))
        .part(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_box_is_whole_minutes_or_none() {
        for (written, read) in [
            ("", Some(0)),
            (" 5 ", Some(5)),
            ("600", Some(LONGEST)),
            ("-5", None),
            ("601", None),
            ("2.5", None),
            ("-", None),
            ("5 min", None),
        ] {
            assert_eq!(time_box(written), read, "{written}");
        }
    }
}
