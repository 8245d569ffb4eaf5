//! The form for a proposal or a poll.

use super::{Desk, act};
use crate::browser::page::scroll;
use crate::driver::use_dispatch;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo};
use crate::views::ui::language::say;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::{Act, DecisionAct};
use plenum_document::records::content::{Method, OPTIONS, TEXT_BYTES};

/// What is being put together.
#[derive(Clone)]
pub struct Draft {
    text: String,
    method: Method,
    /// One per line.
    options: String,
    hidden: bool,
}

impl Draft {
    fn new() -> Draft {
        Draft { text: String::new(), method: Method::Consent, options: String::new(), hidden: false }
    }

    /// As it goes out.
    fn proposal(&self) -> DecisionAct {
        DecisionAct::Propose {
            text: self.text.trim().to_string(),
            method: self.method,
            options: self.choices().into_iter().filter(|_| self.method != Method::Consent).collect(),
            hidden: self.hidden,
        }
    }

    /// What there is to choose from: what is written twice is one choice, since nobody could tell the two apart.
    fn choices(&self) -> Vec<String> {
        let mut choices: Vec<String> = Vec::new();
        for choice in self.options.lines().map(str::trim).filter(|choice| !choice.is_empty()) {
            if !choices.iter().any(|other| other == choice) {
                choices.push(choice.to_string());
            }
        }
        choices
    }

    /// Why it cannot be put yet.
    fn lacks(&self) -> Option<Word> {
        let options = self.choices().len();
        match self.text.trim().len() {
            0 => Some(words::decisions_lacks_text),
            length if length > TEXT_BYTES => Some(words::chat_long),
            _ if self.method == Method::Consent || (2..=OPTIONS).contains(&options) => None,
            _ => Some(words::decisions_lacks_options),
        }
    }
}

/// The button for a new one, or the form.
pub fn form(desk: Desk) -> impl Fn() -> Option<AnyView> + Send {
    let open = memo(move || desk.draft.with(Option::is_some));
    move || {
        Some(match open.get() {
            true => fields(desk.draft).done(),
            false => {
                let begin = move || desk.draft.set(Some(Draft::new()));
                button("btn").press(begin).tell(say(words::decisions_new)).done()
            }
        })
    }
}

fn fields(draft: RwSignal<Option<Draft>>) -> El {
    let dispatch = use_dispatch();
    let tried = RwSignal::new(false);
    let change = move |change: &dyn Fn(&mut Draft)| draft.update(|draft| draft.iter_mut().for_each(change));
    let put = move || {
        let Some(ready) = draft.get_untracked() else { return };
        if ready.lacks().is_some() {
            return tried.set(true);
        }
        act(dispatch, Act::Decision(ready.proposal()));
        draft.set(None);
    };
    let field = Anchor::new();
    field.on_load(|field| drop(field.focus()));
    let whole = Anchor::new();
    whole.on_load(|form| scroll::to_opened(&*form));
    let text = area("2", words::decisions_text)
        .anchor(field)
        .value(move || draft.with(|draft| draft.as_ref().map_or(String::new(), |draft| draft.text.clone())))
        .input(move |typed| change(&|draft| draft.text.clone_from(&typed)));
    let method = memo(move || draft.with(|draft| draft.as_ref().map_or(Method::Consent, |draft| draft.method)));
    let choose = move |value: Method, word: Word| {
        let radio = el("input")
            .set("type", "radio")
            .set("name", "method")
            .checked(move || method.get() == value)
            .input(move |_| change(&|draft| draft.method = value));
        el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
    };
    let methods = el("fieldset")
        .child(el("legend").tell(say(words::decisions_method)))
        .child(choose(Method::Consent, words::decisions_consent))
        .child(choose(Method::Single, words::decisions_single))
        .child(choose(Method::Multiple, words::decisions_multiple));
    let options = move || {
        let options = || {
            area("3", words::decisions_options)
                .value(move || draft.with(|draft| draft.as_ref().map_or(String::new(), |draft| draft.options.clone())))
                .input(move |typed| change(&|draft| draft.options.clone_from(&typed)))
        };
        (method.get() != Method::Consent).then(|| options().done())
    };
    let hide = el("input")
        .set("type", "checkbox")
        .checked(move || draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.hidden)))
        .input(move |_| change(&|draft| draft.hidden = !draft.hidden));
    let hide = el("label").set("class", "option").child(hide).child(el("span").tell(say(words::decisions_hidden)));
    let lacks = move || {
        let word = draft.with(|draft| draft.as_ref().and_then(Draft::lacks)).filter(|_| tried.get())?;
        Some(el("p").set("class", "wrong").set("role", "alert").tell(say(word)).done())
    };
    let buttons = div("choices")
        .child(el("button").set("class", "btn go").tell(say(words::decisions_put)))
        .child(button("btn").press(move || draft.set(None)).tell(say(words::decisions_cancel)));
    el("form")
        .set("class", "put")
        .anchor(whole)
        .submit(put)
        .child(text)
        .child(methods)
        .part(options)
        .child(hide)
        .part(lacks)
        .child(buttons)
}

/// A field of several lines, whose text outlives it. Its letters are its own, and not the page's keys.
pub fn area(rows: &'static str, word: Word) -> El {
    el("textarea")
        .set("rows", rows)
        .set("data-kept", "")
        .set("dir", "auto")
        .label(word)
        .bind("placeholder", say(word))
        .key(|key| key != "Escape")
}
