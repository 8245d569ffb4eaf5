//! Markdown for the notes: results of decisions, minutes, templates, with the words that whoever asks brings along.

pub mod address;
pub mod carried;
pub mod chat;
pub mod export;
pub mod inline;
pub mod minutes;
pub mod notes;
pub mod result;
pub mod templates;

/// Takes the meaning from what Markdown would read as markup: names and titles come from peers.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}
