//! The door: in the lobby one can ask those inside for help, by text, and reads what they answer.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{called, in_sentence};
use crate::views::ui::{components, icons};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{PrivateIntent, Text};
use plenum_engine::api::view::{Presence, PrivateId, PrivateState, TileId};

/// Longer questions are for later, bytes.
const QUESTION: &str = "1000";

/// Questions and answers; nothing while there is nobody to ask and nothing was said.
pub fn door() -> AnyView {
    let mirror = use_mirror();
    let private = RwSignal::from(mirror.private());
    let helpers = memo(move || {
        let inside = |tile: &TileId| mirror.person(*tile).with(|person| person.presence == Presence::In);
        mirror.tiles.with(|tiles| tiles.iter().copied().filter(inside).collect::<Vec<_>>())
    });
    let said = memo(move || private.with(|lines| lines.iter().map(|line| line.id).collect::<Vec<_>>()));
    let any = memo(move || helpers.with(|helpers| !helpers.is_empty()) || said.with(|said| !said.is_empty()));
    // Whoever is written to sees it at once.
    let open = memo(move || said.with(|said| !said.is_empty()));
    let shown = move || {
        any.get().then(|| {
            let log = div("door-log").set("role", "log").label(words::door_log).each(said, line);
            el("details")
                .set("class", "door")
                .mark("open", move || open.get())
                .child(el("summary").tell(say(words::door_ask)))
                .child(log)
                .child(question(helpers))
                .done()
        })
    };
    div("at-the-door").part(shown).done()
}

/// One question or answer.
fn line(id: PrivateId) -> AnyView {
    let private = RwSignal::from(use_mirror().private());
    let language = language();
    let line = memo(move || private.with(|lines| lines.iter().find(|line| line.id == id).cloned()));
    let of = move |text: fn(&plenum_engine::api::view::PrivateLine) -> String| line.get().map(|line| text(&line));
    let head = move || {
        let Some(line) = line.get() else { return String::new() };
        match line.state {
            PrivateState::Theirs => called(&line.who, language.get()),
            PrivateState::Sent | PrivateState::Received | PrivateState::Lost => {
                words::door_to(language.get(), &in_sentence(&line.who, language.get()))
            }
        }
    };
    let lost = move || {
        let lost = line.get().is_some_and(|line| line.state == PrivateState::Lost);
        lost.then(|| el("small").set("role", "status").tell(say(words::chat_private_lost)).done())
    };
    el("p")
        .set("dir", "auto")
        .child(el("b").child(el("bdi").tell(head)))
        .text(" ")
        .child(el("span").tell(move || of(|line| line.text.to_string()).unwrap_or_default()))
        .part(lost)
        .done()
}

/// The field; whom to ask is chosen where there are several.
fn question(helpers: Memo<Vec<TileId>>) -> El {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let text = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<TileId>);
    let whom = memo(move || {
        helpers.with(|helpers| chosen.get().filter(|tile| helpers.contains(tile)).or(helpers.first().copied()))
    });
    let asked = mirror.clone();
    let ask = move || {
        let written = text.get_untracked();
        if let Some(tile) = whom.get_untracked().filter(|_| !written.trim().is_empty()) {
            let to = asked.person(tile).with_untracked(|person| person.peer);
            dispatch.send(PrivateIntent::Say { to, text: Text(written) });
            text.set(String::new());
        }
    };
    let field = el("input")
        .set("dir", "auto")
        .set("maxlength", QUESTION)
        .set("autocomplete", "off")
        .label(words::door_message)
        .bind("placeholder", say(words::door_message))
        .value(move || text.get())
        .input(move |typed| text.set(typed));
    let send =
        components::button("btn", Some(icons::SEND), words::chat_send).mark("disabled", move || whom.get().is_none());
    let several = memo(move || helpers.with(Vec::len) > 1);
    let choice = move || several.get().then(|| choice(helpers, whom, chosen).done());
    el("form").submit(ask).part(choice).child(div("door-field").child(field).child(send))
}

/// Whom to ask.
fn choice(helpers: Memo<Vec<TileId>>, whom: Memo<Option<TileId>>, chosen: RwSignal<Option<TileId>>) -> El {
    let mirror = use_mirror();
    let language = language();
    let option = move |tile: TileId| {
        let person = RwSignal::from(mirror.person(tile));
        el("option")
            .bind("value", move || tile.0.to_string())
            .mark("selected", move || whom.get() == Some(tile))
            .tell(move || person.with(|person| called(&person.name, language.get())))
            .done()
    };
    let choose = move |tile: String| chosen.set(tile.parse().ok().map(TileId));
    el("select").label(words::door_whom).input(choose).each(helpers, option)
}
