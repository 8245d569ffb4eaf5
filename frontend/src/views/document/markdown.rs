//! The Markdown of what people write, as elements: nothing of it is ever read as markup.

use crate::views::ui::dom::{El, el};
use crate::views::ui::language::language;
use crate::words;
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
        Block::Code { language, code } => {
            el("pre").bind("title", move || language.clone()).child(plain(el("code"), code))
        }
    }
}

/// A line as elements inside another.
pub fn line(inside: El, text: Vec<Inline>) -> El {
    text.into_iter().fold(inside, |inside, piece| match piece {
        Inline::Text(text) => plain(inside, text),
        Inline::Bold(text) => inside.child(line(el("strong"), text)),
        Inline::Italic(text) => inside.child(line(el("em"), text)),
        Inline::Strike(text) => inside.child(line(el("s"), text)),
        Inline::Code(code) => inside.child(plain(el("code"), code)),
        // The whole address is to be read, since it is all one knows of where it leads.
        Inline::Link(address) => {
            let leads = address::disguised(&address).map(leads_to);
            inside.child(plain(link(&address).set("dir", "ltr"), address)).maybe(leads)
        }
        Inline::Named { text, address } => {
            let host = beside(address::host(&address));
            inside.child(line(link(&address).bind("title", move || address.clone()), text)).child(host)
        }
        Inline::Break => inside.child(el("br")),
    })
}

/// A way out, which tells nobody where it comes from.
fn link(address: &str) -> El {
    let to = address::target(address);
    let link = el("a").set("rel", "noopener noreferrer nofollow").set("target", "_blank");
    link.bind("href", move || to.clone())
}

/// Where an address leads that seems to lead elsewhere.
fn leads_to(host: String) -> El {
    let language = language();
    el("small").set("class", "leads").tell(move || words::chat_leads_to(language.get(), &host))
}

/// Where words lead.
fn beside(host: String) -> El {
    el("small").set("class", "leads").set("dir", "ltr").tell(move || host.clone())
}

fn plain(inside: El, text: String) -> El {
    inside.child(text.into_any())
}
