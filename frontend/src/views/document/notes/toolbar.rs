//! The toolbar of the text.

use super::desk::Desk;
use super::icons as own;
use crate::browser::page::editor::Command;
use crate::views::ui::dom::{El, button, div};
use crate::views::ui::icons;
use crate::views::ui::language::say;
use crate::words::{self, Word};
use leptos::prelude::With;

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

/// The toolbar. What takes something back and what finds something is always seen.
pub fn toolbar(desk: Desk) -> El {
    let row = div("formats").walked().label(words::notes_tools);
    let (always, others): (Vec<Command>, Vec<Command>) =
        Command::ALL.into_iter().partition(|command| matches!(command, Command::Undo | Command::Redo | Command::Find));
    let add = |row: El, command| row.child(button_of(desk, command));
    others.into_iter().fold(row, add).child(always.into_iter().fold(div("always"), add))
}

fn button_of(desk: Desk, command: Command) -> El {
    let (word, path, toggles) = looks(command);
    let button = button("round format")
        .label(word)
        .bind("title", say(word))
        .press(move || desk.command(command))
        .child(icons::drawn(path, matches!(command, Command::List | Command::Undo | Command::Redo)));
    let is_on = move || desk.active.with(|active| active.contains(&command));
    if toggles { button.bind("aria-pressed", move || is_on().to_string()) } else { button }
}
