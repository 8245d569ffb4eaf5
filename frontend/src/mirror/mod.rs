//! The mirror: the engine's view as one signal per slice and one per person.

#[expect(dead_code, reason = "the views of the room document are still to come")]
pub mod document;

use leptos::prelude::*;
use plenum_engine::api::event::Device;
use plenum_engine::api::values::DoorTrouble;
use plenum_engine::api::view::{
    Announcement, Appearance, Connections, DataSaver, Grade, Hearing, Keeping, Language, Layout, LinkState, LiveText,
    Me, Name, NoticeKind, Person, PlanB, Preflight, Presence, PrivateLine, Protection, Revisions, Screen, Screening,
    Seating, ShownReaction, SignalingState, Streams, TileId, Transfer, View,
};
use plenum_shared::ids::PeerId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Signals for the views, made outside any view (one made under a `<For>` row dies with it) and set only when different.
#[derive(Clone)]
pub struct Mirror {
    /// Language and theme.
    pub appearance: ArcRwSignal<Appearance>,
    /// The language in which everything is said: that of `appearance` as soon as its words are here.
    pub language: ArcRwSignal<Language>,
    /// Which screen.
    pub screen: ArcRwSignal<Screen>,
    /// The person in front of this page.
    pub me: ArcRwSignal<Me>,
    /// Tiles in order: keys for `<For>`; the person behind each is `person(tile)`.
    pub tiles: ArcRwSignal<Arc<[TileId]>>,
    /// How the tiles stand.
    pub layout: ArcRwSignal<Layout>,
    /// The line to the server.
    pub signaling: ArcRwSignal<SignalingState>,
    /// What data we save and use.
    pub data_saver: ArcRwSignal<DataSaver>,
    /// Who hears and sees whom, while the person looks at it.
    pub connections: ArcRwSignal<Option<Arc<Connections>>>,
    /// What can be chosen.
    pub devices: ArcRwSignal<Arc<[Device]>>,
    /// Notices.
    pub notices: ArcRwSignal<Arc<[NoticeKind]>>,
    /// Live region.
    pub announcement: ArcRwSignal<Option<Announcement>>,
    /// The link.
    pub link: ArcRwSignal<Option<Arc<str>>>,
    /// The link where the server wants to be called.
    pub moved: ArcRwSignal<Option<Arc<str>>>,
    each: Arc<Mutex<Each>>,
}

/// What there is one of per person, and what few look at.
struct Each {
    /// Which slices are shown.
    shown: Revisions,
    /// As last shown.
    people: Arc<[Person]>,
    persons: HashMap<TileId, ArcRwSignal<Person>>,
    levels: HashMap<Option<TileId>, ArcRwSignal<u8>>,
    /// What stays on this device.
    keeping: ArcRwSignal<Keeping>,
    files: ArcRwSignal<Arc<[Transfer]>>,
    reactions: ArcRwSignal<Arc<[ShownReaction]>>,
    live_text: ArcRwSignal<LiveText>,
    private: ArcRwSignal<Arc<[PrivateLine]>>,
    door: ArcRwSignal<Arc<[(TileId, DoorTrouble)]>>,
    waited_long: ArcRwSignal<bool>,
    protection: ArcRwSignal<Protection>,
    plan_b: ArcRwSignal<PlanB>,
    preflight: ArcRwSignal<Preflight>,
}

