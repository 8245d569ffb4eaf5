//! The Notes tab of the panel: pads that all write in at once.

mod announce;
mod desk;
mod dropped;
mod icons;
mod labels;
mod menu;
mod open_pad;
mod people;
mod reading;
mod removed;
mod restored;
mod signs;
mod toolbar;
mod versions;

use crate::browser::page::editor_script::{self, Script};
use crate::browser::page::focus::Before;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::icons::icon;
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use desk::{Desk, Face};
use leptos::prelude::*;
use plenum_document::api::view::PadView;
use plenum_document::base::ids::PadId;
use plenum_engine::api::view::Language;
use std::sync::Arc;

/// The editor is fetched without being asked for so long after somebody came in, milliseconds: sound and pictures are there.
const IDLE_MS: u32 = 20_000;

/// The notes of this room: nothing of them is there before the tab is opened for the first time.
#[derive(Clone, Copy)]
pub struct Notes {
    owner: StoredValue<Owner>,
    desk: StoredValue<Option<Desk>>,
}

impl Notes {
    /// To be called in the room.
    pub fn new() -> Notes {
        let idle = StoredValue::new_local(editor_script::fetch_when_idle(IDLE_MS));
        // It ends with the room.
        on_cleanup(move || idle.dispose());
        Notes { owner: StoredValue::new(Owner::current().unwrap_or_default()), desk: StoredValue::new(None) }
    }

    fn desk(&self) -> Desk {
        self.desk.get_value().unwrap_or_else(|| {
            let desk = self.owner.get_value().with(Desk::new);
            self.desk.set_value(Some(desk));
            desk
        })
    }
}

/// What the tab shows. `focused`: whoever opens it wants to write.
pub fn fill(panel: El, notes: Notes, focused: bool) -> El {
    let desk = notes.desk();
    editor_script::fetch();
    desk.open_pad(desk.pad.get_untracked());
    let focus = StoredValue::new_local(None);
    let begun = Anchor::new();
    if focused {
        // Not sooner: its tab takes the focus first, and that is nobody's choice.
        begun.on_load(move |_| focus.set_value(Some(Before::now())));
    }
    let face = memo(move || desk.face.get());
    let shown = move || {
        Some(match face.get() {
            Face::Writing => div("written").child(toolbar::toolbar(desk)).child(place(desk, focus)).done(),
            Face::Reading => reading::reading(desk).done(),
            Face::Versions => versions::versions(desk).done(),
        })
    };
    let top = div("notes-top").child(head(desk)).child(removed::notice(desk)).child(restored::notice(desk));
    let notes = div("notes").anchor(begun).child(top).part(shown).child(foot(desk)).child(desk.aloud().region());
    panel.child(notes).child(menu::menu(desk))
}

/// Which pad, how it is shown, and what else there is.
fn head(desk: Desk) -> El {
    let language = language();
    let reads = move || desk.face.get() == Face::Reading;
    let turn = move || desk.face.set(if untrack(reads) { Face::Writing } else { Face::Reading });
    let more = button("round")
        .label(words::notes_more)
        .bind("title", say(words::notes_more))
        .opens(menu::ID)
        .child(icon(icons::MORE));
    let read = components::button("btn small", Some(icons::BOOK), words::notes_reading)
        .label(words::notes_reading)
        .bind("title", say(words::notes_reading))
        .bind("aria-pressed", move || reads().to_string())
        .press(turn);
    div("notes-head").child(choose(desk, language)).child(read).child(more)
}

/// The pads by name, to choose from.
fn choose(desk: Desk, language: Memo<Language>) -> El {
    let ids = memo(move || {
        let listed = |pads: &Arc<Vec<PadView>>| {
            pads.iter().filter(|pad| pad.removed.is_none()).map(|pad| pad.id).collect::<Vec<_>>()
        };
        desk.pads.with(listed)
    });
    let option = move |id| {
        let name = memo(move || pad_name(desk, id, language.get()));
        let value = move || ids.with(|ids| ids.iter().position(|other| *other == id)).unwrap_or_default().to_string();
        el("option").bind("value", value).mark("selected", move || desk.pad.get() == id).tell(move || name.get()).done()
    };
    let at = move || ids.with(|ids| ids.iter().position(|id| *id == desk.pad.get())).unwrap_or_default().to_string();
    let chosen = move |at: String| {
        let pad = at.parse().ok().and_then(|at: usize| ids.with_untracked(|ids| ids.get(at).copied()));
        if let Some(pad) = pad {
            desk.show(pad);
        }
    };
    // The letters are its own, and not the page's keys.
    el("select").label(words::notes_pad).value(at).input(chosen).key(|key| key != "Escape").each(ids, option)
}

/// What a pad is called.
fn pad_name(desk: Desk, pad: PadId, language: Language) -> String {
    let name = desk.pads.with(|pads| pads.iter().find(|one| one.id == pad).map(|one| one.name.clone()));
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| words::panel_notes(language).to_string())
}

/// The name of a file that is called so: no system takes every character.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// Where the editor stands, or why it does not.
fn place(desk: Desk, focus: StoredValue<Option<Before>, LocalStorage>) -> El {
    let script = RwSignal::from(editor_script::state());
    let missing = memo(move || script.get() == Script::Missing);
    // Whatever stands there is not put there again when another pad is opened: it would lose the focus.
    let here = memo(move || desk.editor().map(|_| desk.pad.get()));
    let made = move || {
        let Some(editor) = here.get().and_then(|_| untrack(|| desk.editor())) else {
            return Some(if missing.get() { absent().done() } else { p("quiet", words::notes_coming).done() });
        };
        let anchor = Anchor::new();
        anchor.on_load(move |place| {
            editor.stand_in(&place);
            // It may have taken a while to come. Whoever does something else by then goes on with it.
            if focus.try_update_value(Option::take).flatten().is_some_and(|before| before.is_still()) {
                editor.focus();
            }
        });
        Some(div("paper").anchor(anchor).done())
    };
    // The keys are its own, and not the page's: Escape lets Tab out of the text.
    div("place").key(|_| true).part(made)
}

fn absent() -> El {
    let again = components::button("btn small", None, words::room_retry).press(editor_script::fetch);
    div("absent").set("role", "alert").child(p("", words::notes_missing)).child(again)
}

/// How much it is, and what is wrong.
fn foot(desk: Desk) -> El {
    let language = language();
    // It goes when one does something else.
    Effect::new(move |_| {
        desk.face.track();
        desk.import_failed.set(false);
    });
    let failed = move || desk.import_failed.get().then_some(words::notes_import_failed as Word);
    let trouble = move || {
        let word = desk.trouble.get().or_else(failed)?;
        Some(p("problem", word).set("role", "alert").done())
    };
    let words = el("span").tell(move || words::notes_words(language.get(), desk.words.get()));
    div("notes-foot quiet").part(trouble).child(words)
}
