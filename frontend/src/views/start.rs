//! The start page: begin a meeting, or open a link one was sent.

use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::{heading, language, parts, say, sentences, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::{Language, Screen};

/// The start page.
pub fn start() -> AnyView {
    view! {
        <div class="page start">
            {top::top()}
            <main>
                <div class="offer">
                    <h1 tabindex="-1" node_ref=heading()>
                        {say(words::start_title)}
                    </h1>
                    <p class="lead">{say(words::start_lead)}</p>
                    {parts::button("btn go big", Some(icons::LINK), words::start_go, || Intent::StartMeeting)}
                    {parts::paste(words::start_paste)} {problem()}
                </div>
                <ul class="facts">
                    {fact(icons::LOCK, words::start_sealed_title, words::start_sealed_text)}
                    {fact(icons::PEOPLE, words::start_equal_title, words::start_equal_text)}
                    {fact(icons::BARS, words::start_lines_title, words::start_lines_text)}
                </ul>
            </main>
            <footer class="foot">
                <p>{say(words::start_free)}</p>
                <details>
                    <summary>{say(words::start_sees_title)}</summary>
                    <p>{say(words::start_sees_text)}</p>
                </details>
            </footer>
        </div>
    }
    .into_any()
}

/// What is wrong with the link that was pasted; announced as it appears.
fn problem() -> AnyView {
    let screen = RwSignal::from(use_mirror().screen);
    let language = language();
    let sentence = move || match screen.get() {
        Screen::Start { problem: Some(error) } => {
            let sentence = sentences::link_error(error, language.get());
            view! { <p class="problem">{sentence} " " {words::link_advice(language.get())}</p> }.into_any().into()
        }
        _ => None::<AnyView>,
    };
    view! { <div role="alert">{sentence}</div> }.into_any()
}

/// One of the three things worth knowing.
fn fact(path: &'static str, title: fn(Language) -> &'static str, text: fn(Language) -> &'static str) -> AnyView {
    view! {
        <li>
            {icon(path)} <h2>{say(title)}</h2> <p class="quiet">{say(text)}</p>
        </li>
    }
    .into_any()
}
