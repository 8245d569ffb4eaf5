//! The toolbar of the text (ARIA APG, toolbar): one of its buttons is in the order of Tab, the arrow keys go from one to the next.

use super::desk::Desk;
use super::icons as own;
use crate::browser::page::editor::Command;
use crate::views::ui::dom::{Anchor, El, button, div};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::words::{self, Word};
use leptos::prelude::*;

/// What a button is called, its picture, and whether it can be on.
fn looks(command: Command) -> (Word, &'static str, bool) {
    match command {
        Command::Bold => (words::notes_bold, own::BOLD, true),
        Command::Italic => (words::notes_italic, own::ITALIC, true),
        Command::Heading => (words::notes_heading, own::HEADING, false),
        Command::List => (words::notes_list, own::LIST, true),
        Command::Numbered => (words::notes_numbered, own::NUMBERED, true),
        Command::Check => (words::notes_check, own::CHECK, true),
        Command::Quote => (words::notes_quote, own::QUOTE, true),
        Command::Link => (words::notes_link, icons::LINK, false),
        Command::Undo => (words::notes_undo, own::UNDO, false),
        Command::Redo => (words::notes_redo, own::REDO, false),
        Command::Find => (words::notes_find, own::FIND, false),
    }
}

/// The toolbar.
pub fn toolbar(desk: Desk) -> El {
    let anchors = Command::ALL.map(|_| Anchor::new());
    let at = RwSignal::new(0);
    let walk = move |key: &str| {
        let (here, count) = (at.get_untracked(), anchors.len());
        let next = match key {
            "ArrowRight" => (here + 1) % count,
            "ArrowLeft" => (here + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return false,
        };
        at.set(next);
        if let Some(button) = anchors[next].get_untracked() {
            let _ = button.focus();
        }
        true
    };
    let row = div("formats").set("role", "toolbar").label(words::notes_tools).grab(walk);
    Command::ALL.into_iter().enumerate().fold(row, |row, (index, command)| {
        let (word, path, toggles) = looks(command);
        let button = button("round format")
            .label(word)
            .bind("title", say(word))
            .bind("tabindex", move || if at.get() == index { "0" } else { "-1" }.to_string())
            .anchor(anchors[index])
            .press(move || {
                at.set(index);
                desk.command(command);
            })
            .child(icon(path));
        let is_on = move || desk.active.with(|active| active.contains(&command));
        row.child(if toggles { button.bind("aria-pressed", move || is_on().to_string()) } else { button })
    })
}
