//! Who has the floor, who waits, and who has spoken.

use super::SpeakingList;
use super::floor::Floor;
use super::floor::running;
use super::signs;
use crate::views::ui::components;
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::isolated;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::view::{ListEntry, Speaker};
use plenum_document::base::ids::RecordId;
use plenum_document::base::time::clock_time;
use plenum_document::records::content::List;

/// Turns that are shown at first.
const PAST: usize = 30;

/// Who has the floor, for how long, and who is next.
pub fn current(list: SpeakingList) -> El {
    let SpeakingList { floor, now, .. } = list;
    // The clock must not make the whole of it anew every second.
    let current = memo(move || floor.current().map(|turn| (turn.entry, turn.began_ms)).map(|(entry, _)| Shown(entry)));
    let next = memo(move || floor.list.with(|list| list.next().map(|entry| entry.id)));
    let in_round = memo(move || floor.list.with(|list| list.in_round));
    let acts = move || {
        if in_round.get() {
            return None;
        }
        let entry = current.get().map(|Shown(entry)| (entry.id, floor.is_us(&entry.speaker)));
        let moderates = floor.may_moderate();
        let end = entry.filter(|(_, own)| *own || moderates).map(|(entry, own)| {
            let word = if own { words::list_end_own } else { words::list_end };
            components::button("btn small", None, word).press(move || floor.act(List::End { entry }))
        });
        let next = next.get().filter(|_| moderates).map(|entry| {
            components::button("btn small go", None, words::list_next).press(move || floor.act(List::Begin { entry }))
        });
        (end.is_some() || next.is_some()).then(|| div("acts-row").maybe(next).maybe(end).done())
    };
    let shown = move || match current.get() {
        _ if in_round.get() => Some(p("quiet", words::check_in_title).done()),
        None => Some(p("quiet", words::list_nobody).done()),
        Some(Shown(entry)) => {
            let over = memo(move || running(floor, now).is_some_and(|(_, over)| over));
            let late =
                move || over.get().then(|| el("span").set("class", "exceeded").tell(say(words::list_over)).done());
            let time = el("span").set("class", "time").tell(move || running(floor, now).unwrap_or_default().0);
            Some(
                div("has-floor")
                    .when("overtime", move || over.get())
                    .child(who(floor, entry))
                    .child(time)
                    .part(late)
                    .done(),
            )
        }
    };
    let all_gone = memo(move || floor.list.with(|list| list.all_gone()));
    let told = move || all_gone.get().then(|| p("quiet", words::list_all_gone).done());
    el("section").child(el("h2").tell(say(words::list_speaks))).part(shown).part(acts).part(told)
}

/// Who moderates, and whether they are here: nobody has to open anything to know for whom all wait.
pub fn moderator(floor: Floor) -> El {
    let language = language();
    let shown = memo(move || {
        floor.list.with(|list| list.moderator.map(|who| (who, list.moderator_is_gone(), list.moderator_left)))
    });
    let told = move || {
        let (who, gone, left) = shown.get()?;
        let word = match (gone, left) {
            (true, true) => words::list_moderator_left,
            (true, false) => words::list_moderator_gone,
            // They are back, and say so in a moment.
            (false, _) => words::list_moderator,
        };
        Some(el("p").set("class", "quiet").tell(move || word(language.get(), &isolated(floor.called(&who)))).done())
    };
    el("section").set("role", "status").part(told)
}

/// An entry, to be compared.
#[derive(Clone, PartialEq)]
struct Shown(ListEntry);

/// Who waits, in the order in which they are called.
pub fn waiting(floor: Floor) -> El {
    let language = language();
    let ids = memo(move || floor.list.with(|list| list.waiting.iter().map(|entry| entry.id).collect::<Vec<_>>()));
    let empty = memo(move || ids.with(Vec::is_empty));
    let count = move || ids.with(Vec::len).to_string();
    let word = move || if empty.get() { words::list_waiting_nobody } else { words::list_waiting };
    let badge = move || (!empty.get()).then(|| el("span").set("class", "badge").tell(count).done());
    let title = el("h2").child(el("span").tell(move || word()(language.get()).to_string())).text(" ").part(badge);
    el("section")
        .child(title)
        .part(move || empty.get().then(|| p("quiet", words::list_empty).done()))
        .child(el("ol").set("class", "queue").each(ids, move |id| entry(floor, id)))
}

