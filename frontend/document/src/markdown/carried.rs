//! What somebody wrote as in a chat line, in one line of notes: with the marks that a chat line may have, and no others.

use super::chat::{Block, Inline, read};
use super::escaped;

/// One line of Markdown for notes. What is text in a chat line stays text.
pub fn carried(text: &str) -> String {
    let blocks: Vec<String> = read(text).iter().map(block).collect();
    blocks.join(" ").trim().to_owned()
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) | Block::Quote(text) => line(text),
        Block::List { items, .. } => items.iter().map(|item| line(item)).collect::<Vec<_>>().join("; "),
        Block::Code { code: text, .. } => code(text),
    }
}

fn line(text: &[Inline]) -> String {
    text.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    let around = |mark: &str, text: &[Inline]| [mark, &line(text), mark].concat();
    match piece {
        Inline::Text(text) => escaped(text),
        Inline::Bold(text) => around("**", text),
        // Not an asterisk: it may stand within two of them.
        Inline::Italic(text) => around("_", text),
        Inline::Strike(text) => around("~~", text),
        Inline::Code(text) => code(text),
        // An address is read as one again, unless it holds what would be read as something else.
        Inline::Link(address) if !address.contains(['[', ']', '<', '>', '\\', '`', '*']) => address.clone(),
        Inline::Link(address) => escaped(address),
        // A chat line has none.
        Inline::Named { text, .. } => line(text),
        Inline::Break => " ".to_owned(),
    }
}

fn code(text: &str) -> String {
    if text.is_empty() || text.contains(['`', '\n']) { escaped(text) } else { ["`", text, "`"].concat() }
}

#[cfg(test)]
mod tests {
    use super::super::{export, notes};
    use super::*;

    #[test]
    fn marks_of_a_chat_line_are_marks_and_nothing_else_is() {
        let said = "Wir kaufen **die _neue_ Heizung**, siehe https://a.example/c_d und `x*y`\n<script> [hier](https://b.example) # 2 \\* 3";
        let html = export::html(&notes::read(&carried(said)));
        for part in [
            "<strong>die <em>neue</em> Heizung</strong>",
            "<a href=\"https://a.example/c_d\">https://a.example/c_d</a>",
            "<code>x*y</code> &lt;script&gt; [hier](<a href=\"https://b.example\">",
            "# 2 \\* 3",
        ] {
            assert!(html.contains(part), "{part} is missing: {html}");
        }
        assert!(html.starts_with("<p") && html.matches("<p").count() == 1 && !html.contains("<script"), "{html}");
    }

    #[test]
    fn what_has_several_lines_becomes_one() {
        for (said, kept) in [
            ("- eins\n- *zwei*", "eins; _zwei_"),
            ("> ja\n\nnein", "ja nein"),
            ("```\na`b\n# c\n```", "a\\`b \\# c"),
            ("", ""),
        ] {
            assert_eq!(carried(said), kept);
        }
    }
}
