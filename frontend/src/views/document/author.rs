//! What whoever wrote something is called.

use crate::mirror::document::use_document;
use crate::mirror::use_mirror;
use crate::views::ui::dom::memo;
use crate::views::ui::language::language;
use crate::views::ui::names::called;
use leptos::prelude::*;
use plenum_document::api::view::Names;
use plenum_document::base::ids::Key;
use plenum_engine::api::view::{Language, Name};
use plenum_shared::ids::{PeerId, PublicKey};

/// What somebody is called: as their tile says while they are here, else as they last said themselves.
pub fn author(key: Key) -> impl Fn() -> String + Send + Sync {
    let (mirror, language) = (use_mirror(), language());
    let people = RwSignal::from(use_document().people);
    let peer = PeerId::of(&PublicKey(key.0));
    let name = memo(move || {
        let language = language.get();
        let here = mirror.tiles.with(|tiles| {
            let mut here = tiles.iter().map(|tile| mirror.person(*tile));
            here.find_map(|person| person.with(|person| (person.peer == peer).then(|| called(&person.name, language))))
        });
        here.unwrap_or_else(|| people.with(|people| written_as(people, &key, language)))
    });
    move || name.get()
}

/// What the document calls somebody: their name, and a number if others are called the same.
pub fn written_as(names: &Names, key: &Key, language: Language) -> String {
    let (name, number) = names.get(key).map_or(("", 0), |called| (called.name.as_str(), called.number));
    called(&Name::new(name.into(), (number > 1).then_some(number)), language)
}
