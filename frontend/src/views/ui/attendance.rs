//! How many are in the meeting.

use crate::mirror::use_mirror;
use crate::views::ui::dom::memo;
use leptos::prelude::*;
use plenum_engine::api::view::Presence;

/// How many are in the meeting, whoever looks included.
pub fn attendance() -> Memo<u32> {
    let mirror = use_mirror();
    memo(move || {
        let inside = |tile: &_| mirror.person(*tile).with(|person| person.presence == Presence::In);
        1 + mirror.tiles.with(|tiles| tiles.iter().filter(|tile| inside(tile)).count()) as u32
    })
}
