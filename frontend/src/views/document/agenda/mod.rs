//! The Agenda tab of the panel: what there is to talk about, the check-in round, decisions, and the minutes of it all.

mod check_in;
mod form;
mod items;
mod notice;
mod proposal;

use crate::browser::page::document;
use crate::driver::{Dispatch, use_dispatch};
use crate::mirror::document::use_document;
use crate::views::document::clock::While;
use crate::views::document::written::written;
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
pub use check_in::{line as round, running, speaker, told as round_told};
use leptos::prelude::*;
pub use notice::{asks, item};
use plenum_document::api::act::{Act, PadAct};
use plenum_document::base::ids::{PadId, RecordId};
use plenum_engine::api::intent::DocumentIntent;

/// What is remembered of one's own while the room is shown: the panel may be closed meanwhile.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Proposals whose notice was taken away.
    dismissed: RwSignal<Vec<RecordId>>,
    /// The form for a proposal, while there is one.
    draft: RwSignal<Option<form::Draft>>,
    /// Title and time box of another item, as far as they are written.
    item: [RwSignal<String>; 2],
    /// Reasons that were begun, one for each proposal at most.
    reasons: RwSignal<Vec<proposal::Begun>>,
    /// The proposal that one asked to see, until it stands there.
    wanted: RwSignal<Option<RecordId>>,
}

impl Desk {
    /// Nothing yet.
    pub fn new() -> Desk {
        Desk {
            dismissed: RwSignal::new(Vec::new()),
            draft: RwSignal::new(None),
            item: [RwSignal::new(String::new()), RwSignal::new(String::new())],
            reasons: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(None),
        }
    }
}

/// What the tab shows. The focus stays on the tab, as a field with the focus brings up the keyboard of a phone.
pub fn fill(panel: El, desk: Desk) -> El {
    let decisions = RwSignal::from(use_document().decisions);
    // The newest first: that is the one people are asked for.
    let ids = memo(move || decisions.with(|all| all.iter().rev().map(|one| one.id).collect::<Vec<_>>()));
    let none = memo(move || ids.with(Vec::is_empty));
    let shown = div("agenda").part(notice::waiting(desk)).child(items::items(desk)).child(check_in::round()).child(
        section(words::decisions_title)
            .part(form::form(desk))
            .part(move || none.get().then(|| p("quiet", words::decisions_empty).done()))
            .each(ids, move |id| proposal::proposal(id, desk)),
    );
    panel.child(shown).child(minutes())
}

/// A part of the tab with its heading.
fn section(title: Word) -> El {
    el("section").label(title).child(el("h2").tell(say(title)))
}

/// A small button with words.
fn small(word: Word) -> El {
    button("btn small").tell(say(word))
}

/// Sends an act of the person.
fn act(dispatch: Dispatch, act: Act) {
    dispatch.send(DocumentIntent(act));
}

/// Puts the minutes of the meeting so far into the notes.
fn minutes() -> El {
    let (dispatch, language) = (use_dispatch(), language());
    // Where they are stands there for a while, and another press meanwhile would put them there twice.
    let done = While::new();
    let write = move || {
        if untrack(|| done.lasts()) {
            return;
        }
        let language = language.get_untracked();
        let date = document::today(language.tag());
        act(dispatch, Act::Pad(PadAct::Minutes { pad: PadId::default(), date, words: written(language) }));
        done.begin();
    };
    let word = move || if done.lasts() { words::decisions_in_notes } else { words::minutes_write };
    let button = button("btn").bind("aria-disabled", move || done.lasts().to_string()).press_singly(write);
    div("panel-foot").child(button.child(el("span").tell(move || word()(language.get()).to_string())))
}
