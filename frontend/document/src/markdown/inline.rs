//! What stands in one line of Markdown: bold, italics, strikes, code, addresses; in notes also words that lead somewhere.

use super::address;

/// A piece of text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Inline {
    /// As it is.
    Text(String),
    /// Between `**`.
    Bold(Vec<Inline>),
    /// Between `*` or `_`.
    Italic(Vec<Inline>),
    /// Between `~~`.
    Strike(Vec<Inline>),
    /// Between backticks.
    Code(String),
    /// An address as it was written; where it leads says [`address::target`].
    Link(String),
    /// Words that lead to an address, in notes only.
    Named {
        /// The words.
        text: Vec<Inline>,
        /// Where they lead, as it was written.
        address: String,
    },
    /// The end of a line.
    Break,
}

/// Which Markdown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Of chat lines: an address is seen whole, and nothing hides it.
    Chat,
    /// Of notes: `[words](address)` and `\*` as well.
    Notes,
}

/// Marks inside each other at most: bold italics.
const DEPTH: usize = 2;
/// Most bytes of words that lead to an address.
const WORDS: usize = 512;

/// Reads a line. The time it takes grows with its length: of a mark that has no end none is looked for again.
pub fn inline(text: &str, dialect: Dialect) -> Vec<Inline> {
    Reader { dialect, depth: DEPTH }.read(text)
}

#[derive(Clone, Copy)]
struct Reader {
    dialect: Dialect,
    depth: usize,
}

impl Reader {
    fn read(self, text: &str) -> Vec<Inline> {
        let mut out = Vec::new();
        let (mut at, mut plain) = (0, 0);
        let mut endless: Vec<&str> = Vec::new();
        while let Some(next) = text[at..].chars().next() {
            let rest = &text[at..];
            let before = text[..at].chars().next_back();
            let found = match next {
                'h' | 'H' | 'w' | 'W' | 'm' | 'M' => link(rest, before),
                '[' if self.dialect == Dialect::Notes => self.named(rest),
                '\\' if self.dialect == Dialect::Notes => escaped(rest),
                '`' | '*' | '_' | '~' => self.marked(rest, before, &mut endless),
                _ => None,
            };
            match found {
                Some((inline, length)) => {
                    flush(&mut out, &text[plain..at]);
                    out.push(inline);
                    at += length;
                    plain = at;
                }
                None => at += next.len_utf8(),
            }
        }
        flush(&mut out, &text[plain..]);
        out
    }

    /// What begins here with a mark, and how long it is.
    fn marked<'a>(self, rest: &'a str, before: Option<char>, endless: &mut Vec<&'a str>) -> Option<(Inline, usize)> {
        let mark = ["`", "**", "~~", "*", "_"].into_iter().find(|mark| rest.starts_with(mark))?;
        let inside = &rest[mark.len()..];
        // `snake_case` and `2*3*4` are no marks, and neither is one that is followed by a space.
        let opens = inside.chars().next().is_some_and(|next| !next.is_whitespace());
        let inner = mark != "`" && (self.depth == 0 || before.is_some_and(char::is_alphanumeric));
        if endless.contains(&mark) || !opens || inner {
            return None;
        }
        let Some(length) = end(inside, mark) else {
            endless.push(mark);
            return None;
        };
        let (words, whole) = (&inside[..length], length + 2 * mark.len());
        let within = || Reader { depth: self.depth - 1, ..self }.read(words);
        let inline = match mark {
            "`" => Inline::Code(words.to_owned()),
            "**" => Inline::Bold(within()),
            "~~" => Inline::Strike(within()),
            _ => Inline::Italic(within()),
        };
        Some((inline, whole))
    }

    /// `[words](address)`.
    fn named(self, rest: &str) -> Option<(Inline, usize)> {
        let words = &rest[1..];
        let close = words.find([']', '[']).filter(|at| *at <= WORDS && words[*at..].starts_with("]("))?;
        let inside = &words[close + 2..];
        let address = address::begins(inside, None)?;
        if self.depth == 0 || !inside[address.len()..].starts_with(')') {
            return None;
        }
        let text = Reader { depth: self.depth - 1, ..self }.read(&words[..close]);
        // Words that look like another address would lead astray.
        let plain = !text.is_empty() && !leads(&text);
        let length = close + address.len() + 4;
        plain.then(|| (Inline::Named { text, address: address.to_owned() }, length))
    }
}

fn flush(out: &mut Vec<Inline>, text: &str) {
    if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}

/// A character whose meaning is taken from it.
fn escaped(rest: &str) -> Option<(Inline, usize)> {
    let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
    Some((Inline::Text(next.to_string()), 2))
}

/// Where a mark ends: after something that is no space, and not in the middle of a word.
fn end(inside: &str, mark: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = inside[from..].find(mark) {
        let at = from + found;
        let after = inside[at + mark.len()..].chars().next();
        let closes = inside[..at].chars().next_back().is_some_and(|last| !last.is_whitespace());
        let alone = mark != "*" || after != Some('*') && !inside[..at].ends_with('*');
        if closes && alone && (mark == "`" || !after.is_some_and(char::is_alphanumeric)) {
            return Some(at);
        }
        from = at + mark.len();
    }
    None
}

/// An address that begins here.
fn link(rest: &str, before: Option<char>) -> Option<(Inline, usize)> {
    address::begins(rest, before).map(|address| (Inline::Link(address.to_owned()), address.len()))
}

/// Whether any of it leads somewhere.
fn leads(text: &[Inline]) -> bool {
    text.iter().any(|piece| match piece {
        Inline::Link(_) | Inline::Named { .. } => true,
        Inline::Bold(text) | Inline::Italic(text) | Inline::Strike(text) => leads(text),
        Inline::Text(_) | Inline::Code(_) | Inline::Break => false,
    })
}
