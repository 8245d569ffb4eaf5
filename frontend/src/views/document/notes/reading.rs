//! The reading view: the Markdown of a pad as elements. Nothing of it is ever read as markup by the browser.

use super::desk::Desk;
use crate::views::document::markdown;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::markdown::inline::Inline;
use plenum_document::markdown::notes::{Block, Item, read};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Names a block: what it says, and how many before it say the same. So only what others change is built anew.
type BlockId = (u64, u32);

/// The text of the pad that is shown, as it is meant.
pub fn reading(desk: Desk) -> El {
    let blocks = memo(move || {
        let mut same: HashMap<u64, u32> = HashMap::new();
        let named = |block: Block| {
            let mut hasher = DefaultHasher::new();
            block.hash(&mut hasher);
            let count = same.entry(hasher.finish()).or_default();
            *count += 1;
            ((hasher.finish(), *count), block)
        };
        Arc::new(read(&desk.text()).into_iter().map(named).collect::<Vec<(BlockId, Block)>>())
    });
    let ids = memo(move || blocks.with(|blocks| blocks.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let shown = move |id: BlockId| {
        let block = blocks.with_untracked(|blocks| blocks.iter().find(|(other, _)| *other == id).cloned());
        block.map_or_else(|| div("").done(), |(_, block)| written(block).done())
    };
    let empty = move || ids.with(Vec::is_empty).then(|| p("quiet", words::notes_empty).done());
    div("reading").set("tabindex", "0").set("role", "document").label(words::notes_reading).part(empty).each(ids, shown)
}

fn written(block: Block) -> El {
    match block {
        // The page's own headings are above these.
        Block::Heading { level, text } => {
            line(el(["h2", "h3", "h4", "h5", "h6", "h6"][usize::from(level - 1) % 6]), text)
        }
        Block::Paragraph(text) => line(el("p"), text),
        Block::Quote(blocks) => all(el("blockquote"), blocks),
        Block::List { numbered, items } => {
            let list = match numbered {
                None => el("ul"),
                Some(first) => el("ol").bind("start", move || first.to_string()),
            };
            items.into_iter().fold(list, |list, one| list.child(item(one)))
        }
        Block::Code(code) => el("pre").set("tabindex", "0").child(el("code").child(code.into_any())),
        Block::Rule => el("hr"),
    }
}

fn item(item: Item) -> El {
    let Item { ticked, text, inside } = item;
    let place = match ticked {
        None => el("li"),
        Some(ticked) => el("li").set("class", "task").child(tick(ticked)),
    };
    all(line(place, text), inside)
}

fn tick(ticked: bool) -> El {
    let word: Word = if ticked { words::notes_ticked } else { words::notes_unticked };
    el("span").set("role", "img").label(word).text(if ticked { "☑" } else { "☐" })
}

fn all(inside: El, blocks: Vec<Block>) -> El {
    blocks.into_iter().fold(inside, |inside, block| inside.child(written(block)))
}

fn line(inside: El, text: Vec<Inline>) -> El {
    markdown::line(inside.set("dir", "auto"), text)
}
