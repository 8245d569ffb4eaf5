//! The reading view: the Markdown of a pad as elements. Nothing of it is ever read as markup by the browser.

use super::desk::Desk;
use crate::views::document::markdown;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::words;
use leptos::prelude::*;
use plenum_document::markdown::inline::Inline;
use plenum_document::markdown::notes::{Block, Item, check_boxes, read};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Names a block: what it says, and how many before it say the same. So only what others change is built anew.
type BlockId = (u64, u32);

/// Blocks that are shown within one frame: the first fill any screen, and a long text does not hold up the page.
const PER_FRAME: usize = 60;

/// All blocks of the pad that is shown.
type Blocks = Memo<Arc<Text>>;

/// A text, block by block.
#[derive(PartialEq)]
struct Text {
    blocks: Vec<(BlockId, Block)>,
    places: HashMap<BlockId, usize>,
}

impl Text {
    fn read(text: &str) -> Text {
        let mut same: HashMap<u64, u32> = HashMap::new();
        let named = |block: Block| {
            let mut hasher = DefaultHasher::new();
            block.hash(&mut hasher);
            let count = same.entry(hasher.finish()).or_default();
            *count += 1;
            ((hasher.finish(), *count), block)
        };
        let blocks: Vec<_> = read(text).into_iter().map(named).collect();
        let places = blocks.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        Text { blocks, places }
    }

    fn block(&self, id: BlockId) -> Option<&Block> {
        self.places.get(&id).map(|at| &self.blocks[*at].1)
    }
}

/// The text of the pad that is shown, as it is meant.
pub fn reading(desk: Desk) -> El {
    let blocks = memo(move || Arc::new(Text::read(&desk.text())));
    let ids = memo(move || blocks.with(|text| text.blocks.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let count = RwSignal::new(PER_FRAME);
    Effect::new(move |_| {
        if count.get() < ids.with(Vec::len) {
            request_animation_frame(move || {
                // The view may be closed by then.
                let _open = count.try_update(|count| *count += PER_FRAME);
            });
        }
    });
    let begun = memo(move || ids.with(|ids| ids[..ids.len().min(count.get())].to_vec()));
    let shown = move |id: BlockId| {
        let block = blocks.with_untracked(|text| text.block(id).cloned());
        let mut boxes = Boxes { desk, blocks, id, next: 0 };
        block.map_or_else(|| div("").done(), |block| boxes.written(block).done())
    };
    let empty = move || ids.with(Vec::is_empty).then(|| p("quiet", words::notes_empty).done());
    div("reading")
        .set("tabindex", "0")
        .set("role", "document")
        .label(words::notes_reading)
        .part(empty)
        .each(begun, shown)
}

/// Makes the elements of a block, and counts its check boxes.
struct Boxes {
    desk: Desk,
    blocks: Blocks,
    id: BlockId,
    next: usize,
}

impl Boxes {
    fn written(&mut self, block: Block) -> El {
        match block {
            // The page's own headings are above these.
            Block::Heading { level, text } => {
                line(el(["h2", "h3", "h4", "h5", "h6", "h6"][usize::from(level - 1) % 6]), text)
            }
            Block::Paragraph(text) => line(el("p"), text),
            Block::Quote(blocks) => self.all(el("blockquote"), blocks),
            Block::List { numbered, items } => {
                let list = match numbered {
                    None => el("ul"),
                    Some(first) => el("ol").bind("start", move || first.to_string()),
                };
                items.into_iter().fold(list, |list, one| list.child(self.item(one)))
            }
            Block::Code(code) => el("pre").set("tabindex", "0").child(el("code").child(code.into_any())),
            Block::Rule => el("hr"),
        }
    }

    fn all(&mut self, inside: El, blocks: Vec<Block>) -> El {
        blocks.into_iter().fold(inside, |inside, block| inside.child(self.written(block)))
    }

    fn item(&mut self, item: Item) -> El {
        let place = match item.check_box {
            None => line(el("li"), item.text),
            Some(_) => el("li").set("class", "task").child(line(el("label").child(self.check_box()), item.text)),
        };
        self.all(place, item.inside)
    }

    /// The next check box of the block. It stays while others tick, and finds its place in the text when it is pressed.
    fn check_box(&mut self) -> El {
        let Boxes { desk, blocks, id, next } = *self;
        self.next += 1;
        let found = move |text: &Arc<Text>| check_boxes(text.block(id)?).get(next).copied();
        let ticked = memo(move || blocks.with(|blocks| found(blocks).is_some_and(|one| one.ticked)));
        let tick = move |_| {
            if let Some(one) = blocks.with_untracked(found) {
                desk.tick(one.at);
            }
        };
        el("input").set("type", "checkbox").checked(move || ticked.get()).input(tick)
    }
}

fn line(inside: El, text: Vec<Inline>) -> El {
    markdown::line(inside.set("dir", "auto"), text)
}
