//! The first help for whoever is stuck: the text for the person who helps them, and the way to the dialog that says more, which
//! comes with the room chunk.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::say;
use crate::views::ui::room_screens::use_room_screens;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::rescue::network;

/// The id of the dialog in the page.
pub const ID: &str = "rescue";

/// What somebody is helped with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Their microphone.
    Microphone,
    /// Their camera.
    Camera,
    /// The app around the page.
    App,
    /// WebRTC.
    WebRtc,
}

/// What to press, with a picture, as soon as the room chunk is here.
pub fn help(about: About) -> impl Fn() -> Option<AnyView> + Send {
    let screens = use_room_screens();
    move || screens.help(about)
}

/// A button that copies what is wrong; and the text itself, where the clipboard would not take it.
pub fn copy_report() -> El {
    let dispatch = use_dispatch();
    let button = components::button("btn small", None, words::rescue_copy);
    let me = RwSignal::from(use_mirror().me);
    let report = memo(move || me.with(|me| me.around.report.clone()));
    let by_hand = move || {
        report.get().map(|report| {
            let text =
                el("pre").set("class", "report").set("tabindex", "0").set("dir", "ltr").label(words::rescue_copy);
            div("by-hand").child(p("", words::rescue_by_hand)).child(text.tell(move || report.to_string())).done()
        })
    };
    div("copy-report").child(button.press(move || dispatch.send(AppIntent::CopyReport))).part(by_hand)
}

/// A button that says more, or copies what is wrong as long as there is no more to say.
pub fn what_now() -> El {
    let dispatch = use_dispatch();
    match use_room_screens().are_here() {
        true => components::button("btn small", None, words::rescue_what_now).opens(ID),
        false => {
            let copy = components::button("btn small", None, words::rescue_copy);
            copy.press(move || dispatch.send(AppIntent::CopyReport))
        }
    }
}

/// Where a network shows its login page.
pub fn login_page() -> El {
    el("a")
        .set("class", "btn small")
        .set("target", "_blank")
        .set("rel", "noopener noreferrer")
        .set("href", network::LOGIN_ADDRESS)
        .tell(say(words::rescue_login))
}

/// The note of the room for whoever cannot connect, as soon as the room chunk is here and if it is needed.
pub fn plan_b() -> impl Fn() -> Option<AnyView> + Send {
    let screens = use_room_screens();
    move || screens.plan_b(false)
}
