//! A meeting with a passphrase, on the start page: chosen, or made of four words. It comes with the dialogs chunk.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, el, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::{components, passphrase};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, Passphrase};
use plenum_passphrase::strength::{Strength, strength};

/// Closed until somebody wants one.
pub fn protect() -> El {
    let dispatch = use_dispatch();
    let protection = RwSignal::from(use_mirror().protection());
    let (typed, remember) = (RwSignal::new(String::new()), RwSignal::new(false));
    Effect::new(move |_| {
        if let Some(words) = protection.with(|protection| protection.suggested.clone()) {
            typed.set(words.to_string());
        }
    });
    let start = move || {
        let passphrase = Passphrase::new(typed.get_untracked());
        dispatch.send(AppIntent::StartProtected { passphrase, remember: remember.get_untracked() });
    };
    let four = components::button("btn small", None, words::passphrase_four_words)
        .press(move || dispatch.send(AppIntent::SuggestPassphrase));
    let form = el("form")
        .set("class", "unlock")
        .submit(start)
        .child(p("quiet", words::passphrase_why))
        .child(passphrase::field(move |passphrase| typed.set(passphrase), Some(typed)))
        .child(four)
        .child(el("p").set("class", "quiet").set("aria-live", "polite").tell(hint(typed)))
        .child(passphrase::remember(remember))
        .child(el("button").set("class", "btn go").tell(say(words::passphrase_start)));
    el("details").set("class", "protect").child(el("summary").tell(say(words::passphrase_protect))).child(form)
}

/// How good it is, and what to do with it.
fn hint(typed: RwSignal<String>) -> impl Fn() -> String + Send {
    let language = language();
    move || {
        let word = match typed.with(|typed| strength(typed)) {
            Strength::Empty => words::passphrase_hint,
            Strength::Weak => words::passphrase_weak,
            Strength::Fair => words::passphrase_fair,
            Strength::Good => words::passphrase_good,
        };
        word(language.get()).to_string()
    }
}
