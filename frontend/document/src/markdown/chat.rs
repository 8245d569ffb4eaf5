//! The simple Markdown of chat lines: bold, italics, code, lists, quotes and links, read into values that a view makes elements of.
//!
//! Nothing is ever markup: what is not one of these is text. Links are whole addresses as written, so that everybody sees where
//! they lead.

use super::inline::{Dialect, inline};

pub use super::inline::Inline;

/// A paragraph, or something like it.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// Text.
    Paragraph(Vec<Inline>),
    /// What somebody else has said: lines that begin with `>`.
    Quote(Vec<Inline>),
    /// Lines that begin with `-`, `*` or a number.
    List {
        /// With numbers.
        numbered: bool,
        /// Its items.
        items: Vec<Vec<Inline>>,
    },
    /// Lines between three backticks.
    Code {
        /// What stands behind the first three: usually the name of its language.
        language: String,
        /// The lines.
        code: String,
    },
}

/// Reads a chat line.
pub fn read(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(language) = fence(line) {
            let code: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
            blocks.push(Block::Code { language: language.to_string(), code: code.join("\n") });
            continue;
        }
        if line.trim().is_empty() {
            // The next line begins something new.
            blocks.push(Block::Paragraph(Vec::new()));
            continue;
        }
        add(&mut blocks, line);
    }
    blocks.retain(|block| !matches!(block, Block::Paragraph(text) if text.is_empty()));
    blocks
}

/// The language, if code begins here: three backticks, and perhaps one word.
fn fence(line: &str) -> Option<&str> {
    line.strip_prefix("```").map(str::trim_end).filter(|language| !language.contains([' ', '`']))
}

/// Adds a line to the last block if it is of the same kind, or begins another.
fn add(blocks: &mut Vec<Block>, line: &str) {
    let (mut kind, mut rest) = kind(line);
    // A list begins with 1: "3. Oktober" is a date.
    let goes_on = matches!(blocks.last(), Some(Block::List { numbered: true, .. }));
    if matches!(kind, Kind::Item { numbered: true }) && !goes_on && !line.trim_start().starts_with("1.") {
        (kind, rest) = (Kind::Text, line);
    }
    let text = inline(rest, Dialect::Chat);
    match (kind, blocks.last_mut()) {
        (Kind::Quote, Some(Block::Quote(said))) => said.extend([Inline::Break].into_iter().chain(text)),
        (Kind::Quote, _) => blocks.push(Block::Quote(text)),
        (Kind::Item { numbered }, Some(Block::List { numbered: same, items })) if *same == numbered => items.push(text),
        (Kind::Item { numbered }, _) => blocks.push(Block::List { numbered, items: vec![text] }),
        (Kind::Text, Some(Block::Paragraph(said))) if !said.is_empty() => {
            said.extend([Inline::Break].into_iter().chain(text));
        }
        (Kind::Text, _) => blocks.push(Block::Paragraph(text)),
    }
}

enum Kind {
    Quote,
    Item { numbered: bool },
    Text,
}

