//! A calendar file for the meeting: the person says when, and saves it. Nothing of it goes anywhere.

use crate::browser::page::{local_time, text_files};
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, el};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::invite::calendar::{Appointment, write};

/// How long a meeting may take, minutes; the first one is proposed.
const LENGTHS: [u32; 5] = [60, 30, 90, 120, 180];

/// Title, beginning, length, and the file.
pub fn appointment() -> El {
    let link = RwSignal::from(use_mirror().link);
    let language = language();
    let title = StoredValue::new(words::invite_calendar_title(language.get_untracked()).to_string());
    let begins = StoredValue::new(local_time::soon());
    let minutes = StoredValue::new(LENGTHS[0]);
    let save = move || {
        let Some(begins) = local_time::moment(&begins.get_value()) else { return };
        let (link, title) = (link.get_untracked().unwrap_or_default(), title.get_value());
        let text = words::invite_calendar_text(language.get_untracked());
        let appointment = Appointment { begins, minutes: minutes.get_value(), title: &title, text, link: &link };
        text_files::keep("plenum.ics", "text/calendar", &write(&appointment, local_time::now()));
    };
    let named = el("input")
        .set("type", "text")
        .set("dir", "auto")
        .set("maxlength", "120")
        .value(move || title.get_value())
        .input(move |typed| title.set_value(typed));
    let at = el("input")
        .set("type", "datetime-local")
        .set("required", "")
        .value(move || begins.get_value())
        .input(move |chosen| begins.set_value(chosen));
    let mut lengths = LENGTHS;
    lengths.sort_unstable();
    let length = lengths.into_iter().fold(el("select"), |select, length| select.child(option(length)));
    let length = length.input(move |chosen| minutes.set_value(chosen.parse().unwrap_or(LENGTHS[0])));
    el("form")
        .set("class", "invite-part")
        .submit(save)
        .child(field(words::invite_calendar_name, named))
        .child(field(words::invite_calendar_when, at))
        .child(field(words::invite_calendar_length, length))
        .child(el("button").set("class", "btn").tell(say(words::invite_calendar_save)))
}

fn field(label: Word, input: El) -> El {
    el("label").set("class", "field").child(el("span").tell(say(label))).child(input)
}

fn option(minutes: u32) -> El {
    let language = language();
    let option = el("option").bind("value", move || minutes.to_string());
    let option = if minutes == LENGTHS[0] { option.set("selected", "") } else { option };
    option.tell(move || words::invite_minutes(language.get(), minutes))
}
