//! Something about this browser or version makes a meeting impossible: what, and the way on.

use crate::mirror::use_mirror;
use crate::views::dom::{div, el, memo};
use crate::views::{heading, language, parts, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::{Screen, Unable};

/// The screen for when there can be no meeting here.
pub fn unable() -> AnyView {
    let mirror = use_mirror();
    let screen = RwSignal::from(mirror.screen);
    let link = RwSignal::from(mirror.link);
    let language = language();
    let what = move || match screen.get() {
        Screen::Unable(what) => what,
        _ => Unable::OtherVersion,
    };
    let title = move || {
        let word = match what() {
            Unable::NoWebRtc => words::unable_webrtc_title,
            Unable::Passphrase => words::unable_passphrase_title,
            Unable::OtherVersion => words::unable_version_title,
        };
        word(language.get()).to_string()
    };
    let text = move || {
        let word = match what() {
            Unable::NoWebRtc => words::unable_webrtc_text,
            Unable::Passphrase => words::unable_passphrase_text,
            Unable::OtherVersion => words::unable_version_text,
        };
        word(language.get()).to_string()
    };
    let linked = memo(move || link.with(Option::is_some));
    let way_on = move || {
        Some(match what() {
            Unable::NoWebRtc if linked.get() => {
                div("ways").child(parts::link_field()).child(parts::copy_link("btn go", words::top_copy_link)).done()
            }
            Unable::NoWebRtc | Unable::Passphrase => parts::to_start("btn").done(),
            Unable::OtherVersion => parts::reload().done(),
        })
    };
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(title))
        .child(el("p").set("class", "lead").tell(text))
        .part(way_on);
    div("page").child(top::top()).child(main).done()
}
