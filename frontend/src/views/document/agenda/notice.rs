//! What everybody sees of the agenda without opening a panel: the item under way, whose turn it is in a round, and
//! proposals that wait for one's answer.

use super::{Desk, items};
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::words;
use leptos::prelude::*;
use plenum_document::api::view::{Outcome, ProposalView};
use plenum_document::base::ids::{Key, RecordId};

/// Characters of a proposal that are shown.
const CHARACTERS: usize = 140;

/// The item of the agenda that is under way.
pub fn item() -> impl Fn() -> Option<AnyView> + Send {
    let agenda = RwSignal::from(use_document().agenda);
    let running = memo(move || agenda.with(|items| items.iter().find(|item| item.started()).cloned()));
    move || {
        let item = running.get()?;
        let title = item.title;
        let whole = title.clone();
        let name = el("bdi").set("dir", "auto").bind("title", move || whole.to_string()).tell(move || title.clone());
        let line =
            div("course").child(name).child(items::elapsed(el("span").set("class", "clock"), item.state, item.minutes));
        Some(line.done())
    }
}

/// A proposal that waits for one's answer, as far as it is told. Nothing of it ever changes, whatever others answer: what is made of
/// it stays, with the focus of whoever is on it.
#[derive(Clone, PartialEq, Eq)]
struct Asked {
    id: RecordId,
    author: Key,
    /// How it begins.
    text: String,
}

/// What others have put and one has not answered, the oldest first.
fn unanswered() -> Memo<Vec<Asked>> {
    let document = use_document();
    let (us, all) = (RwSignal::from(document.us), RwSignal::from(document.decisions));
    memo(move || {
        let Some(us) = us.get() else { return Vec::new() };
        let open =
            |one: &&ProposalView| one.outcome == Outcome::Open && one.author != us && !one.answers.contains_key(&us);
        let asked = |one: &ProposalView| {
            let text = one.text.chars().take(CHARACTERS).collect();
            Asked { id: one.id, author: one.author, text }
        };
        all.with(|all| all.iter().filter(open).map(asked).collect())
    })
}

/// In the tab: how many of them there are. It leads to the oldest, which may stand far below.
pub fn waiting(desk: Desk) -> impl Fn() -> Option<AnyView> + Send {
    let (waiting, language) = (unanswered(), language());
    let count = memo(move || waiting.with(Vec::len));
    let first = move || desk.wanted.set(waiting.with_untracked(|waiting| waiting.first().map(|one| one.id)));
    let button = move || {
        let told = move || words::decisions_waiting(language.get(), count.get() as u32);
        button("btn small go").press(first).tell(told).done()
    };
    let some = memo(move || count.get() > 0);
    move || some.get().then(button)
}

/// The oldest proposal of somebody else that one has not answered.
pub fn asks(panel: Panel, desk: Desk) -> El {
    let (unanswered, language) = (unanswered(), language());
    let waiting = memo(move || {
        let waits = unanswered.with(|open| {
            let mut open = open.iter();
            open.find(|one| desk.dismissed.with(|dismissed| !dismissed.contains(&one.id))).cloned()
        });
        waits.filter(|_| !panel.shows(Tab::Agenda))
    });
    let count = memo(move || unanswered.with(Vec::len));
    let shown = move || {
        let Asked { id, author: by, text } = waiting.get()?;
        let told = move || words::decisions_waiting(language.get(), count.get() as u32);
        let all = move || (count.get() > 1).then(|| el("small").tell(told).done());
        let said = button("said")
            .press(move || {
                desk.wanted.set(Some(id));
                panel.open(Tab::Agenda);
            })
            .child(el("bdi").set("class", "by").tell(author(by)))
            .child(el("small").tell(say(words::decisions_asks)))
            .part(all)
            .child(el("span").set("dir", "auto").tell(move || text.clone()));
        let away = components::cross().press(move || desk.dismissed.update(|dismissed| dismissed.push(id)));
        Some(div("course asks").child(said).child(away).done())
    };
    // It is said, too, to whoever does not see it.
    div("courses").set("role", "status").part(shown)
}
