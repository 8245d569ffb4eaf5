//! Inviting the others: every way to give the link away, in one dialog. Comes with the dialogs chunk, but for the dialog itself, which comes
//! with the room chunk, and for the button that opens it.

mod appointment;
pub mod dialog;
mod doorbell;
pub mod opener;
pub mod plan_b;
mod qr_code;

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::told::told;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::NoticeKind;
use plenum_engine::invite::letter;

/// All ways, the shortest first.
pub fn ways() -> AnyView {
    // Nobody knows what the others read; whoever does says so.
    let both = RwSignal::new(true);
    let protection = RwSignal::from(use_mirror().protection());
    let protected = memo(move || protection.with(|protection| protection.protected));
    let actions = div("invite-ways")
        .child(components::copy_link("btn go", words::top_copy_link))
        .maybe(components::share("btn"))
        .child(mail(both))
        .child(copy_text(both));
    div("invite-body")
        .child(p("quiet", words::invite_text))
        .part(move || protected.get().then(|| p("quiet", words::passphrase_tell).done()))
        .child(components::link_field())
        .child(actions)
        .child(in_both(both))
        .child(told(|kind| {
            matches!(kind, NoticeKind::LinkCopied | NoticeKind::LinkNotCopied | NoticeKind::NoNotifications)
        }))
        .child(folded(words::invite_qr, qr_code::qr_code))
        .child(folded(words::invite_calendar, appointment::appointment))
        .child(folded(words::plan_b_title, plan_b::form))
        .maybe(doorbell::doorbell())
        .done()
}

/// What few need is made and shown when somebody wants it.
fn folded(title: Word, inside: fn() -> El) -> El {
    let opened = RwSignal::new(false);
    el("details")
        .child(el("summary").press(move || opened.set(true)).tell(say(title)))
        .part(move || opened.get().then(|| inside().done()))
}

/// The letter in the person's mail program, which is another one: the meeting stays where it is.
fn mail(both: RwSignal<bool>) -> El {
    let link = RwSignal::from(use_mirror().link);
    let language = language();
    let address = move || {
        let write = |link: &str| letter::write(language.get().tag(), both.get(), link).mailto();
        link.with(|link| link.as_deref().map(write)).unwrap_or_default()
    };
    el("a")
        .set("class", "btn")
        .set("target", "_blank")
        .set("rel", "noopener")
        .bind("href", address)
        .tell(say(words::invite_mail))
}

/// The same letter for whoever writes in a browser or a messenger.
fn copy_text(both: RwSignal<bool>) -> El {
    let dispatch = use_dispatch();
    components::button("btn", None, words::invite_copy_text)
        .press(move || dispatch.send(AppIntent::CopyInvitation { both: both.get_untracked() }))
}

/// Whether the letter says it in the other language too.
fn in_both(both: RwSignal<bool>) -> El {
    let language = language();
    let said = move || {
        let word: Word = match letter::second(language.get().tag()) {
            "de" => words::invite_in_german,
            _ => words::invite_in_english,
        };
        word(language.get()).to_string()
    };
    let tick =
        el("input").set("type", "checkbox").checked(move || both.get()).input(move |_| both.set(!both.get_untracked()));
    el("label").set("class", "option").child(tick).child(el("span").tell(said))
}
