//! The floor: who speaks and who waits, as the views of the room see it, and what one can do about it.

use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::document::use_document;
use crate::mirror::{Mirror, use_mirror};
use crate::views::document::agenda;
use crate::views::document::author::written_as;
use crate::views::ui::dom::memo;
use crate::views::ui::language::language;
use crate::views::ui::names::{called, isolated, or_guest};
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::{ListView, Names, SignsView, Speaker, Turn};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::base::time::clock_time;
use plenum_document::records::content::{HandSign, List, Sign, Wish};
use plenum_engine::api::intent::DocumentIntent;
use plenum_engine::api::view::{Language, TileId};
use plenum_shared::ids::{PeerId, PublicKey};
use std::sync::Arc;

/// What stands on a tile.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// They have the floor.
    pub speaks: bool,
    /// Their best place among those who wait, counted from 1.
    pub place: Option<usize>,
    /// What they have raised.
    pub signs: Vec<Sign>,
}

/// Somebody who is to be put on the list, as far as it is written.
#[derive(Clone, Copy)]
pub struct PutOn {
    /// Their name.
    pub name: RwSignal<String>,
    /// Their group.
    pub group: RwSignal<String>,
    /// What for.
    pub wish: RwSignal<Wish>,
}

/// Where everything of the list is read, and written.
#[derive(Clone, Copy)]
pub struct Floor {
    /// The list.
    pub list: RwSignal<Arc<ListView>>,
    /// The hand signs.
    pub signs: RwSignal<Arc<SignsView>>,
    /// Our key.
    pub us: RwSignal<Option<Key>>,
    /// The group we have chosen; it stays on this page until we raise a hand.
    pub group: RwSignal<String>,
    /// Who is to be put on; it stays until they are.
    pub put_on: PutOn,
    marks: Memo<Arc<Vec<(PeerId, Marks)>>>,
    people: RwSignal<Arc<Names>>,
    mirror: StoredValue<Mirror>,
    language: Memo<Language>,
    dispatch: Dispatch,
}

impl Floor {
    /// That of this room.
    pub fn new() -> Floor {
        let document = use_document();
        let (list, signs, round) = (RwSignal::from(document.list), RwSignal::from(document.signs), agenda::running());
        Floor {
            list,
            signs,
            us: RwSignal::from(document.us),
            group: RwSignal::new(String::new()),
            put_on: PutOn {
                name: RwSignal::new(String::new()),
                group: RwSignal::new(String::new()),
                wish: RwSignal::new(Wish::Contribution),
            },
            marks: memo(move || {
                let round = round.with(|round| round.as_ref().map(agenda::speaker));
                Arc::new(list.with(|list| signs.with(|signs| marks(list, signs, round))))
            }),
            people: RwSignal::from(document.people),
            mirror: StoredValue::new(use_mirror()),
            language: language(),
            dispatch: use_dispatch(),
        }
    }

    /// Does something to the list.
    pub fn act(&self, what: List) {
        self.dispatch.send(DocumentIntent(Act::List(what)));
    }

    /// Raises or lowers a sign of ours.
    pub fn sign(&self, sign: Sign, up: bool) {
        self.dispatch.send(DocumentIntent(Act::HandSign(HandSign { sign, up })));
    }

    /// What stands on a tile; `None` is our own.
    pub fn marks(&self, tile: Option<TileId>) -> Memo<Marks> {
        let floor = *self;
        let person = tile.map(|tile| RwSignal::from(self.mirror.with_value(|mirror| mirror.person(tile))));
        memo(move || {
            let peer = match person {
                Some(person) => Some(person.with(|person| person.peer)),
                None => floor.us.get().as_ref().map(peer),
            };
            let marks = peer.and_then(|peer| {
                floor.marks.with(|marks| marks.iter().find(|(of, _)| *of == peer).map(|(_, marks)| marks.clone()))
            });
            marks.unwrap_or_default()
        })
    }

    /// Our own entry of this kind.
    pub fn own(&self, wish: Wish) -> Option<RecordId> {
        let us = Speaker::Key(self.us.get()?);
        self.list
            .with(|list| list.waiting.iter().find(|entry| entry.speaker == us && entry.wish == wish).map(|own| own.id))
    }

    /// Whether we wait, for whatever.
    pub fn waits(&self) -> bool {
        let us = self.us.get().map(Speaker::Key);
        self.list.with(|list| list.waiting.iter().any(|entry| Some(&entry.speaker) == us.as_ref()))
    }

    /// Asks to speak, or takes that back.
    pub fn toggle(&self, wish: Wish) {
        let group = self.group.get_untracked().trim().to_string();
        match untrack(|| self.own(wish)) {
            Some(entry) => self.act(List::Withdraw { entry }),
            None => self.act(List::Raise { wish, group: (!group.is_empty()).then_some(group) }),
        }
    }