impl Mirror {
    /// Mirrors the first view.
    pub fn new(view: &View) -> Mirror {
        Mirror {
            appearance: ArcRwSignal::new(view.appearance),
            language: ArcRwSignal::new(view.appearance.language),
            screen: ArcRwSignal::new(view.screen),
            me: ArcRwSignal::new(view.me.clone()),
            tiles: ArcRwSignal::new(tiles(&view.people)),
            layout: ArcRwSignal::new(view.layout.clone()),
            signaling: ArcRwSignal::new(view.signaling),
            data_saver: ArcRwSignal::new(view.data_saver),
            connections: ArcRwSignal::new(view.connections.clone()),
            devices: ArcRwSignal::new(view.devices.clone()),
            notices: ArcRwSignal::new(view.notices.clone()),
            announcement: ArcRwSignal::new(view.announcement.clone()),
            link: ArcRwSignal::new(view.link.clone()),
            moved: ArcRwSignal::new(view.moved.clone()),
            each: Arc::new(Mutex::new(Each {
                shown: view.revisions,
                people: view.people.clone(),
                persons: HashMap::new(),
                levels: HashMap::new(),
                keeping: ArcRwSignal::new(view.beside.keeping.clone()),
                files: ArcRwSignal::new(view.beside.files.clone()),
                reactions: ArcRwSignal::new(view.beside.reactions.clone()),
                live_text: ArcRwSignal::new(view.beside.live_text.clone()),
                private: ArcRwSignal::new(view.beside.private.clone()),
                door: ArcRwSignal::new(view.beside.door.clone()),
                waited_long: ArcRwSignal::new(view.beside.waited_long),
                protection: ArcRwSignal::new(view.beside.protection.clone()),
                plan_b: ArcRwSignal::new(view.beside.plan_b.clone()),
                preflight: ArcRwSignal::new(view.beside.preflight),
            })),
        }
    }

    /// The person of a tile. Of a tile that is gone it is somebody without a name, who never changes.
    pub fn person(&self, tile: TileId) -> ArcRwSignal<Person> {
        let mut each = self.each();
        let Some(person) = each.people.iter().find(|person| person.tile == tile).cloned() else {
            return ArcRwSignal::new(nobody(tile));
        };
        each.persons.entry(tile).or_insert_with(|| ArcRwSignal::new(person)).clone()
    }

    /// Files between the others and us.
    pub fn files(&self) -> ArcRwSignal<Arc<[Transfer]>> {
        self.each().files.clone()
    }

    /// The words of a language are here; it is spoken if it is still the one that is wanted.
    pub fn show_language(&self, language: Language) {
        if self.appearance.with_untracked(|appearance| appearance.language == language) {
            set(&self.language, &language);
        }
    }

    /// How loud somebody is, 0..=8; `None` is ourselves.
    pub fn level(&self, who: Option<TileId>) -> ArcRwSignal<u8> {
        self.each().levels.entry(who).or_insert_with(|| ArcRwSignal::new(0)).clone()
    }

    /// What stays of meetings on this device.
    pub fn keeping(&self) -> ArcRwSignal<Keeping> {
        self.each().keeping.clone()
    }

    /// What is shown over tiles for a moment.
    pub fn reactions(&self) -> ArcRwSignal<Arc<[ShownReaction]>> {
        self.each().reactions.clone()
    }

    /// What is shown while it is being written.
    pub fn live_text(&self) -> ArcRwSignal<LiveText> {
        self.each().live_text.clone()
    }

    /// What one of the others and we write to each other.
    pub fn private(&self) -> ArcRwSignal<Arc<[PrivateLine]>> {
        self.each().private.clone()
    }

    /// Who stands in the lobby in trouble.
    pub fn door(&self) -> ArcRwSignal<Arc<[(TileId, DoorTrouble)]>> {
        self.each().door.clone()
    }

    /// Nobody else has come for so long that it may be the wrong link.
    pub fn waited_long(&self) -> ArcRwSignal<bool> {
        self.each().waited_long.clone()
    }

    /// The passphrase of the meeting, and of one that is to be made.
    pub fn protection(&self) -> ArcRwSignal<Protection> {
        self.each().protection.clone()
    }

    /// What is to be done by whoever cannot connect.
    pub fn plan_b(&self) -> ArcRwSignal<PlanB> {
        self.each().plan_b.clone()
    }

    /// What the lobby has found out of our devices and our line.
    pub fn preflight(&self) -> ArcRwSignal<Preflight> {
        self.each().preflight.clone()
    }

