//! The pads that were opened in this meeting, with their editors: they outlive the panel, so that whoever opens it again finds
//! their caret and what they typed.

use super::open_pad::OpenPad;
use super::people::People;
use super::signs::Signs;
use super::{announce, dropped, labels, removed};
use crate::browser::page::editor::{Caret, Command, Editor, Heard};
use crate::browser::page::editor_script::{self, Script};
use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::document::use_document;
use crate::views::ui::dom::memo;
use crate::views::ui::language::language;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::{Act, PadAct};
use plenum_document::api::effect::{PadEffect, Piece};
use plenum_document::api::view::{PadView, Run};
use plenum_document::base::ids::PadId;
use plenum_document::pads::pad::TEXT_UNITS;
use plenum_document::pads::runs;
use plenum_engine::api::intent::DocumentIntent;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A pad that refuses so many edits, one after the other, is full.
const REFUSALS: u32 = 3;

/// Nobody types more than this at once, UTF-16 code units: it was pasted.
const TYPED_UNITS: usize = 32;

/// What the tab shows of a pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The text, to write.
    Writing,
    /// The text as it is meant, to read.
    Reading,
    /// What it was in the last hours.
    Versions,
}

/// A kept version beside the one before it.
#[derive(Clone)]
pub struct Compared {
    /// Of which pad.
    pub pad: PadId,
    /// When it was kept.
    pub kept_ms: u64,
    /// What became of the text.
    pub pieces: Arc<Vec<Piece>>,
}

/// All that the tab reads and does.
#[derive(Clone, Copy)]
pub struct Desk {
    dispatch: Dispatch,
    open: StoredValue<BTreeMap<PadId, OpenPad>, LocalStorage>,
    owner: StoredValue<Owner>,
    /// Pads by name.
    pub pads: RwSignal<Arc<Vec<PadView>>>,
    /// Names and colours of all who wrote something.
    pub people: People,
    /// Which pad is shown.
    pub pad: RwSignal<PadId>,
    /// What of it.
    pub face: RwSignal<Face>,
    /// What is on where the caret is.
    pub active: RwSignal<Vec<Command>>,
    /// How many words it has.
    pub words: RwSignal<u32>,
    /// Whether colours show who wrote what.
    pub authors: RwSignal<bool>,
    /// What there is to say.
    pub trouble: RwSignal<Option<Word>>,
    /// A file could not be inserted, and nothing else was done since.
    pub import_failed: RwSignal<bool>,
    /// The version that one looks at.
    pub compared: RwSignal<Option<Compared>>,
    /// The pad that one looked at when somebody removed it.
    pub gone: RwSignal<Option<PadId>>,
    /// What happens to pads.
    pub signs: Signs,
}

