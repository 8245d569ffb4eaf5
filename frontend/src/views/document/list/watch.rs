//! What the page does by itself: it adds up who is heard, and calls the next one when the speaker stops, if it is the page to do so.

use super::floor::Floor;
use crate::browser::base::clock;
use crate::views::ui::dom::memo;
use leptos::prelude::*;
use plenum_document::api::view::Speaker;
use plenum_document::turns::end_of_turn::{EndOfTurn, Voice, decides};
use plenum_document::turns::talk_time::TalkTime;
use plenum_engine::api::view::{DeviceState, TileId};

/// Who was heard for how long on this page; `None` is ourselves.
pub type Heard = StoredValue<TalkTime<Option<TileId>>>;

/// Adds up who is heard from now on.
pub fn heard(floor: Floor) -> Heard {
    let heard = StoredValue::new(TalkTime::default());
    let mirror = floor.mirror();
    let speaking = memo(move || {
        let others = mirror.tiles.with(|tiles| {
            let speaking = |tile: &TileId| (Some(*tile), mirror.person(*tile).with(|person| person.speaking));
            tiles.iter().map(speaking).collect::<Vec<_>>()
        });
        let own = (None, mirror.me.with(|me| me.speaking));
        others.into_iter().chain([own]).collect::<Vec<_>>()
    });
    Effect::new(move |before: Option<Vec<(Option<TileId>, bool)>>| {
        let (now, speaking) = (clock::now().0, speaking.get());
        heard.update_value(|heard| {
            for (who, speaks) in &speaking {
                heard.hears(*who, *speaks, now);
            }
            // Whoever has left says nothing any more.
            for (who, _) in before.iter().flatten().filter(|(who, _)| !speaking.iter().any(|(other, _)| other == who)) {
                heard.hears(*who, false, now);
            }
        });
        speaking
    });
    heard
}

/// Calls the next one when the speaker stops, if it is for this page to do so. `now` ticks while a turn goes on.
pub fn call_next(floor: Floor, now: Memo<u64>) {
    let end = StoredValue::new(EndOfTurn::default());
    Effect::new(move |_| {
        // Read, and not only tracked: a memo that nobody reads follows nothing.
        let _now = now.get();
        let deciding = floor.us.get().is_some_and(|us| {
            let list = floor.list.get();
            list.by_itself && decides(&list, &us, |key| *key == us || floor.person(key).is_some())
        });
        let Some(voice) = deciding.then(|| voice(floor)).flatten() else { return };
        let (list, others) = (floor.list.get(), somebody_speaks(floor));
        let due = end.try_update_value(|end| end.due(&list, voice, others, clock::now().0)).flatten();
        if let Some(act) = due {
            floor.act(act);
        }
    });
}

/// Whether anybody is heard.
fn somebody_speaks(floor: Floor) -> bool {
    let mirror = floor.mirror();
    let others =
        mirror.tiles.with(|tiles| tiles.iter().any(|tile| mirror.person(*tile).with(|person| person.speaking)));
    others || mirror.me.with(|me| me.speaking)
}

/// What is heard of whoever has the floor; nothing of somebody without a tile.
fn voice(floor: Floor) -> Option<Voice> {
    let Speaker::Key(key) = floor.current()?.entry.speaker else { return None };
    let mirror = floor.mirror();
    let (speaks, open) = if floor.us.get() == Some(key) {
        mirror.me.with(|me| (me.speaking, me.microphone == DeviceState::On))
    } else {
        mirror.person(floor.person(&key)?).with(|person| (person.speaking, person.microphone))
    };
    Some(match (open, speaks) {
        (true, true) => Voice::Speaks,
        (true, false) => Voice::Silent,
        (false, _) => Voice::Muted,
    })
}
