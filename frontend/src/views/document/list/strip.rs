//! The strip over the tiles: who speaks and the next two, counts of hand signs, and one's own talk time if one wants to see it.

use super::SpeakingList;
use super::entries::gone;
use super::floor::{Floor, running};
use super::{gestures, marks};
use crate::browser::base::clock;
use crate::views::document::clock::{While, ticking};
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::view::Speaker;
use plenum_document::base::time::clock_time;

/// Those who wait of whom the strip tells.
const NEXT: usize = 2;

/// Adds to the strip, and what assistive tools are told of it.
pub fn strip(list: SpeakingList, strip: El) -> El {
    let SpeakingList { floor, mine, .. } = list;
    let turn = memo(move || {
        let speaker = floor.list.with(|list| list.current.as_ref().map(|turn| turn.entry.speaker.clone()));
        let next = floor
            .list
            .with(|list| list.waiting.iter().take(NEXT).map(|entry| entry.speaker.clone()).collect::<Vec<_>>());
        (speaker, next)
    });
    let in_round = memo(move || floor.list.with(|list| list.in_round));
    let shown = move || {
        if in_round.get() {
            return None;
        }
        let (speaker, next) = turn.get();
        (speaker.is_some() || !next.is_empty()).then(|| turns(list, speaker, next).done())
    };
    let own = move || mine.get().then(|| div("own-time").child(el("span").tell(talk_time(list))).done());
    let told = el("p").set("class", "unseen").set("aria-live", "polite").tell(told(floor));
    let reactions = el("p").set("class", "unseen").set("aria-live", "polite").tell(marks::told(floor));
    let (moderates, now) = moderates(floor);
    let moderation = el("p").set("class", "unseen").set("aria-live", "polite").tell(moderates);
    // Seen for a while, and said once.
    let seen = move || {
        let words = || el("span").set("aria-hidden", "true").tell(say(words::list_told_moderates));
        now.lasts().then(|| div("own-time").child(words()).done())
    };
    let strip = strip.part(shown).child(gestures::counts(floor)).part(own).part(seen);
    strip.child(told).child(moderation).child(reactions)
}

/// Who speaks and who is next; it opens the tab.
fn turns(list: SpeakingList, speaker: Option<Speaker>, next: Vec<Speaker>) -> El {
    let SpeakingList { floor, now, .. } = list;
    let over = memo(move || running(floor, now).is_some_and(|(_, over)| over));
    let time = move || running(floor, now).unwrap_or_default().0;
    let named = move |class: &'static str, speaker: Speaker| {
        let absent = gone(floor, speaker.clone());
        el("span").set("class", class).child(el("bdi").tell(move || floor.name(&speaker))).part(absent)
    };
    let word: Word = if speaker.is_some() { words::list_then } else { words::list_up_next };
    let speaks = speaker.map(|speaker| {
        el("span")
            .set("class", "speaker")
            .child(el("span").set("aria-hidden", "true").text("🗣 "))
            .child(el("span").set("class", "unseen").tell(say(words::list_speaks)))
            .text(" ")
            .child(named("speaks-now", speaker))
            .text(" ")
            .child(el("span").set("class", "time").tell(time))
            .part(move || over.get().then(|| el("span").set("class", "exceeded").tell(say(words::list_over)).done()))
    });
    let read = (!next.is_empty()).then(|| el("span").set("class", "unseen").tell(read(floor, word, next.clone())));
    let waiting = (!next.is_empty()).then(|| {
        let row = el("span").set("class", "next").set("aria-hidden", "true").child(el("span").tell(say(word)));
        next.into_iter().fold(row, |row, speaker| row.child(named("one", speaker)))
    });
    let turn = button("turn").when("overtime", move || over.get()).press(move || list.opens());
    turn.maybe(speaks).maybe(read).maybe(waiting)
}

/// Who comes next in one piece: the names stand apart on the screen, and each would be read with the spaces around it.
fn read(floor: Floor, word: Word, next: Vec<Speaker>) -> impl Fn() -> String + Send + 'static {
    let language = language();
    move || {
        let language = language.get();
        let name = |speaker: &Speaker| match floor.list.with(|list| list.is_gone(speaker)) {
            true => [&floor.name(speaker), " · ", words::list_gone(language)].concat(),
            false => floor.name(speaker),
        };
        [word(language), " ", &next.iter().map(name).collect::<Vec<_>>().join(", ")].concat()
    }
}

/// What assistive tools are told: whose turn it is now, and that ours is next; nothing while a round tells them whose turn it is.
fn told(floor: Floor) -> impl Fn() -> String + Send {
    let language = language();
    let turn = memo(move || {
        let language = language.get();
        if floor.list.with(|list| list.in_round) {
            return String::new();
        }
        let current = floor.list.with(|list| list.current.as_ref().map(|turn| turn.entry.speaker.clone()));
        let next = floor.list.with(|list| list.next().map(|entry| entry.speaker.clone()));
        let speaks = current.map(|speaker| match floor.is_us(&speaker) {
            true => words::list_told_you(language).to_string(),
            false => words::list_told_speaks(language, &floor.name(&speaker)),
        });
        let ours = next.filter(|next| floor.is_us(next)).map(|_| words::list_told_next(language).to_string());
        speaks.into_iter().chain(ours).collect::<Vec<_>>().join(" ")
    });
    move || turn.get()
}

/// What whoever has become the moderator by somebody else's doing is told, and the time in which they see it.
fn moderates(floor: Floor) -> (impl Fn() -> String + Send, While) {
    let (language, now) = (language(), While::new());
    let ours = memo(move || {
        floor.us.get().is_some_and(|us| floor.list.with(|list| list.handed && list.moderator == Some(us)))
    });
    Effect::new(move |before: Option<bool>| {
        let ours = ours.get();
        if ours && before == Some(false) {
            now.begin();
        }
        ours
    });
    let told = move || if ours.get() { words::list_told_moderates(language.get()).to_string() } else { String::new() };
    (told, now)
}

/// Our own talk time, as this page has heard it.
pub fn talk_time(list: SpeakingList) -> impl Fn() -> String + Send {
    let language = language();
    let now = ticking(memo(move || list.mine.get()));
    move || {
        now.track();
        let at = clock::now().0;
        let (own, percent) = list.heard.with_value(|heard| (heard.of(&None, at), heard.percent(&None, at)));
        words::list_talk_time_text(language.get(), &clock_time(own), &percent.to_string())
    }
}
