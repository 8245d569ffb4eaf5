//! The fields for a passphrase, as the start page and the door of a meeting have them. They come with the room chunk.

use crate::views::ui::dom::{El, el};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;

/// The field. It shows what is typed: what nobody sees is mistyped. `held`: what it holds, where somebody else may write into it.
///
/// Invariant: browsers neither keep what is typed here nor send it anywhere to have its spelling checked.
pub fn field(input: impl Fn(String) + 'static, held: Option<RwSignal<String>>) -> El {
    let field = el("input")
        .set("type", "text")
        .set("dir", "auto")
        .set("maxlength", "200")
        .set("autocomplete", "off")
        .set("autocapitalize", "off")
        .set("autocorrect", "off")
        .set("spellcheck", "false")
        .set("translate", "no")
        .input(input);
    let field = match held {
        Some(held) => field.value(move || held.get()),
        None => field,
    };
    el("label").set("class", "field").child(el("span").tell(say(words::passphrase_field))).child(field)
}

/// Whether it is to be remembered on this device.
pub fn remember(remember: RwSignal<bool>) -> El {
    let tick = el("input")
        .set("type", "checkbox")
        .checked(move || remember.get())
        .input(move |_| remember.update(|remember| *remember = !*remember));
    el("label").set("class", "option").child(tick).child(el("span").tell(say(words::passphrase_remember)))
}
