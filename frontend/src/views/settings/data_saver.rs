//! The data saver: how much data may be used, and how much is.

use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components::question;
use crate::views::ui::dom::{El, el};
use crate::views::ui::language::{language, say};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;
use plenum_engine::api::view::Saving;

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
    let data_saver = RwSignal::from(use_mirror().data_saver);
    let radio = el("input")
        .set("type", "radio")
        .set("name", "data")
        .checked(move || data_saver.with(|data_saver| data_saver.saving == level))
        .input(move |_| dispatch.send(AppIntent::SetDataSaver(level)));
    el("label").set("class", "option").child(radio).child(el("span").tell(say(word)))
}

/// Megabytes per hour, as the last second went.
fn meter() -> El {
    let data_saver = RwSignal::from(use_mirror().data_saver);
    let language = language();
    let rate = move || {
        let [received, sent] =
            data_saver.with(|data_saver| [data_saver.received, data_saver.sent].map(|rate| rate.to_string()));
        words::data_rate(language.get(), &received, &sent)
    };
    el("p").set("class", "quiet").tell(rate)
}
