//! Where others have written something that nobody here has looked at, and what is being looked at: an open tab, while somebody
//! can see the page.

use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::dom::memo;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::{News, Part};
use plenum_engine::api::intent::DocumentIntent;

/// What is new, and not in sight.
pub fn news(panel: Panel) -> Memo<News> {
    let document = use_document();
    let (news, worker) = (RwSignal::from(document.news), RwSignal::from(document.worker));
    let visible = RwSignal::from(document::visible());
    let seen = memo(move || match visible.get() {
        true if panel.shows(Tab::Notes) => Some(Part::Notes),
        true if panel.shows(Tab::Agenda) => Some(Part::Agenda),
        true | false => None,
    });
    let dispatch = use_dispatch();
    // Another worker knows nothing of it, and supposes that nobody looks.
    Effect::new(move |before: Option<(Option<Part>, u32)>| {
        let (seen, worker) = (seen.get(), worker.get());
        let told = before.and_then(|(seen, by)| seen.filter(|_| by == worker));
        if seen != told {
            dispatch.send(DocumentIntent(Act::Look(seen)));
        }
        (seen, worker)
    });
    memo(move || {
        let mut news = news.with(|news| **news);
        if let Some(part) = seen.get() {
            *news.place(part) = false;
        }
        news
    })
}
