//! The Markdown of notes: headings, lists in lists, check boxes, quotes, code and rules, read into values that a view makes
//! elements of. Nothing is ever markup: what is not one of these is text.

pub use super::inline::Inline;
use super::inline::{Dialect, inline};
use std::hash::{Hash, Hasher};

/// A paragraph, or something like it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Block {
    /// A line that begins with one to six `#`.
    Heading {
        /// How many.
        level: u8,
        /// What it says.
        text: Vec<Inline>,
    },
    /// Text.
    Paragraph(Vec<Inline>),
    /// Lines that begin with `>`.
    Quote(Vec<Block>),
    /// Lines that begin with `-`, `*`, `+` or a number.
    List {
        /// The first number, if it has numbers.
        numbered: Option<u32>,
        /// Its items.
        items: Vec<Item>,
    },
    /// Lines between three backticks.
    Code(String),
    /// A line of dashes.
    Rule,
}

/// An item of a list.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its check box, if it has one.
    pub check_box: Option<CheckBox>,
    /// Its first line.
    pub text: Vec<Inline>,
    /// What stands below it, and belongs to it.
    pub inside: Vec<Block>,
}

/// `[ ]` or `[x]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckBox {
    /// Whether it is ticked.
    pub ticked: bool,
    /// Where it stands: bytes before it in the text that was read.
    pub at: usize,
}

/// Not told apart: whoever shows a list keeps it when something in it is ticked, or when the text before it changes.
impl Hash for CheckBox {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Lists and quotes inside each other at most. What is deeper is text: so the work is bounded.
const DEPTH: usize = 6;

/// Reads a text.
pub fn read(text: &str) -> Vec<Block> {
    blocks(text, &text.lines().collect::<Vec<_>>(), DEPTH)
}

/// The check boxes in a block, in order.
pub fn check_boxes(block: &Block) -> Vec<CheckBox> {
    let mut boxes = Vec::new();
    collect(block, &mut boxes);
    boxes
}

fn collect(block: &Block, boxes: &mut Vec<CheckBox>) {
    match block {
        Block::Quote(inside) => inside.iter().for_each(|block| collect(block, boxes)),
        Block::List { items, .. } => {
            for item in items {
                boxes.extend(item.check_box);
                item.inside.iter().for_each(|block| collect(block, boxes));
            }
        }
        Block::Heading { .. } | Block::Paragraph(_) | Block::Code(_) | Block::Rule => {}
    }
}

/// `lines` are parts of `whole`.
fn blocks(whole: &str, lines: &[&str], depth: usize) -> Vec<Block> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at..];
        let (block, length) = match begins(line) {
            Begins::Nothing => {
                at += 1;
                continue;
            }
            Begins::Fence(mark) => {
                let inside = rest[1..].iter().take_while(|line| !line.trim().starts_with(mark)).copied();
                let inside: Vec<&str> = inside.collect();
                (Block::Code(inside.join("\n")), inside.len() + 2)
            }
            Begins::Heading { level, text } => (Block::Heading { level, text: inline(text, Dialect::Notes) }, 1),
            Begins::Rule => (Block::Rule, 1),
            Begins::Quote if depth > 0 => {
                let inside: Vec<&str> = rest.iter().map_while(|line| unquoted(line)).collect();
                (Block::Quote(blocks(whole, &inside, depth - 1)), inside.len())
            }
            Begins::Item(first) if depth > 0 => list(whole, rest, first, depth),
            Begins::Quote | Begins::Item(_) | Begins::Text => paragraph(rest),
        };
        out.push(block);
        at += length;
    }
    out
}