fn entry(floor: Floor, id: RecordId) -> AnyView {
    let language = language();
    let entry =
        memo(move || floor.list.with(|list| list.waiting.iter().find(|entry| entry.id == id).cloned()).map(Shown));
    let named = move |word: words::Word| {
        move || {
            let name = entry.get().map(|Shown(entry)| floor.name(&entry.speaker)).unwrap_or_default();
            [word(language.get()), ": ", &name].concat()
        }
    };
    let row = move || {
        let Shown(entry) = entry.get()?;
        let own = floor.is_us(&entry.speaker);
        let moderates = floor.may_moderate();
        let begin = moderates.then(|| {
            button("round")
                .bind("aria-label", named(words::list_begin))
                .bind("title", named(words::list_begin))
                .press(move || floor.act(List::Begin { entry: id }))
                .child(icon(icons::MICROPHONE))
        });
        let away = if own {
            Some(
                button("round")
                    .label(words::list_withdraw)
                    .bind("title", say(words::list_withdraw))
                    .press(move || floor.act(List::Withdraw { entry: id })),
            )
        } else {
            moderates.then(|| {
                button("round")
                    .bind("aria-label", named(words::list_take_off))
                    .bind("title", named(words::list_take_off))
                    .press(move || floor.act(List::TakeOff { entry: id }))
            })
        };
        Some(
            div("queued")
                .child(who(floor, entry))
                .maybe(begin)
                .maybe(away.map(|away| away.child(icon(icons::CLOSE))))
                .done(),
        )
    };
    el("li").part(row).done()
}

/// The name, and under it the kind and the group.
fn who(floor: Floor, entry: ListEntry) -> El {
    let language = language();
    let ListEntry { speaker, wish, group, .. } = entry;
    let kind = signs::wish(wish);
    let group = group.map(|group| el("span").text(" · ").child(el("bdi").tell(move || group.clone())));
    el("span")
        .set("class", "who")
        .child(el("bdi").tell({
            let speaker = speaker.clone();
            move || floor.name(&speaker)
        }))
        .child(
            el("small")
                .child(el("span").tell(move || kind(language.get()).to_string()))
                .maybe(group)
                .part(gone(floor, speaker)),
        )
}

/// What stands beside the name of somebody who waits or speaks and is not in the room.
pub fn gone(floor: Floor, speaker: Speaker) -> impl Fn() -> Option<AnyView> + Send + 'static {
    let gone = memo(move || floor.list.with(|list| list.is_gone(&speaker)));
    move || gone.get().then(|| el("span").text(" · ").child(el("span").tell(say(words::list_gone))).done())
}

/// Who has spoken, and for how long, the last one first.
pub fn past(floor: Floor) -> El {
    let any = memo(move || floor.list.with(|list| !list.past.is_empty()));
    let turns = memo(move || {
        floor.list.with(|list| list.past.iter().rev().take(PAST).map(|turn| turn.entry.id).collect::<Vec<_>>())
    });
    let row = move |id: RecordId| {
        let turn = floor.list.with_untracked(|list| list.past.iter().find(|turn| turn.entry.id == id).cloned());
        let Some(turn) = turn else { return el("li").done() };
        let took = clock_time(turn.took_ms.unwrap_or_default());
        el("li")
            .set("class", "queued")
            .child(who(floor, turn.entry))
            .child(el("span").set("class", "time").tell(move || took.clone()))
            .done()
    };
    let made = move || {
        let list = el("ul").set("class", "queue").each(turns, row);
        el("details").child(el("summary").tell(say(words::list_past))).child(list).done()
    };
    el("section").part(move || any.get().then(made))
}
