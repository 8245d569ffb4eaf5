//! What somebody wrote as in a chat line, in one line of notes: with the marks that a chat line may have, and no others.
//!
//! It is not read for that: the marks within a line are the same in both, and what else would be read as one is escaped.

use super::{STRUCTURE, escape};

/// One line of Markdown for notes. What is text in a chat line stays text.
pub fn carried(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let said = item.or_else(|| line.strip_prefix("> ")).unwrap_or(line);
        if said.is_empty() || said.starts_with("```") {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if item.is_some() { "; " } else { " " });
        }
        carry(said, &mut out);
    }
    out
}

/// Code is between two backticks, and in it nothing is escaped. A backtick without a second one is text.
fn carry(line: &str, out: &mut String) {
    let pieces: Vec<&str> = line.split('`').collect();
    let nothing_between = pieces.iter().skip(1).step_by(2).any(|piece| piece.is_empty());
    let paired = if nothing_between { 0 } else { (pieces.len() - 1) / 2 * 2 };
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            out.push_str(if at <= paired { "`" } else { "\\`" });
        }
        match at % 2 == 1 && at < paired {
            true => out.push_str(piece),
            false => escape(piece, |c| STRUCTURE.contains(&c), out),
        }
    }
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
            ("- eins\n- *zwei*", "eins; *zwei*"),
            ("> ja\n\nnein", "ja nein"),
            ("```\na`b\n# c\n```", "a\\`b \\# c"),
            ("`<b>` und ` <i>", "`<b>` und \\` \\<i\\>"),
            ("a `` <b>", "a \\`\\` \\<b\\>"),
            ("", ""),
        ] {
            assert_eq!(carried(said), kept);
        }
    }
}
