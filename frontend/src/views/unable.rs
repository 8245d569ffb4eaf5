//! Something about this browser or version makes a meeting impossible: what, and the way on.

use crate::mirror::use_mirror;
use crate::views::icons;
use crate::views::{heading, language, parts, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{Screen, Unable};

/// The screen for when there can be no meeting here.
pub fn unable() -> AnyView {
    let mirror = use_mirror();
    let screen = RwSignal::from(mirror.screen);
    let link = RwSignal::from(mirror.link);
    let language = language();
    let what = Memo::new(move |_| match screen.get() {
        Screen::Unable(what) => what,
        _ => Unable::OtherVersion,
    });
    let title = move || match what.get() {
        Unable::NoWebRtc => words::unable_webrtc_title(language.get()),
        Unable::Passphrase => words::unable_passphrase_title(language.get()),
        Unable::OtherVersion => words::unable_version_title(language.get()),
    };
    let text = move || match what.get() {
        Unable::NoWebRtc => words::unable_webrtc_text(language.get()),
        Unable::Passphrase => words::unable_passphrase_text(language.get()),
        Unable::OtherVersion => words::unable_version_text(language.get()),
    };
    let linked = Memo::new(move |_| link.with(Option::is_some));
    let way_on = move || match what.get() {
        Unable::NoWebRtc if linked.get() => view! {
            {parts::link_field()}
            {parts::button("btn go", Some(icons::LINK), words::top_copy_link, || Intent::CopyLink)}
        }
        .into_any(),
        Unable::NoWebRtc | Unable::Passphrase => {
            parts::button("btn", None, words::top_start_page, || Intent::GoToStart)
        }
        Unable::OtherVersion => parts::reload(),
    };
    view! {
        <div class="page">
            {top::top()} <main class="word">
                <h1 tabindex="-1" node_ref=heading()>
                    {title}
                </h1>
                <p class="lead">{text}</p>
                <div class="ways">{way_on}</div>
            </main>
        </div>
    }
    .into_any()
}
