//! The speaking list, hand signs and reactions: the tab of the panel, what stands over and on the tiles, and the keys R and T.

mod entries;
mod floor;
mod gestures;
mod marks;
mod settings;
mod signs;
mod strip;
mod watch;

use crate::views::document::clock::room_time;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::dom::{El, div, el, memo};
use crate::views::ui::language::say;
use crate::words;
use floor::Floor;
use leptos::prelude::*;
use plenum_engine::api::view::TileId;

/// What outlives a closed panel.
#[derive(Clone, Copy)]
pub struct SpeakingList {
    floor: Floor,
    panel: Panel,
    /// The room's time, while somebody has the floor.
    now: Memo<u64>,
    heard: watch::Heard,
    /// Our own talk time is shown, to ourselves.
    mine: RwSignal<bool>,
}

impl SpeakingList {
    /// That of this room; it begins to do what the page does by itself.
    pub fn new(panel: Panel) -> SpeakingList {
        let floor = Floor::new();
        let now = room_time(memo(move || floor.list.with(|list| list.current.is_some())));
        watch::call_next(floor, now);
        SpeakingList { floor, panel, now, heard: watch::heard(floor), mine: RwSignal::new(false) }
    }

    /// Whether we wait.
    pub fn hand(self) -> bool {
        self.floor.waits()
    }

    /// R and T.
    pub fn key(self, key: &str) -> bool {
        match key {
            "r" | "R" => self.floor.hand(),
            "t" | "T" => self.mine.update(|shown| *shown = !*shown),
            _ => return false,
        }
        true
    }

    /// What stands on a tile.
    pub fn on_tile(self, tile: Option<TileId>) -> AnyView {
        marks::marks(self.floor, tile)
    }

    /// Adds to the strip over the tiles: who speaks and who is next, counts of hand signs.
    pub fn strip(self, strip: El) -> El {
        strip::strip(self, strip)
    }

    /// The menu of signs.
    pub fn menu(self) -> AnyView {
        gestures::menu(self.floor)
    }

    /// What the tab shows.
    pub fn fill(self, panel: El) -> El {
        let body = div("panel-body floor-body").set("tabindex", "0").set("role", "group").label(words::panel_list);
        let body = body
            .child(entries::moderator(self.floor))
            .child(entries::current(self))
            .child(entries::waiting(self.floor))
            .child(settings::put_on(self.floor))
            .child(settings::shared(self.floor))
            .child(entries::past(self.floor))
            .child(self.talk_time());
        let raise = el("h2").tell(say(words::list_raise));
        let foot = div("panel-foot raise")
            .child(raise)
            .child(gestures::wishes(self.floor, |wish| wish))
            .child(settings::group(self.floor));
        panel.child(body).child(foot)
    }

    /// The way to one's own talk time; it stays closed until somebody wants to know.
    fn talk_time(self) -> El {
        let SpeakingList { mine, .. } = self;
        let button = crate::views::ui::components::button("btn small", None, words::list_talk_time)
            .set("aria-keyshortcuts", "T")
            .bind("aria-pressed", move || mine.get().to_string())
            .press(move || mine.update(|shown| *shown = !*shown));
        el("section")
            .child(button)
            .part(move || mine.get().then(|| el("p").set("class", "quiet").tell(strip::talk_time(self)).done()))
    }

    fn opens(self) {
        self.panel.open(Tab::List);
    }
}
