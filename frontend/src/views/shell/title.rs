//! The title of the tab: where one is, and in the room whether the microphone is on and how many are there. A tab shows only its
//! first words, so what matters most to whoever looks from another tab comes first.

use crate::browser::page::document;
use crate::mirror::use_mirror;
use crate::views::ui::dom::memo;
use crate::views::ui::language::language;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::view::{DeviceState, Presence, Screen};

const NAME: &str = "Plenum";

/// Keeps the title as it should be, for as long as there is a page. It never has anything of the link in it.
pub fn follows() {
    let (mirror, language) = (use_mirror(), language());
    let (screen, me) = (RwSignal::from(mirror.screen.clone()), RwSignal::from(mirror.me.clone()));
    let heard = memo(move || me.with(|me| me.microphone == DeviceState::On));
    let title = memo(move || {
        let language = language.get();
        let place = match screen.get() {
            Screen::Start { .. } | Screen::Damaged(_) | Screen::Unable(_) => return NAME.to_string(),
            Screen::Locked(_) => words::passphrase_title(language).to_string(),
            Screen::Lobby => words::lobby_title(language).to_string(),
            Screen::Arriving => words::arriving_title(language).to_string(),
            Screen::Left => words::left_title(language).to_string(),
            Screen::Room => {
                let inside = |tile: &_| mirror.person(*tile).with(|person| person.presence == Presence::In);
                let others = mirror.tiles.with(|tiles| tiles.iter().filter(|tile| inside(tile)).count());
                let count = others as u32 + 1;
                if heard.get() { words::room_title_on(language, count) } else { words::room_title_off(language, count) }
            }
        };
        // As long as the words are not here there is nothing to say.
        if place.is_empty() { NAME.to_string() } else { [&place, " · ", NAME].concat() }
    });
    Effect::new(move |_| title.with(|title| document::set_title(title)));
}
