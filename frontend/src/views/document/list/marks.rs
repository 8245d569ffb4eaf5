//! What stands on a tile: the raised hand with its place in the list, hand signs until they are lowered, a reaction while it lasts.

use super::floor::{Floor, Marks};
use super::signs;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::view::{Reaction, TileId};

/// The marks of one tile; `None` is our own.
pub fn marks(floor: Floor, tile: Option<TileId>) -> AnyView {
    let marks = floor.marks(tile);
    let reactions = RwSignal::from(floor.mirror().reactions());
    // Each has a number and so an element of its own, whose motion begins anew.
    let shown = memo(move || {
        reactions.with(|shown| {
            shown
                .iter()
                .filter(|shown| shown.tile == tile)
                .map(|shown| (shown.number, shown.reaction))
                .collect::<Vec<_>>()
        })
    });
    let raised = move || {
        let marks = marks.get();
        (marks != Marks::default()).then(|| raised(marks).done())
    };
    (
        div("marks").part(raised).done(),
        div("reaction").set("aria-hidden", "true").each(shown, |(_, reaction)| fading(reaction)).done(),
    )
        .into_any()
}

fn raised(marks: Marks) -> El {
    let Marks { speaks, place, signs } = marks;
    let row = el("ul").set("class", "raised");
    let row = row.maybe(speaks.then(|| mark("🗣", say(words::list_speaks)).set("class", "speaking")));
    let row = row.maybe(place.map(hand));
    signs.into_iter().fold(row, |row, sign| {
        let (picture, word, _) = signs::sign(sign);
        row.child(mark(picture, say(word)))
    })
}

/// The hand, and how many are called before and with it.
fn hand(place: usize) -> El {
    let language = language();
    let place = place.to_string();
    let shown = ["✋ ", &place].concat();
    el("li")
        .child(el("span").set("aria-hidden", "true").tell(move || shown.clone()))
        .child(el("span").set("class", "unseen").tell(move || words::list_place(language.get(), &place)))
}

/// A picture, and the words for whoever does not see it.
fn mark(picture: &'static str, word: impl Fn() -> String + Copy + Send + 'static) -> El {
    el("li")
        .bind("title", word)
        .child(el("span").set("aria-hidden", "true").text(picture))
        .child(el("span").set("class", "unseen").tell(word))
}

fn fading(reaction: Reaction) -> AnyView {
    let picture = signs::reaction(reaction).map_or("", |(picture, _)| picture);
    el("span").text(picture).done()
}

/// The reactions of the moment in words. Each kind is said once, however many show it.
pub fn told(floor: Floor) -> impl Fn() -> String + Send {
    let language = language();
    let reactions = RwSignal::from(floor.mirror().reactions());
    let kinds = memo(move || {
        let mut kinds: Vec<Word> = Vec::new();
        let others = reactions.with(|shown| {
            shown.iter().filter(|shown| shown.tile.is_some()).map(|shown| shown.reaction).collect::<Vec<_>>()
        });
        kinds.extend(
            signs::REACTIONS
                .iter()
                .filter(|kind| others.contains(kind))
                .filter_map(|kind| signs::reaction(*kind))
                .map(|(_, word)| word),
        );
        let language = language.get();
        kinds.into_iter().map(|word| word(language)).collect::<Vec<_>>().join(", ")
    });
    move || {
        kinds.with(|kinds| if kinds.is_empty() { String::new() } else { words::reaction_told(language.get(), kinds) })
    }
}
