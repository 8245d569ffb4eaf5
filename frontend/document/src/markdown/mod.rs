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

/// What notes read as the beginning of a block, a link, a picture or a tag.
const STRUCTURE: [char; 8] = ['\\', '[', ']', '<', '>', '#', '|', '!'];
/// What they read as marks within a line.
const MARKS: [char; 3] = ['`', '*', '_'];

/// Takes the meaning from what Markdown would read as markup: names and titles come from peers.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&text.replace('\n', " "), |c| STRUCTURE.contains(&c) || MARKS.contains(&c), &mut out);
    out.trim().to_owned()
}

fn escape(text: &str, means: fn(char) -> bool, out: &mut String) {
    for c in text.chars() {
        if means(c) {
            out.push('\\');
        }
        out.push(c);
    }
}