impl Desk {
    /// Nothing is open yet. To be called in the room.
    pub fn new() -> Desk {
        let document = use_document();
        let desk = Desk {
            dispatch: use_dispatch(),
            open: StoredValue::new_local(BTreeMap::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            pads: RwSignal::from(document.pads.clone()),
            people: People::new(),
            pad: RwSignal::new(PadId::default()),
            face: RwSignal::new(Face::Writing),
            active: RwSignal::new(Vec::new()),
            words: RwSignal::new(0),
            authors: RwSignal::new(false),
            trouble: RwSignal::new(None),
            import_failed: RwSignal::new(false),
            compared: RwSignal::new(None),
            gone: RwSignal::new(None),
            signs: Signs::new(),
        };
        desk.asks();
        desk.shows_carets();
        desk.speaks();
        removed::leaves_removed(desk);
        desk
    }

    /// What is said aloud.
    pub fn aloud(&self) -> announce::Aloud {
        self.signs.aloud
    }

    /// Does something to a pad.
    pub fn act(&self, act: PadAct) {
        self.dispatch.send(DocumentIntent(Act::Pad(act)));
    }

    /// Shows a pad.
    pub fn show(&self, pad: PadId) {
        self.pad.set(pad);
        self.trouble.set(None);
        self.import_failed.set(false);
        self.active.set(Vec::new());
        self.compared.set(None);
        self.gone.set(None);
        self.open_pad(pad);
        self.count();
    }

    /// Opens a pad, if it is not open.
    pub fn open_pad(&self, pad: PadId) {
        if self.open.with_value(|open| open.contains_key(&pad)) {
            return;
        }
        self.open.update_value(|open| drop(open.insert(pad, OpenPad::default())));
        let desk = *self;
        // It lasts as long as the room, and not as the view that asked for it.
        self.owner.get_value().with(|| {
            let inbox = use_document().listen(pad);
            Effect::new(move |_| inbox.take().into_iter().for_each(|news| desk.take(pad, news)));
        });
        self.ask_for(pad);
    }

    /// The editor of the pad that is shown, as soon as there is one.
    pub fn editor(&self) -> Option<Rc<Editor>> {
        self.signs.opened.track();
        self.editor_of(self.pad.get())
    }

    /// The text of the pad that is shown, whenever it changes.
    pub fn text(&self) -> String {
        self.signs.changed.track();
        self.editor().map(|editor| editor.text()).unwrap_or_default()
    }

    /// Does what a button of the toolbar says.
    pub fn command(&self, command: Command) {
        if let Some(editor) = self.editor_of(self.pad.get_untracked()) {
            editor.command(command);
        }
    }

    /// Ticks the check box that stands behind so many bytes of the text, or clears it.
    pub fn tick(&self, at: usize) {
        if let Some(editor) = self.editor_of(self.pad.get_untracked()) {
            let before: usize = editor.text().get(..at).map_or(0, |before| before.encode_utf16().count());
            editor.tick(before as u32);
        }
    }

    pub fn editor_of(&self, pad: PadId) -> Option<Rc<Editor>> {
        self.open.try_with_value(|open| open.get(&pad)?.editor.clone()).flatten()
    }

    fn editors(&self) -> Vec<(PadId, Rc<Editor>)> {
        self.open.with_value(|open| open.iter().filter_map(|(pad, one)| Some((*pad, one.editor.clone()?))).collect())
    }

    fn with<T>(&self, pad: PadId, act: impl FnOnce(&mut OpenPad) -> T) -> Option<T> {
        self.open.try_update_value(|open| open.get_mut(&pad).map(act)).flatten()
    }

    fn count(&self) {
        let editor = self.editor_of(self.pad.get_untracked());
        self.words.set(editor.map_or(0, |editor| editor.word_count()));
    }

    /// Asks each worker once for each pad that it knows, as soon as the editor's script is here.
    ///
    /// Invariant: no pad is open to a new worker. It tells nothing of one before it was asked.
    fn asks(&self) {
        let desk = *self;
        let worker = RwSignal::from(use_document().worker);
        let script = RwSignal::from(editor_script::state());
        let known = memo(move || desk.pads.with(|pads| pads.iter().map(|pad| pad.id).collect::<Vec<_>>()));
        Effect::new(move |before: Option<u32>| {
            let worker = worker.get();
            let other = before.is_some_and(|before| before != worker);
            let known = known.get();
            // A worker that does not know a pad yet says nothing when it is asked for it.
            desk.open.update_value(|open| {
                open.iter_mut().for_each(|(pad, one)| one.asked &= !other && known.contains(pad));
            });
            if script.get() == Script::Here {
                let open = desk.open.with_value(|open| open.keys().copied().collect::<Vec<_>>());
                open.into_iter().for_each(|pad| desk.ask_for(pad));
            }
            worker
        });
    }

    fn ask_for(&self, pad: PadId) {
        let ready = editor_script::state().get_untracked() == Script::Here
            && self.pads.with_untracked(|pads| pads.iter().any(|known| known.id == pad));
        if ready && self.with(pad, |open| !std::mem::replace(&mut open.asked, true)) == Some(true) {
            self.act(PadAct::Open { pad });
        }
    }

    /// The others' carets, in all pads.
    fn shows_carets(&self) {
        let desk = *self;
        let cursors = RwSignal::from(use_document().cursors);
        Effect::new(move |_| {
            desk.signs.opened.track();
            for (pad, editor) in desk.editors() {
                let carets = cursors.with(|cursors| {
                    let here = cursors.iter().filter(|cursor| cursor.pad == pad);
                    here.map(|cursor| Caret {
                        id: cursor.peer.0[..8].iter().map(|byte| format!("{byte:02x}")).collect(),
                        name: desk.people.name(cursor.peer),
                        colour: desk.people.colour(cursor.peer),
                        anchor: cursor.anchor,
                        head: cursor.head,
                    })
                    .collect::<Vec<_>>()
                });
                editor.set_cursors(&carets);
            }
        });
    }

    /// The editors speak the page's language.
    fn speaks(&self) {
        let (desk, language) = (*self, language());
        Effect::new(move |before: Option<()>| {
            let labels = labels::labels(language.get());
            if before.is_some() {
                desk.editors().iter().for_each(|(_, editor)| editor.relabel(&labels));
            }
        });
    }

    /// News of a pad, in order.
    fn take(&self, pad: PadId, news: PadEffect) {
        match news {
            PadEffect::Opened { version, text, runs, .. } => {
                self.with(pad, |open| {
                    open.unsaid.identify(&runs);
                    open.runs = runs;
                });
                match self.editor_of(pad) {
                    Some(editor) => editor.reset(version, &text),
                    None => self.make_editor(pad, version, &text),
                }
                self.changed(pad);
            }
            PadEffect::Patch { version, changes, own, author, runs, .. } => {
                let Some(editor) = self.editor_of(pad) else { return };
                let own_key = self.people.us();
                let us = author.is_some() && author == own_key;
                self.with(pad, |open| {
                    open.strangers |= author.is_none() && runs.is_none();
                    open.runs = runs.unwrap_or_else(|| runs::after(&open.runs, &changes, author));
                    if own {
                        open.refusals = 0;
                    }
                    if own || us {
                        open.unsaid.follow(&changes);
                    } else {
                        open.unsaid.receive(&changes, &open.runs, own_key);
                    }
                });
                // After an undo the caret goes to where something came back.
                if !editor.receive(version, &changes, own, us && !own) {
                    self.ask_again(pad);
                }
                self.changed(pad);
            }
            PadEffect::Refused { .. } => self.refused(pad),
            PadEffect::Version { kept_ms, pieces, .. } => {
                self.compared.set(Some(Compared { pad, kept_ms, pieces: Arc::new(pieces) }));
            }
        }
    }

    fn ask_again(&self, pad: PadId) {
        self.with(pad, |open| open.asked = false);
        self.ask_for(pad);
    }

    /// What was typed fits no text, or there is no room for it. The editor keeps it.
    fn refused(&self, pad: PadId) {
        let refusals = self.with(pad, |open| {
            open.refusals += 1;
            open.refusals
        });
        if refusals.is_some_and(|refusals| refusals <= REFUSALS) {
            return self.ask_again(pad);
        }
        self.trouble.set(Some(words::notes_full));
        if let Some(editor) = self.editor_of(pad) {
            editor.set_read_only(true);
        }
    }

    /// Why something was not written: it was too long, or nothing has room any more.
    fn no_room(&self) -> Word {
        let room = TEXT_UNITS.saturating_sub(self.text().encode_utf16().count());
        if room > TYPED_UNITS { words::notes_too_long } else { words::notes_full }
    }

    fn make_editor(&self, pad: PadId, version: u64, text: &str) {
        let desk = *self;
        let labels = labels::labels(self.people.language());
        let heard = move |heard: Heard| desk.hear(pad, heard);
        let Ok(editor) = Editor::open(text, version, TEXT_UNITS, &labels, heard) else {
            return log::warn!("the editor of the notes cannot be opened");
        };
        editor.show_authors(self.authors.get_untracked());
        self.with(pad, |open| open.editor = Some(editor));
        self.signs.opened.update(|opened| *opened += 1);
        if self.pad.get_untracked() == pad {
            self.count();
        }
    }

    fn hear(&self, pad: PadId, heard: Heard) {
        let shown = self.pad.try_get_untracked() == Some(pad);
        match heard {
            Heard::Push { version, changes } => self.act(PadAct::Edit { pad, version, changes }),
            Heard::Cursor { anchor, head } => self.act(PadAct::Cursor { pad, anchor, head }),
            Heard::Undo => self.act(PadAct::Undo { pad }),
            Heard::Redo => self.act(PadAct::Redo { pad }),
            Heard::Active(commands) if shown => self.active.set(commands),
            Heard::Files(files) => dropped::insert(*self, pad, files),
            Heard::Full if shown => self.trouble.set(Some(self.no_room())),
            Heard::Settled { words } => {
                let unsaid = self.with(pad, |open| open.unsaid.take()).unwrap_or_default();
                // Who they are may have become known since.
                if self.with(pad, |open| std::mem::take(&mut open.strangers)) == Some(true) {
                    self.ask_again(pad);
                }
                if shown {
                    self.words.set(words);
                    self.signs.aloud.say(unsaid, &self.people);
                }
            }
            Heard::Active(_) | Heard::Full => {}
        }
    }

    fn changed(&self, pad: PadId) {
        self.signs.changed.update(|changed| *changed = changed.wrapping_add(1));
        self.colour(pad);
    }

    /// Shows who wrote what, or no longer.
    pub fn show_authors(&self, shown: bool) {
        self.authors.set(shown);
        for (pad, editor) in self.editors() {
            // Who wrote something may have become known since.
            if self.with(pad, |open| open.runs.iter().any(|run| run.author.is_none())) == Some(true) {
                self.ask_again(pad);
            }
            self.colour(pad);
            editor.show_authors(shown);
        }
    }

    fn colour(&self, pad: PadId) {
        let Some(editor) = self.editor_of(pad).filter(|_| self.authors.get_untracked()) else { return };
        let runs = self.with(pad, |open| open.runs.clone()).unwrap_or_default();
        let colour = |run: Run| Some((run.from, run.to, self.people.colour(run.author?)));
        editor.set_authors(runs.into_iter().filter_map(colour));
    }
}
