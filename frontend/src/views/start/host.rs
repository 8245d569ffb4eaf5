//! What the host of the server says on the start page: a note, as text and nothing else, and where to donate. It comes with the dialogs chunk.

use crate::browser::page::host;
use crate::views::ui::dom::{El, el};
use crate::views::ui::language::{language, say};
use crate::words;
use leptos::prelude::*;

/// Nothing, until the server has said that there is something.
pub fn host() -> El {
    let (said, language) = (RwSignal::from(host::host()), language());
    let note = move || {
        let lines = said.with(|host| host.note(language.get()).into_iter().map(str::to_owned).collect::<Vec<String>>());
        let paragraph = |line: String| el("p").tell(move || line.clone()).done();
        (!lines.is_empty()).then(|| lines.into_iter().map(paragraph).collect::<Vec<AnyView>>().into_any())
    };
    let donate = move || {
        said.with(|host| host.donate().map(str::to_owned)).map(|address| {
            let link = el("a").set("target", "_blank").set("rel", "noopener noreferrer nofollow");
            let link = link.bind("href", move || address.clone()).tell(say(words::start_donate));
            el("p").child(link).done()
        })
    };
    el("section")
        .set("class", "host")
        .mark("hidden", move || said.with(|host| host.says_nothing()))
        .label(words::start_host)
        .child(el("h2").tell(say(words::start_host)))
        .part(note)
        .part(donate)
}