    /// The key R and the button: asks for a contribution, or takes all back that we asked for.
    pub fn hand(&self) {
        let us = self.us.get_untracked().map(Speaker::Key);
        let own: Vec<RecordId> = self.list.with_untracked(|list| {
            list.waiting.iter().filter(|entry| Some(&entry.speaker) == us.as_ref()).map(|entry| entry.id).collect()
        });
        match own.is_empty() {
            true => self.toggle(Wish::Contribution),
            false => own.into_iter().for_each(|entry| self.act(List::Withdraw { entry })),
        }
    }

    /// Whether we may call, take off and change what holds for all.
    pub fn may_moderate(&self) -> bool {
        let us = self.us.get();
        self.list.with(|list| list.may_moderate(us))
    }

    /// Whether this is us.
    pub fn is_us(&self, speaker: &Speaker) -> bool {
        self.us.get().is_some_and(|us| *speaker == Speaker::Key(us))
    }

    /// What a speaker is called: as their tile says while they are here, else as they last said themselves.
    pub fn name(&self, speaker: &Speaker) -> String {
        match speaker {
            Speaker::Named(name) => name.clone(),
            Speaker::Key(key) => self.called(key),
        }
    }

    /// The same of a key.
    pub fn called(&self, key: &Key) -> String {
        let language = self.language.get();
        let mirror = self.mirror.get_value();
        if self.us.get() == Some(*key) {
            return mirror.me.with(|me| words::top_you(language, &isolated(or_guest(&me.name, language).to_string())));
        }
        let person = self.person(key).map(|tile| mirror.person(tile).with(|person| called(&person.name, language)));
        person.unwrap_or_else(|| self.people.with(|people| written_as(people, key, language)))
    }

    /// The tile of whoever has this key, while they are here.
    pub fn person(&self, key: &Key) -> Option<TileId> {
        let peer = peer(key);
        let mirror = self.mirror.get_value();
        mirror
            .tiles
            .with(|tiles| tiles.iter().copied().find(|tile| mirror.person(*tile).with(|person| person.peer == peer)))
    }

    /// Everybody who is here and has a key that we know of, ourselves not among them.
    pub fn others(&self) -> Vec<Key> {
        let keys: Vec<Key> = self.people.with(|people| people.iter().map(|(key, _)| *key).collect());
        keys.into_iter().filter(|key| self.person(key).is_some()).collect()
    }

    /// What the page mirrors.
    pub fn mirror(&self) -> Mirror {
        self.mirror.get_value()
    }

    /// The turn that goes on.
    pub fn current(&self) -> Option<Turn> {
        self.list.with(|list| list.current.clone())
    }
}

fn peer(key: &Key) -> PeerId {
    PeerId::of(&PublicKey(key.0))
}

/// `round`: whose turn it is in the round that is under way.
fn marks(list: &ListView, signs: &SignsView, round: Option<Option<Key>>) -> Vec<(PeerId, Marks)> {
    let mut marks = Vec::new();
    let key = |speaker: &Speaker| match speaker {
        Speaker::Key(key) => Some(peer(key)),
        Speaker::Named(_) => None,
    };
    for (at, entry) in list.waiting.iter().enumerate() {
        if let Some(peer) = key(&entry.speaker) {
            of(&mut marks, peer).place.get_or_insert(at + 1);
        }
    }
    let speaks = match round {
        Some(speaker) => speaker.as_ref().map(peer),
        None => list.current.as_ref().and_then(|turn| key(&turn.entry.speaker)),
    };
    if let Some(peer) = speaks {
        of(&mut marks, peer).speaks = true;
    }
    for (key, signs) in signs.people.iter() {
        of(&mut marks, peer(key)).signs.clone_from(signs);
    }
    marks
}

/// The marks of one, made if there are none yet.
fn of(marks: &mut Vec<(PeerId, Marks)>, peer: PeerId) -> &mut Marks {
    let at = marks.iter().position(|(other, _)| *other == peer).unwrap_or_else(|| {
        marks.push((peer, Marks::default()));
        marks.len() - 1
    });
    &mut marks[at].1
}

/// How long the turn that goes on has taken, as it is shown, and whether that is more than it may, by the
/// room's clock.
pub fn running(floor: Floor, now: Memo<u64>) -> Option<(String, bool)> {
    let now = now.get();
    floor.list.with(|list| {
        let took = now.saturating_sub(list.current.as_ref()?.began_ms);
        Some((clock_time(took), list.limit_s > 0 && took > u64::from(list.limit_s) * 1_000))
    })
}
