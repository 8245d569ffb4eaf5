//! Pads that somebody removed: whoever looks at one is told and finds themselves in the first, and anybody can put it back.

use super::desk::{Desk, Face};
use super::menu::ID as MENU;
use super::pad_name;
use crate::browser::page::dialog;
use crate::views::document::author::author;
use crate::views::ui::components::{self, press_twice, question};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::language;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::PadAct;
use plenum_document::api::view::PadView;
use plenum_document::base::ids::{Key, PadId};
use plenum_document::fold::pad_names;
use std::sync::Arc;

/// Who removed a pad, if it is removed.
fn remover(desk: Desk, pad: PadId) -> Option<Key> {
    desk.pads.with(|pads| pads.iter().find(|one| one.id == pad)?.removed)
}

/// Whoever looks at a pad that is removed goes on in the first one, and sees why.
pub fn leaves_removed(desk: Desk) {
    Effect::new(move |_| {
        let pad = desk.pad.get();
        if remover(desk, pad).is_some() {
            desk.show(PadId::default());
            desk.face.set(Face::Writing);
            desk.gone.set(Some(pad));
        }
    });
}

/// The pad that one looked at was removed, with the way back.
pub fn notice(desk: Desk) -> El {
    let language = language();
    let gone = memo(move || desk.gone.get().and_then(|pad| Some((pad, remover(desk, pad)?))));
    let told = move || {
        let (pad, by) = gone.get()?;
        let own = move || desk.people.us() == Some(by);
        let by = author(by);
        let sentence = move || {
            let language = language.get();
            let name = pad_name(desk, pad, language);
            if own() { words::notes_removed_own(language, &name) } else { words::notes_removed(language, &by(), &name) }
        };
        let back = components::button("btn small", None, words::notes_put_back).press(move || put_back(desk, pad));
        Some(div("gone").set("role", "status").child(el("p").tell(sentence)).child(back).done())
    };
    el("div").part(told)
}

fn put_back(desk: Desk, pad: PadId) {
    desk.gone.set(None);
    desk.act(PadAct::PutBack { pad });
}

/// A button that removes the pad which is shown, but for the first: that one is always there.
pub fn remove(desk: Desk) -> El {
    let removable = memo(move || desk.pad.get() != PadId::default());
    let act = move || {
        dialog::close(MENU);
        desk.act(PadAct::Remove { pad: desk.pad.get_untracked() });
    };
    let button = move || press_twice("btn small", words::notes_remove, words::notes_remove_really, act).done();
    el("div").part(move || removable.get().then(button))
}

/// All that were removed, each with a button that puts it back.
pub fn list(desk: Desk) -> El {
    let language = language();
    let removed = memo(move || {
        let ids = |pads: &Arc<Vec<PadView>>| {
            pads.iter().filter(|pad| pad.removed.is_some()).map(|pad| pad.id).collect::<Vec<_>>()
        };
        desk.pads.with(ids)
    });
    let full = memo(move || desk.pads.with(|pads| pad_names::listed(pads) >= pad_names::PADS));
    let any = memo(move || removed.with(|removed| !removed.is_empty()));
    let row = move |pad| {
        let name = el("span").set("dir", "auto").tell(move || pad_name(desk, pad, language.get()));
        let back = components::button("btn small", None, words::notes_put_back)
            .mark("disabled", move || full.get())
            .press(move || put_back(desk, pad));
        el("li").child(name).child(back).done()
    };
    let rows = move || {
        let list = el("ul").set("class", "removed-pads").each(removed, row);
        let why = move || full.get().then(|| p("quiet", words::notes_pads_full).done());
        question(words::notes_removed_pads).child(list).part(why).done()
    };
    el("div").part(move || any.get().then(rows))
}
