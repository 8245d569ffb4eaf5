//! How much data may be used, and how much is.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::dom::{El, el};
use crate::views::menu::question;
use crate::views::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::intent::Intent;
use plenum_engine::view::Saving;

/// From everything to the least.
const LEVELS: [(Saving, Word); 4] = [
    (Saving::Nothing, words::data_everything),
    (Saving::SmallPictures, words::data_small),
    (Saving::OnlySpeaker, words::data_speaker),
    (Saving::OnlySound, words::data_sound),
];

/// The four levels; in the room also what they come to.
pub fn choice(in_room: bool) -> El {
    let choices =
        LEVELS.into_iter().fold(question(words::data_title), |list, (level, word)| list.child(one(level, word)));
    choices.maybe(in_room.then(meter))
}

fn one(level: Saving, word: Word) -> El {
    let dispatch = use_dispatch();
    let thrift = RwSignal::from(use_mirror().thrift);
    let radio = el("input")
        .set("type", "radio")
        .set("name", "data")
        .checked(move || thrift.with(|thrift| thrift.saving == level))
        .input(move |_| dispatch.send(Intent::Save(level)));
    el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
}

/// Megabytes per hour, as the last second went.
fn meter() -> El {
    let thrift = RwSignal::from(use_mirror().thrift);
    let language = language();
    let rate = move || {
        let [received, sent] = thrift.with(|thrift| [thrift.received, thrift.sent].map(|rate| rate.to_string()));
        words::data_rate(language.get(), &received, &sent)
    };
    el("p").set("class", "quiet").tell(rate)
}