fn kind(line: &str) -> (Kind, &str) {
    let trimmed = line.trim_start();
    if let Some(rest) = trimmed.strip_prefix('>') {
        return (Kind::Quote, rest.trim_start());
    }
    if let Some(rest) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
        return (Kind::Item { numbered: false }, rest.trim_start());
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(rest) = trimmed[digits..].strip_prefix(". ")
    {
        return (Kind::Item { numbered: true }, rest.trim_start());
    }
    (Kind::Text, line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        read(text).iter().map(block).collect::<Vec<_>>().join("|")
    }

    fn block(block: &Block) -> String {
        match block {
            Block::Paragraph(text) => line(text),
            Block::Quote(text) => format!("quote({})", line(text)),
            Block::List { numbered, items } => {
                let items: Vec<String> = items.iter().map(|item| line(item)).collect();
                format!("{}({})", if *numbered { "ol" } else { "ul" }, items.join(";"))
            }
            Block::Code { code, .. } => format!("pre({code})"),
        }
    }

    fn line(text: &[Inline]) -> String {
        let piece = |piece: &Inline| match piece {
            Inline::Text(text) => text.clone(),
            Inline::Bold(text) => format!("b({})", line(text)),
            Inline::Italic(text) => format!("i({})", line(text)),
            Inline::Strike(text) => format!("s({})", line(text)),
            Inline::Named { text, address } => format!("a({}={address})", line(text)),
            Inline::Code(text) => format!("c({text})"),
            Inline::Link(address) => format!("a({address})"),
            Inline::Break => "/".into(),
        };
        text.iter().map(piece).collect()
    }

    #[test]
    fn marks_are_read_as_people_mean_them() {
        for (text, meant) in [
            ("Hallo **Ada**, *bitte* `cargo run`", "Hallo b(Ada), i(bitte) c(cargo run)"),
            ("**sehr *sehr* wichtig**", "b(sehr i(sehr) wichtig)"),
            ("snake_case_name und 2*3*4", "snake_case_name und 2*3*4"),
            ("a * b * c", "a * b * c"),
            ("**offen", "**offen"),
            ("_ja_ und _nein", "i(ja) und _nein"),
            ("`a*b*c`", "c(a*b*c)"),
            ("eins\nzwei\n\ndrei", "eins/zwei|drei"),
            ("- a\n- b\n1. c\n2. d", "ul(a;b)|ol(c;d)"),
            ("> gesagt\n> noch was\nAntwort", "quote(gesagt/noch was)|Antwort"),
            ("```\nlet a = *b*;\n```\nfertig", "pre(let a = *b*;)|fertig"),
            ("```\noffen", "pre(offen)"),
            ("```js\nf()\n```\nfertig", "pre(f())|fertig"),
            ("3. Oktober", "3. Oktober"),
            ("1. eins\n2. zwei\n\n3. Oktober", "ol(eins;zwei)|3. Oktober"),
            ("2024. Jahr", "2024. Jahr"),
            ("~~nein~~ ~ein~ \\*", "s(nein) ~ein~ \\*"),
        ] {
            assert_eq!(shown(text), meant, "{text}");
        }
    }

    #[test]
    fn addresses_are_links_and_nothing_else_is() {
        for (text, meant) in [
            ("Siehe https://example.org/a_b_c.", "Siehe a(https://example.org/a_b_c)."),
            ("(http://a.b/c(d))", "(a(http://a.b/c(d)))"),
            ("**https://a.b**", "b(a(https://a.b))"),
            ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
            ("xhttps://a.b https://", "xhttps://a.b https://"),
            ("<a href=https://a.b>", "<a href=a(https://a.b)>"),
            ("[Bank](https://a.b)", "[Bank](a(https://a.b))"),
            ("HTTPS://A.B, *www.a.bc*", "a(HTTPS://A.B), i(a(www.a.bc))"),
            ("mailto:a@b oder xmailto:a@b", "a(mailto:a@b) oder xmailto:a@b"),
        ] {
            assert_eq!(shown(text), meant, "{text}");
        }
    }

    #[test]
    fn long_lines_of_marks_take_no_long_time() {
        for piece in ["*", "**a ", "_a", "`", "> ", "https://", "*a*_b_"] {
            let text = piece.repeat(6 * 1024 / piece.len());
            assert!(!read(&text).is_empty());
        }
    }

    /// All characters of a text but marks are shown, in their order.
    fn letters(text: &str) -> String {
        text.chars().filter(|c| c.is_alphabetic()).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_written_no_letter_is_lost(text in "[a-c*_`> \n0-9.-]{0,60}") {
            let mut all = String::new();
            fn collect(text: &[Inline], all: &mut String) {
                for piece in text {
                    match piece {
                        Inline::Text(text) | Inline::Code(text) | Inline::Link(text) => all.push_str(text),
                        Inline::Bold(text) | Inline::Italic(text) | Inline::Strike(text) => collect(text, all),
                        Inline::Named { text, .. } => collect(text, all),
                        Inline::Break => {}
                    }
                }
            }
            for block in read(&text) {
                match block {
                    Block::Paragraph(text) | Block::Quote(text) => collect(&text, &mut all),
                    Block::List { items, .. } => items.iter().for_each(|item| collect(item, &mut all)),
                    Block::Code { language, code } => all.extend([language, code]),
                }
            }
            prop_assert_eq!(letters(&all), letters(&text));
        }
    }
}
