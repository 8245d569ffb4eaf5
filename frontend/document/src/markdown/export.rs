//! Notes as something else than Markdown: a document of HTML to keep or to send, and text without marks.

use super::address;
use super::inline::Inline;
use super::notes::{Block, Item};

/// A document of HTML which looks tolerable anywhere. Nothing of the notes is markup in it.
pub fn page(title: &str, language: &str, blocks: &[Block]) -> String {
    [
        "<!doctype html>\n<html lang=\"",
        &escaped(language),
        "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
        &escaped(title),
        "</title>\n<style>body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif } \
         pre { overflow: auto } blockquote { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid } \
         ul, ol { padding-inline: 2rem } .task { list-style: none; margin-inline-start: -1.2rem }\
         </style>\n<body>\n",
        &html(blocks),
        "\n</body>\n</html>\n",
    ]
    .concat()
}

/// Blocks as HTML.
pub fn html(blocks: &[Block]) -> String {
    Writer { marks: true }.blocks(blocks)
}

/// Blocks as text without marks.
pub fn plain(blocks: &[Block]) -> String {
    let text = Writer { marks: false }.blocks(blocks);
    text.trim_end().to_owned() + "\n"
}

/// Writes one or the other: they differ in what stands around the words.
#[derive(Clone, Copy)]
struct Writer {
    marks: bool,
}

impl Writer {
    fn pick(self, html: &str, plain: &str) -> String {
        if self.marks { html.to_owned() } else { plain.to_owned() }
    }

    fn around(self, name: &str, inside: &str, plain_end: &str) -> String {
        if self.marks { format!("<{name}>{inside}</{name}>") } else { format!("{inside}{plain_end}") }
    }

    /// As [`Writer::around`], of what reads from the left or from the right, whatever stands before it.
    fn block_around(self, name: &str, inside: &str, plain_end: &str) -> String {
        if self.marks { format!("<{name} dir=\"auto\">{inside}</{name}>") } else { format!("{inside}{plain_end}") }
    }

    fn words(self, text: &str) -> String {
        if self.marks { escaped(text) } else { text.to_owned() }
    }

    fn blocks(self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(self, block: &Block) -> String {
        match block {
            Block::Heading { level, text } => self.block_around(&format!("h{level}"), &self.line(text), "\n\n"),
            Block::Paragraph(text) => self.block_around("p", &self.line(text), "\n\n"),
            Block::Quote(blocks) if self.marks => self.around("blockquote", &self.blocks(blocks), ""),
            Block::Quote(blocks) => indented(self.blocks(blocks).trim_end(), "  ") + "\n",
            Block::List { numbered, items } => self.list(*numbered, items),
            Block::Code(code) => self.block_around("pre", &self.words(code), "\n\n"),
            Block::Rule => self.pick("<hr>", "\n"),
        }
    }

    fn list(self, numbered: Option<u32>, items: &[Item]) -> String {
        let mut out = String::new();
        for (at, item) in items.iter().enumerate() {
            let tick = match item.check_box.map(|one| one.ticked) {
                Some(true) => "☑ ",
                Some(false) => "☐ ",
                None => "",
            };
            let words = tick.to_owned() + &self.line(&item.text);
            let inside = self.blocks(&item.inside);
            // A box is a bullet already: no item has both.
            let boxed = numbered.is_none() && item.check_box.is_some();
            if self.marks {
                let class = if boxed { " class=\"task\"" } else { "" };
                out += &["<li", class, " dir=\"auto\">", &words, &inside, "</li>"].concat();
                continue;
            }
            let bullet = if boxed { "" } else { "• " };
            let mark = numbered.map_or(bullet.to_owned(), |first| format!("{}. ", first as usize + at));
            out += &[&mark, &words, "\n", &indented(inside.trim_end(), "   ")].concat();
        }
        match (self.marks, numbered) {
            (true, None) => self.around("ul", &out, ""),
            (true, Some(1)) => self.around("ol", &out, ""),
            (true, Some(first)) => format!("<ol start=\"{first}\">{out}</ol>"),
            (false, _) => out + "\n",
        }
    }

    fn line(self, text: &[Inline]) -> String {
        text.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(self, piece: &Inline) -> String {
        match piece {
            Inline::Text(text) => self.words(text),
            Inline::Bold(text) => self.around("strong", &self.line(text), ""),
            Inline::Italic(text) => self.around("em", &self.line(text), ""),
            Inline::Strike(text) => self.around("s", &self.line(text), ""),
            Inline::Code(code) => self.around("code", &self.words(code), ""),
            Inline::Link(address) => self.link(address, &self.words(address)),
            Inline::Named { text, address } if self.marks => self.link(address, &self.line(text)),
            Inline::Named { text, address } => [&self.line(text), " (", address, ")"].concat(),
            Inline::Break => self.pick("<br>", "\n"),
        }
    }

    fn link(self, address: &str, words: &str) -> String {
        if self.marks {
            format!("<a href=\"{}\">{words}</a>", escaped(&address::target(address)))
        } else {
            words.to_owned()
        }
    }
}

/// Each line further in.
fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| [by, line, "\n"].concat()).collect()
}

/// A text with what HTML would read as markup spelled out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::notes::read;
    use super::*;

    #[test]
    fn nothing_that_is_written_is_markup() {
        let evil = "# <script>alert(1)</script>\n\"><img src=x onerror=y>\n`<b>` [<i>](https://a.b/\"onclick=\"x)";
        let page = page("</title><script>", "de\"", &read(evil));
        for tag in ["<script", "<img", "<b>", "<i>", "\"onclick"] {
            assert!(!page.contains(tag), "{tag}: {page}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    #[test]
    fn each_block_has_its_own_direction() {
        let page = page("שלום", "de", &read("# שלום\n\nHallo\n\n- eins\n\n> zwei\n\n```\ndrei\n```"));
        assert!(
            page.contains("<body>\n<h1 dir=\"auto\">שלום</h1><p dir=\"auto\">Hallo</p><ul><li dir=\"auto\">eins</li>")
        );
        assert!(page.contains("<blockquote><p dir=\"auto\">zwei</p></blockquote><pre dir=\"auto\">drei</pre>"));
    }

    #[test]
    fn text_without_marks_reads_like_a_letter() {
        let text = "# Titel\n\n**Da:** Ada\n\n- [x] Tee\n  - grün\n2. Kaffee\n\n> ja\n\n[Hier](https://a.b)";
        let meant = "Titel\n\nDa: Ada\n\n☑ Tee\n   • grün\n\n2. Kaffee\n\n  ja\n\nHier (https://a.b)\n";
        assert_eq!(plain(&read(text)), meant);
        let boxes = html(&read("- [ ] offen\n- grün"));
        assert_eq!(boxes, "<ul><li class=\"task\" dir=\"auto\">☐ offen</li><li dir=\"auto\">grün</li></ul>");
    }
}
