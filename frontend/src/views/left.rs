//! After leaving: one click from coming back.

use crate::views::icons;
use crate::views::{heading, parts, say, top};
use crate::words;
use leptos::prelude::*;
use plenum_engine::intent::Intent;

/// The screen after leaving.
pub fn left() -> AnyView {
    view! {
        <div class="page">
            {top::top()} <main class="word">
                <h1 tabindex="-1" node_ref=heading()>
                    {say(words::left_title)}
                </h1>
                <p class="lead">{say(words::left_text)}</p>
                <div class="ways">
                    {parts::button("btn go", None, words::left_back, || Intent::Join)}
                    {parts::button("btn", None, words::top_start_page, || Intent::GoToStart)}
                    {parts::button("btn", Some(icons::LINK), words::top_copy_link, || Intent::CopyLink)}
                </div>
            </main>
        </div>
    }
    .into_any()
}
