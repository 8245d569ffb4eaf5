//! What a pad was in the last hours: a list of versions, what each changed and who did, and the way back to one.

use super::desk::{Compared, Desk, Face};
use crate::browser::page::document;
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::PadAct;
use plenum_document::api::effect::{Piece, PieceChange};
use plenum_document::base::ids::Key;

/// The classes of the editor's style sheet for authors.
const AUTHORS: [&str; 8] = [
    "plenum-author-0",
    "plenum-author-1",
    "plenum-author-2",
    "plenum-author-3",
    "plenum-author-4",
    "plenum-author-5",
    "plenum-author-6",
    "plenum-author-7",
];

/// The versions of the pad that is shown.
pub fn versions(desk: Desk) -> El {
    let language = language();
    let kept = memo(move || {
        let pad = desk.pad.get();
        let kept = desk.pads.with(|pads| pads.iter().find(|one| one.id == pad).map(|one| one.versions.clone()));
        kept.unwrap_or_default().into_iter().rev().collect::<Vec<_>>()
    });
    let looked_at = move || desk.compared.with(|compared| compared.as_ref().map(|compared| compared.kept_ms));
    let row = move |kept_ms: u64| {
        let look = move || desk.act(PadAct::Show { pad: desk.pad.get_untracked(), kept_ms });
        let time = move || document::time_of_day(kept_ms, language.get().tag());
        button("btn small")
            .bind("aria-pressed", move || (looked_at() == Some(kept_ms)).to_string())
            .press(look)
            .child(el("time").tell(time))
            .done()
    };
    let none = move || kept.with(Vec::is_empty).then(|| p("quiet", words::notes_versions_none).done());
    let back = components::button("btn small", None, words::notes_write).press(move || desk.face.set(Face::Writing));
    let title = el("h2").tell(say(words::notes_versions));
    div("versions")
        .child(title)
        .child(div("kept").set("role", "group").label(words::notes_versions_list).part(none).each(kept, row))
        .part(move || desk.compared.get().map(|compared| compare(desk, compared).done()))
        .child(div("ways").child(back))
}

/// A version beside the one before it.
fn compare(desk: Desk, compared: Compared) -> El {
    let language = language();
    let Compared { pad, kept_ms, pieces } = compared;
    let mut who: Vec<Key> = Vec::new();
    for piece in pieces.iter() {
        if let PieceChange::Added(Some(key)) = piece.change
            && !who.contains(&key)
        {
            who.push(key);
        }
    }
    let title = move || words::notes_version_of(language.get(), &document::time_of_day(kept_ms, language.get().tag()));
    // Names have the colours of what they wrote.
    let none = who.is_empty();
    let by = el("p").child(el("span").tell(move || match none {
        true => words::notes_unchanged(language.get()).to_string(),
        false => words::notes_changed_by(language.get(), ""),
    }));
    let by = who.iter().enumerate().fold(by, |by, (at, key)| {
        let key = *key;
        let by = if at > 0 { by.text(", ") } else { by };
        by.child(el("bdi").set("class", colour(desk, key)).tell(move || desk.people.name(key)))
    });
    let text = pieces
        .iter()
        .fold(div("compared").set("tabindex", "0").set("role", "group").bind("aria-label", title), |text, one| {
            text.child(piece(desk, one))
        });
    let restore = components::button("btn small go", None, words::notes_restore).press(move || {
        desk.act(PadAct::Restore { pad, kept_ms });
        desk.face.set(Face::Writing);
    });
    div("comparison").child(div("by").child(el("h2").tell(title)).child(by).child(restore)).child(text)
}

/// The colour of an author, as the editor shows it.
fn colour(desk: Desk, author: Key) -> &'static str {
    AUTHORS[usize::from(desk.people.colour(author)) % AUTHORS.len()]
}

fn piece(desk: Desk, piece: &Piece) -> El {
    let text = piece.text.clone();
    let (place, key) = match piece.change {
        PieceChange::Kept => (el("span"), None),
        PieceChange::Removed => (el("del"), None),
        PieceChange::Added(key) => (el("ins"), key),
    };
    let place = match key {
        None => place,
        Some(key) => place.set("class", colour(desk, key)).bind("title", move || desk.people.name(key)),
    };
    place.child(text.into_any())
}