/// What a line begins.
enum Begins<'a> {
    Nothing,
    Fence(&'static str),
    Heading { level: u8, text: &'a str },
    Rule,
    Quote,
    Item(Marker),
    Text,
}

/// What stands before an item.
#[derive(Clone, Copy)]
struct Marker {
    number: Option<u32>,
    /// Spaces before it.
    indent: usize,
    /// With them, and with the space behind it.
    width: usize,
}

fn begins(line: &str) -> Begins<'_> {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return Begins::Nothing;
    }
    if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
        return Begins::Fence(mark);
    }
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level)
        && let Some(text) = Some(&trimmed[level..]).filter(|text| text.is_empty() || text.starts_with([' ', '\t']))
    {
        return Begins::Heading { level: level as u8, text: text.trim().trim_end_matches('#').trim_end() };
    }
    let dashes = |mark| trimmed.chars().filter(|c| *c == mark).count() >= 3;
    if ['-', '*', '_'].into_iter().any(|mark| dashes(mark) && trimmed.chars().all(|c| c == mark || c == ' ')) {
        return Begins::Rule;
    }
    if trimmed.starts_with('>') {
        return Begins::Quote;
    }
    marker(line).map_or(Begins::Text, Begins::Item)
}

fn marker(line: &str) -> Option<Marker> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let (number, length) = match digits {
        0 => trimmed.starts_with(['-', '*', '+']).then_some((None, 1))?,
        1..=4 => trimmed[digits..].starts_with(['.', ')']).then_some((trimmed[..digits].parse().ok(), digits + 1))?,
        _ => return None,
    };
    let after = &trimmed[length..];
    let spaced = after.is_empty() || after.starts_with(' ');
    spaced.then_some(Marker { number, indent, width: indent + length + usize::from(!after.is_empty()) })
}

/// A line of a quote without its mark.
fn unquoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// A list and how many lines it has.
fn list(whole: &str, lines: &[&str], first: Marker, depth: usize) -> (Block, usize) {
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    while let Some(marker) = lines.get(at).and_then(|line| marker(line))
        && marker.indent < first.indent + 2
        && marker.number.is_some() == first.number.is_some()
        && !matches!(begins(lines[at]), Begins::Rule)
    {
        let line = &lines[at][marker.width..];
        let length = 1 + belonging(&lines[at + 1..], marker.indent + 2);
        let inside: Vec<&str> = lines[at + 1..at + length].iter().map(|line| outdented(line, marker.width)).collect();
        let (ticked, text) = tick(line);
        let stands = line.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
        items.push(Item {
            check_box: ticked.map(|ticked| CheckBox { ticked, at: stands }),
            text: inline(text.trim(), Dialect::Notes),
            inside: blocks(whole, &inside, depth - 1),
        });
        at += length;
        // Items may stand apart.
        let next = at + lines[at..].iter().take_while(|line| line.trim().is_empty()).count();
        if next < lines.len() && marker_follows(lines[next], first) {
            at = next;
        }
    }
    (Block::List { numbered: first.number, items }, at)
}

fn marker_follows(line: &str, first: Marker) -> bool {
    marker(line).is_some_and(|next| next.indent < first.indent + 2 && next.number.is_some() == first.number.is_some())
}

/// How many lines belong to the item above them: they stand further in, or are empty between such.
fn belonging(lines: &[&str], indent: usize) -> usize {
    let mut count = 0;
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        if line.len() - trimmed.len() < indent {
            break;
        }
        count = at + 1;
    }
    count
}

/// A line without this much of the white space before it.
fn outdented(line: &str, width: usize) -> &str {
    let white = line.len() - line.trim_start().len();
    line.get(white.min(width)..).unwrap_or_default()
}

/// The check box at the beginning of an item.
fn tick(text: &str) -> (Option<bool>, &str) {
    for (mark, ticked) in [("[ ]", false), ("[x]", true), ("[X]", true)] {
        if let Some(rest) = text.strip_prefix(mark)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return (Some(ticked), rest);
        }
    }
    (None, text)
}

/// Lines of text, up to the next one that begins something else. In notes the end of a line is one.
fn paragraph(lines: &[&str]) -> (Block, usize) {
    let goes_on = |line: &&&str| matches!(begins(line), Begins::Text);
    let length = 1 + lines[1..].iter().take_while(goes_on).count();
    let mut text = Vec::new();
    for line in &lines[..length] {
        if !text.is_empty() {
            text.push(Inline::Break);
        }
        text.extend(inline(line.trim(), Dialect::Notes));
    }
    (Block::Paragraph(text), length)
}

