//! The Markdown of what people write, as elements: nothing of it is ever read as markup.

use crate::views::ui::dom::{El, el};
use leptos::prelude::*;
use plenum_document::markdown::address;
use plenum_document::markdown::chat::{Block, Inline, read};

/// A text as elements inside another.
pub fn said(inside: El, text: &str) -> El {
    read(text).into_iter().fold(inside, |inside, block| inside.child(written(block)))
}

fn written(block: Block) -> El {
    match block {
        Block::Paragraph(text) => line(el("p").set("dir", "auto"), text),
        Block::Quote(text) => line(el("blockquote").set("dir", "auto"), text),
        Block::List { numbered, items } => {
            items.into_iter().fold(el(if numbered { "ol" } else { "ul" }), |list, item| {
                list.child(line(el("li").set("dir", "auto"), item))
            })
        }
        Block::Code(code) => el("pre").child(words(el("code"), code)),
    }
}

/// A line as elements inside another.
pub fn line(inside: El, text: Vec<Inline>) -> El {
    text.into_iter().fold(inside, |inside, piece| match piece {
        Inline::Text(text) => words(inside, text),
        Inline::Bold(text) => inside.child(line(el("strong"), text)),
        Inline::Italic(text) => inside.child(line(el("em"), text)),
        Inline::Strike(text) => inside.child(line(el("s"), text)),
        Inline::Code(code) => inside.child(words(el("code"), code)),
        // The whole address is to be read, since it is all one knows of where it leads.
        Inline::Link(address) => inside.child(words(link(&address).set("dir", "ltr"), address)),
        Inline::Named { text, address } => inside.child(line(link(&address), text)),
        Inline::Break => inside.child(el("br")),
    })
}

/// A way out, which tells nobody where it comes from.
fn link(address: &str) -> El {
    let to = address::target(address);
    let link = el("a").set("rel", "noopener noreferrer nofollow").set("target", "_blank");
    link.bind("href", move || to.clone())
}

fn words(inside: El, text: String) -> El {
    inside.child(text.into_any())
}
