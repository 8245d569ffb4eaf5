//! The screen before the lobby of a meeting with a passphrase, and what the lobby says of it. It comes with the room chunk.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::heading::heading;
use crate::views::ui::language::{language, say};
use crate::views::ui::{components, header, passphrase};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Passphrase};
use plenum_engine::api::view::{LockTrouble, Locked, Screen};

/// The screen.
pub fn locked() -> AnyView {
    let dispatch = use_dispatch();
    let screen = RwSignal::from(use_mirror().screen);
    let state = memo(move || match screen.get() {
        Screen::Locked(locked) => locked,
        _ => Locked::default(),
    });
    let checking = memo(move || state.get().checking);
    let (typed, remember) = (StoredValue::new(String::new()), RwSignal::new(false));
    let unlock = move || {
        let passphrase = Passphrase::new(typed.get_value());
        dispatch.send(AppIntent::Unlock { passphrase, remember: remember.get_untracked() });
    };
    // While it is checked the form stays, and so does the focus.
    let form = el("form")
        .set("class", "unlock")
        .mark("hidden", move || state.get().looking)
        .submit(unlock)
        .child(passphrase::field(move |passphrase| typed.set_value(passphrase), None))
        .child(passphrase::remember(remember))
        .child(trouble(state))
        .child(el("button").set("class", "btn go").tell(say(words::passphrase_continue)));
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(say(words::passphrase_title)))
        .child(p("lead", words::passphrase_lead))
        .child(form)
        .child(progress(checking))
        .child(components::to_start("plain"));
    div("page").child(header::header()).child(main).done()
}

/// That it is being checked: a second on most devices, several on an old phone.
fn progress(checking: Memo<bool>) -> El {
    let said = move || {
        let bar = el("progress").set("aria-hidden", "true");
        checking.get().then(|| div("late checking").child(p("", words::passphrase_checking)).child(bar).done())
    };
    el("div").set("role", "status").part(said)
}

/// What came of the last one.
fn trouble(state: Memo<Locked>) -> El {
    let language = language();
    let said = move || {
        let word = match state.get().trouble? {
            LockTrouble::Empty => words::passphrase_empty,
            LockTrouble::Failed => words::passphrase_failed,
        };
        Some(el("p").set("class", "problem").tell(move || word(language.get()).to_string()).done())
    };
    el("div").set("role", "alert").part(said)
}

/// What whoever is at a meeting with a passphrase should know, and the way to another one; nothing at other meetings.
pub fn protected() -> El {
    let dispatch = use_dispatch();
    let protection = RwSignal::from(use_mirror().protection());
    let is = memo(move || protection.with(|protection| protection.protected));
    let said = move || {
        is.get().then(|| {
            let another = components::button("plain", None, words::passphrase_another);
            div("quiet")
                .child(p("", words::passphrase_tell))
                .child(another.press(move || dispatch.send(AppIntent::ChangePassphrase)))
                .done()
        })
    };
    div("protected").part(said)
}