    /// Sets whatever is different in this view; of slices that are the same ones as before nothing is even compared.
    pub fn show(&self, view: &View) {
        let seen = view.revisions;
        let shown = std::mem::replace(&mut self.each().shown, seen);
        if shown.me != seen.me {
            set(&self.me, &view.me);
            set_slice(&self.devices, &view.devices);
        }
        if shown.room != seen.room {
            self.show_people(&view.people);
            set(&self.layout, &view.layout);
            set(&self.reactions(), &view.beside.reactions);
            set(&self.live_text(), &view.beside.live_text);
            set(&self.data_saver, &view.data_saver);
            set_lines(&self.connections, &view.connections);
            set(&self.keeping(), &view.beside.keeping);
            set(&self.waited_long(), &view.beside.waited_long);
            set(&self.protection(), &view.beside.protection);
            set(&self.plan_b(), &view.beside.plan_b);
            set(&self.preflight(), &view.beside.preflight);
            // Not while the lock is held.
            let (files, private, door) = (self.files(), self.private(), self.door());
            set_slice(&files, &view.beside.files);
            set_slice(&private, &view.beside.private);
            set(&door, &view.beside.door);
        }
        if shown.notices != seen.notices {
            set_slice(&self.notices, &view.notices);
            set(&self.announcement, &view.announcement);
        }
        if shown.page != seen.page {
            set(&self.appearance, &view.appearance);
            set(&self.moved, &view.moved);
            set(&self.signaling, &view.signaling);
            set(&self.link, &view.link);
            // Last, so that a new screen finds everything in its place.
            set(&self.screen, &view.screen);
        }
    }

    /// Sets how loud a peer is, or ourselves.
    pub fn show_level(&self, who: Option<PeerId>, step: u8) {
        let tile = match who {
            None => None,
            Some(peer) => match self.each().people.iter().find(|person| person.peer == peer) {
                Some(person) => Some(person.tile),
                None => return,
            },
        };
        set(&self.level(tile), &step);
    }

    fn show_people(&self, people: &Arc<[Person]>) {
        let changed = {
            let mut each = self.each();
            if Arc::ptr_eq(&each.people, people) {
                return;
            }
            each.people = people.clone();
            let mut changed = Vec::new();
            for person in people.iter() {
                if let Some(signal) = each.persons.get(&person.tile) {
                    changed.push((signal.clone(), person));
                }
            }
            changed
        };
        // Invariant: nothing is set while the lock is held, so a subscriber may ask the mirror for anything.
        for (signal, person) in changed {
            set(&signal, person);
        }
        set_slice(&self.tiles, &tiles(people));
        let mut each = self.each();
        let each = &mut *each;
        let here = |tile: &TileId| each.people.iter().any(|person| person.tile == *tile);
        each.persons.retain(|tile, _| here(tile));
        each.levels.retain(|tile, _| tile.as_ref().is_none_or(here));
    }

    fn each(&self) -> MutexGuard<'_, Each> {
        self.each.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The mirror of this page, for any view below the root.
pub fn use_mirror() -> Mirror {
    expect_context()
}

fn tiles(people: &[Person]) -> Arc<[TileId]> {
    people.iter().map(|person| person.tile).collect()
}

fn set<T: Clone + PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: &T) {
    if signal.with_untracked(|old| old != value) {
        signal.set(value.clone());
    }
}

fn set_slice<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<Arc<[T]>>, value: &Arc<[T]>) {
    if signal.with_untracked(|old| !Arc::ptr_eq(old, value) && old != value) {
        signal.set(value.clone());
    }
}

/// The same object is the same; to look into it would take longer than to show it.
fn set_lines(signal: &ArcRwSignal<Option<Arc<Connections>>>, value: &Option<Arc<Connections>>) {
    let address = |connections: &Option<Arc<Connections>>| connections.as_ref().map(Arc::as_ptr);
    if signal.with_untracked(|old| address(old) != address(value)) {
        signal.set(value.clone());
    }
}

fn nobody(tile: TileId) -> Person {
    Person {
        peer: PeerId([0; 32]),
        tile,
        name: Name::from(""),
        presence: Presence::Lobby,
        microphone: false,
        camera: false,
        speaking: false,
        deaf: false,
        hearing: Hearing { volume: 100, hushed: false },
        seating: Seating::Apart,
        streams: Streams::default(),
        picture: false,
        screen: Screening::No,
        link: LinkState::None,
        grade: Grade::Good,
    }
}
