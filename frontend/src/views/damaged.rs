//! The page was opened with a link that cannot be read: what is wrong, and three ways on.

use crate::mirror::use_mirror;
use crate::views::icons;
use crate::views::{heading, language, parts, say, sentences, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::link::LinkError;
use plenum_engine::view::Screen;

/// The screen for a damaged link.
pub fn damaged() -> AnyView {
    let screen = RwSignal::from(use_mirror().screen);
    let language = language();
    let error = move || match screen.get() {
        Screen::Damaged(error) => error,
        _ => LinkError::Empty,
    };
    let newer = Memo::new(move |_| error() == LinkError::NewerVersion);
    let title = move || {
        let word = if newer.get() { words::link_newer_title } else { words::link_title };
        word(language.get())
    };
    let way_on = move || {
        if newer.get() {
            parts::reload()
        } else {
            view! {
                <p>{say(words::link_advice)}</p>
                {parts::paste(words::link_paste)}
            }
            .into_any()
        }
    };
    view! {
        <div class="page">
            {top::top()} <main class="word">
                <h1 tabindex="-1" node_ref=heading()>
                    {title}
                </h1>
                <p class="problem" role="alert">
                    {move || sentences::link_error(error(), language.get())}
                </p>
                {way_on}
                <div class="instead">
                    <p class="quiet">{say(words::link_instead)}</p>
                    {parts::button("btn", Some(icons::LINK), words::start_go, || Intent::StartMeeting)}
                </div>
            </main>
        </div>
    }
    .into_any()
}
