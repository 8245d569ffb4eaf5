//! Who writes: names, and a colour for each that stays theirs.

use crate::mirror::document::use_document;
use crate::mirror::use_mirror;
use crate::views::document::author::written_as;
use crate::views::ui::dom::memo;
use crate::views::ui::language::language;
use crate::views::ui::names::called;
use leptos::prelude::*;
use plenum_document::api::view::Names;
use plenum_document::base::ids::Key;
use plenum_engine::api::view::Language;
use plenum_shared::ids::{PeerId, PublicKey};
use std::collections::HashMap;
use std::sync::Arc;

/// So many colours does the style sheet of the editor have.
const COLOURS: u8 = 8;

/// Names and colours.
#[derive(Clone, Copy)]
pub struct People {
    /// Those who are here, as their tiles call them.
    here: Memo<HashMap<PeerId, String>>,
    /// Those who ever wrote, as they last called themselves.
    ever: RwSignal<Arc<Names>>,
    us: RwSignal<Option<Key>>,
    colours: StoredValue<HashMap<Key, u8>>,
    language: Memo<Language>,
}

impl People {
    /// To be called in the room.
    pub fn new() -> People {
        let (document, mirror, language) = (use_document(), use_mirror(), language());
        let here = memo(move || {
            let language = language.get();
            let named = |tile: &_| mirror.person(*tile).with(|person| (person.peer, called(&person.name, language)));
            mirror.tiles.with(|tiles| tiles.iter().map(named).collect())
        });
        People {
            here,
            ever: RwSignal::from(document.people),
            us: RwSignal::from(document.us),
            colours: StoredValue::new(HashMap::new()),
            language,
        }
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.language.get_untracked()
    }

    /// Under which key we write.
    pub fn us(&self) -> Option<Key> {
        self.us.get_untracked()
    }

    /// What somebody is called, followed.
    pub fn name(&self, key: Key) -> String {
        let peer = PeerId::of(&PublicKey(key.0));
        self.here.with(|here| here.get(&peer).cloned()).unwrap_or_else(|| {
            let language = self.language.get();
            self.ever.with(|ever| written_as(ever, &key, language))
        })
    }

    /// Their colour: the one that their key names, so that most pages show the same; another one if somebody has it.
    pub fn colour(&self, key: Key) -> u8 {
        self.colours
            .try_update_value(|colours| {
                let wanted = key.0[0] % COLOURS;
                let free = |colour: &u8| !colours.values().any(|taken| taken == colour);
                let colour = (wanted..COLOURS).chain(0..wanted).find(free).unwrap_or(wanted);
                *colours.entry(key).or_insert(colour)
            })
            .unwrap_or_default()
    }
}
