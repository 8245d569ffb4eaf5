//! What else can be done with notes: pads, templates, files, paper, colours, versions.

use super::desk::{Desk, Face};
use super::{file_name, pad_name, removed};
use crate::browser::page::{dialog, document, text_files};
use crate::views::document::written::written;
use crate::views::ui::components::{self, question};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::modal::modal;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::{PadAct, Template};
use plenum_document::base::untrusted_text::clean_name;
use plenum_document::fold::pad_names;
use plenum_document::markdown::{export, notes};
use plenum_document::pads::pad::TEXT_UNITS;
use plenum_engine::api::view::Language;

/// The id of the dialog.
pub const ID: &str = "notes-menu";

/// As many letters as a pad's name keeps (`NAME_CHARACTERS` of the document).
const LONGEST: &str = "40";

/// The menu, which is empty until it is opened for the first time.
pub fn menu(desk: Desk) -> El {
    let opened = RwSignal::new(false);
    let awaited = awaited(desk);
    modal("front notes-menu", ID, words::notes_more)
        .opening(move || opened.set(true))
        .part(move || opened.get().then(|| choices(desk, awaited).done()))
}

fn choices(desk: Desk, awaited: Awaited) -> El {
    let language = language();
    div("choices")
        .child(
            question(words::notes_templates).child(
                div("ways")
                    .child(act(words::notes_agenda, move || fill_in(desk, language, Template::Agenda)))
                    .child(act(words::notes_minutes, move || fill_in(desk, language, Template::Minutes))),
            ),
        )
        .child(question(words::notes_export).child(exports(desk)))
        .child(
            question(words::notes_pad).child(rename(desk)).child(new_pad(desk, awaited)).child(
                div("ways")
                    .child(act(words::notes_import, move || import(desk)))
                    .child(act(words::notes_versions, move || desk.face.set(Face::Versions)))
                    .child(removed::remove(desk)),
            ),
        )
        .child(removed::list(desk))
        .child(
            div("switches")
                .child(switch(words::notes_authors, desk.authors, move |on| desk.show_authors(on)))
                .child(switch(words::notes_aloud, desk.aloud().wanted, move |on| desk.aloud().wanted.set(on))),
        )
}

/// A button that closes the menu and does something.
fn act(word: Word, act: impl Fn() + 'static) -> El {
    components::button("btn small", None, word).press(move || {
        dialog::close(ID);
        act();
    })
}

fn switch(word: Word, on: RwSignal<bool>, turn: impl Fn(bool) + 'static) -> El {
    let tick = el("input").set("type", "checkbox").checked(move || on.get()).input(move |_| turn(!on.get_untracked()));
    el("label").set("class", "option").child(tick).child(el("span").tell(say(word)))
}

fn insert(desk: Desk, text: String) {
    desk.import_failed.set(false);
    desk.face.set(Face::Writing);
    desk.act(PadAct::Append { pad: desk.pad.get_untracked(), text });
}

/// Puts a template into the pad that is shown. The document knows what there is to be filled in.
fn fill_in(desk: Desk, language: Memo<Language>, template: Template) {
    let language = language.get_untracked();
    let (pad, date) = (desk.pad.get_untracked(), document::today(language.tag()));
    desk.face.set(Face::Writing);
    desk.act(PadAct::Template { pad, template, date, words: written(language) });
}

fn import(desk: Desk) {
    text_files::choose(TEXT_UNITS as u32, move |text| match text {
        Some(text) => insert(desk, text.replace("\r\n", "\n")),
        None => desk.import_failed.set(true),
    });
}

/// Files to keep, and paper.
fn exports(desk: Desk) -> El {
    let language = language();
    let keep = move |ending: &'static str, kind: &'static str, written: fn(&str, &str, &str) -> String| {
        move || {
            let (language, pad) = (language.get_untracked(), desk.pad.get_untracked());
            let (name, text) = untrack(|| (pad_name(desk, pad, language), desk.text()));
            let written = written(&text, &name, language.tag());
            text_files::keep(&[&file_name(&name), ending].concat(), kind, &written);
        }
    };
    let html = |text: &str, name: &str, language: &str| export::page(name, language, &notes::read(text));
    let print = move || {
        desk.face.set(Face::Reading);
        text_files::print();
    };
    div("ways")
        .child(act(words::notes_as_markdown, keep(".md", "text/markdown", |text, _, _| text.to_owned())))
        .child(act(words::notes_as_text, keep(".txt", "text/plain", |text, _, _| export::plain(&notes::read(text)))))
        .child(act(words::notes_as_html, keep(".html", "text/html", html)))
        .child(act(words::notes_print, print))
}

/// A form of one field and one button, which closes the menu when it is sent.
fn form(label: Word, button: Word, value: impl Fn() -> String + Send + 'static, send: impl Fn(String) + 'static) -> El {
    let typed = StoredValue::new(None::<String>);
    let field = el("input")
        .set("type", "text")
        .set("dir", "auto")
        .set("maxlength", LONGEST)
        .value(value)
        .input(move |name| typed.set_value(Some(name)));
    let sent = move || {
        if let Some(name) = typed.get_value().filter(|name| !name.trim().is_empty()) {
            dialog::close(ID);
            send(name);
        }
    };
    el("form")
        .set("class", "rename")
        .submit(sent)
        .child(el("label").set("class", "field").child(el("span").tell(say(label))).child(field))
        .child(el("button").set("class", "btn").tell(say(button)))
}

fn rename(desk: Desk) -> El {
    let language = language();
    let name = memo(move || pad_name(desk, desk.pad.get(), language.get()));
    form(
        words::notes_name,
        words::devices_rename,
        move || name.get(),
        move |name| {
            desk.act(PadAct::Rename { pad: desk.pad.get_untracked(), name });
        },
    )
}

/// A pad that was asked for: how many there were then, and its name as the document keeps it.
type Awaited = RwSignal<Option<(usize, String)>>;

/// A new pad is shown as soon as it is there. The forms are made anew whenever the menu opens or closes; this waits.
fn awaited(desk: Desk) -> Awaited {
    let awaited: Awaited = RwSignal::new(None);
    Effect::new(move |_| {
        let Some((before, name)) = awaited.get() else { return };
        let made = desk.pads.with(|pads| {
            let newer = pads.iter().skip(before);
            newer.filter(|pad| pad.name == name).map(|pad| pad.id).next()
        });
        if let Some(made) = made {
            awaited.set(None);
            desk.show(made);
            desk.face.set(Face::Writing);
        }
    });
    awaited
}

fn new_pad(desk: Desk, awaited: Awaited) -> El {
    let full = memo(move || desk.pads.with(|pads| pad_names::full(pads)));
    let make = move |name: String| {
        awaited.set(Some((desk.pads.with_untracked(|pads| pads.len()), clean_name(&name))));
        desk.act(PadAct::Make { name });
    };
    div("new-pad").part(move || {
        Some(match full.get() {
            true => p("quiet", words::notes_pads_full).done(),
            false => form(words::notes_new, words::notes_create, String::new, make).done(),
        })
    })
}