#[cfg(test)]
mod tests {
    use super::super::export;
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> String {
        // Each block has it; without it they are easier to compare.
        export::html(&read(text)).replace(" dir=\"auto\"", "")
    }

    #[test]
    fn blocks_are_read_as_people_mean_them() {
        for (text, meant) in [
            ("# Eins\n## Zwei ##\n####### sieben\n#tag", "<h1>Eins</h1><h2>Zwei</h2><p>####### sieben<br>#tag</p>"),
            ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
            ("- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
            ("3. a\n4. b\n\ntext", "<ol start=\"3\"><li>a</li><li>b</li></ol><p>text</p>"),
            (
                "- [ ] a\n- [x] b\n- [y] c",
                "<ul><li class=\"task\">☐ a</li><li class=\"task\">☑ b</li><li>[y] c</li></ul>",
            ),
            ("> a\n> - b\nc", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><p>c</p>"),
            ("```rust\nlet a = 1;\n```\n---", "<pre>let a = 1;</pre><hr>"),
            ("```\noffen", "<pre>offen</pre>"),
            ("- a\n\n- b\n\n\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
            ("- \n-", "<ul><li></li><li></li></ul>"),
            ("1. a\n- b", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
            ("2024. Jahr\n12345. x", "<ol start=\"2024\"><li>Jahr</li></ol><p>12345. x</p>"),
        ] {
            assert_eq!(html(text), meant, "{text}");
        }
    }

    #[test]
    fn check_boxes_are_found_where_they_stand() {
        let text = "ä [ ] no\n> - [x] b\n\n1. [ ] c\n   - [X] d\n- e\n```\n- [ ] f\n```";
        let boxes: Vec<CheckBox> = read(text).iter().flat_map(check_boxes).collect();
        assert_eq!(boxes.iter().map(|one| one.ticked).collect::<Vec<_>>(), [true, false, true]);
        let found: Vec<&str> = boxes.iter().filter_map(|one| text.get(one.at..one.at + 5)).collect();
        assert_eq!(found, ["[x] b", "[ ] c", "[X] d"]);
    }

    #[test]
    fn words_that_lead_somewhere_say_where_and_escapes_are_text() {
        for (text, meant) in [
            (r"\*a\* \_b", "<p>*a* _b</p>"),
            ("[Protokoll](https://a.b/c)!", "<p><a href=\"https://a.b/c\">Protokoll</a>!</p>"),
            ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
            (
                "[https://a.b](https://c.d)",
                "<p>[<a href=\"https://a.b\">https://a.b</a>](<a href=\"https://c.d\">https://c.d</a>)</p>",
            ),
            (
                "[**www.a.bc**](https://c.d)",
                "<p>[<strong><a href=\"https://www.a.bc\">www.a.bc</a></strong>](<a href=\"https://c.d\">https://c.d</a>)</p>",
            ),
            ("[Ada](MAILTO:a@b)", "<p><a href=\"MAILTO:a@b\">Ada</a></p>"),
        ] {
            assert_eq!(html(text), meant, "{text}");
        }
    }

    #[test]
    fn long_texts_made_to_be_slow_take_no_long_time() {
        for piece in [
            "> ",
            "- ",
            "  - a\n",
            "> - a\n",
            "[",
            "[a](",
            "**a ",
            "~~a",
            "```\n",
            "https://a)",
            "www..)",
            "mailto:a",
            "# \n",
            "\\",
            "1. ",
        ] {
            let text = piece.repeat(400_000 / piece.len());
            let _ = read(&text);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read(text in "[a-c*_~`> \n0-9.#\\[\\]()x+-]{0,80}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() && *c != 'x').collect::<String>();
            // A fence says in which language its lines are, which is not shown.
            if !text.contains("```") && !text.contains("~~~") {
                prop_assert_eq!(letters(&export::plain(&read(&text))), letters(&text));
            }
        }
    }
}
