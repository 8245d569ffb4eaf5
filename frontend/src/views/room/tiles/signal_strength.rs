//! Signal strength of the connection to one person, as bars. They show themselves when it is bad; assistive tools can always ask.

use crate::views::ui::dom::{el, memo};
use crate::views::ui::language::language;
use crate::views::ui::names::in_sentence;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::{Grade, LinkState, Person};

/// The bars in the corner of a tile, for as long as there is a line: without one the tile says so in words.
pub fn signal(person: RwSignal<Person>) -> impl Fn() -> Option<AnyView> + Send {
    let language = language();
    let line = memo(move || person.with(|person| (person.link == LinkState::Connected).then_some(person.grade)));
    move || {
        let grade = line.get()?;
        let (classes, word): (_, fn(_, &str) -> String) = match grade {
            Grade::Good => ("signal", words::connections_signal_good),
            Grade::Fair => ("signal fair", words::connections_signal_fair),
            Grade::Poor => ("signal poor", words::connections_signal_poor),
        };
        let name = move || person.with(|person| word(language.get(), &in_sentence(&person.name, language.get())));
        let bars = el("span").set("class", classes).set("role", "img").bind("aria-label", name).bind("title", name);
        Some(bars.child(el("i")).child(el("i")).child(el("i")).done())
    }
}
