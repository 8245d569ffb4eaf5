//! The screen for a browser or version in which a meeting is impossible: what is missing, and the way on.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{div, el, memo};
use crate::views::ui::heading::heading;
use crate::views::ui::help::{self, About};
use crate::views::ui::language::language;
use crate::views::ui::room_screens::use_room_screens;
use crate::views::ui::{components, header};
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
            Unable::OtherVersion => words::unable_version_title,
        };
        word(language.get()).to_string()
    };
    let text = move || {
        let word = match what() {
            Unable::NoWebRtc => words::unable_webrtc_text,
            Unable::OtherVersion => words::unable_version_text,
        };
        word(language.get()).to_string()
    };
    let linked = memo(move || link.with(Option::is_some));
    let way_on = move || {
        Some(match what() {
            Unable::NoWebRtc if linked.get() => div("actions")
                .child(components::link_field())
                .child(components::copy_link("btn go", words::top_copy_link))
                .done(),
            Unable::NoWebRtc => components::to_start("btn").done(),
            Unable::OtherVersion => components::reload().done(),
        })
    };
    let screens = use_room_screens();
    let others = screens.clone();
    let advice = help::help(About::WebRtc);
    let more = move || if what() == Unable::NoWebRtc { advice() } else { None };
    let main = el("main")
        .set("class", "word")
        .child(heading().tell(title))
        .child(el("p").set("class", "lead").tell(text))
        .part(more)
        .part(way_on)
        .child(help::copy_report())
        .part(move || screens.plan_b(false))
        .part(move || others.door());
    div("page").child(header::header()).child(main).done()
}
