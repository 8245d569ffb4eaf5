//! The layout of tiles: equals in a grid, or some of them on a stage and the others in a strip beside it.

use super::dominant_speaker::DominantSpeaker;
use crate::api::intent::LayoutIntent;
use crate::api::view::{Layout, Spot, TileId};
use crate::base::time::{Time, soonest};
use crate::room::tile_size::TileSize;
use std::sync::Arc;

/// Tiles on the stage at most: more would each be no larger than in a grid.
pub const MAX_STAGED: usize = 4;
/// A screen that was on the stage within so long ...
const LATELY_MS: u64 = 10_000;
/// ... has to be shared for so long without a break before it is there again, milliseconds, and twice as long each further
/// time: who switches it on and off makes nobody's page flash.
const STEADY_MS: u64 = 1_000;
/// Doublings at most: below [`LATELY_MS`].
const DOUBLINGS: u32 = 3;
/// With fewer others there is nobody to choose from.
const SPEAKER_VIEW_FROM: usize = 2;

/// What the person wants to see large, apart from a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Equals, but shared screens are large.
    Equals,
    /// Shared screens, or else whoever speaks.
    Speaker,
    /// Equals although somebody shares; the next who begins to share changes it.
    EqualsNonetheless,
}

/// One of the others, as far as places are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    /// Their tile.
    pub tile: TileId,
    /// They speak.
    pub speaking: bool,
    /// They share a screen, or anything with a picture.
    pub sharing: bool,
}

/// A screen that left the stage of late.
struct Left {
    tile: TileId,
    /// When it was last on and off again.
    at: Time,
    /// Since when it is shared again.
    since: Option<Time>,
    /// How often it has left the stage.
    times: u32,
}

impl Left {
    /// When it may be on the stage again, if it goes on being shared.
    fn steady(&self) -> Option<Time> {
        self.since.map(|since| since + (STEADY_MS << self.times.saturating_sub(1).min(DOUBLINGS)))
    }

    fn waits(&self, now: Time) -> bool {
        self.steady().is_none_or(|steady| now < steady)
    }
}

/// How the tiles stand.
pub struct TileLayout {
    choice: Choice,
    pinned: Option<Spot>,
    myself: bool,
    dominant_speaker: DominantSpeaker,
    /// In the order in which they began.
    sharers: Vec<TileId>,
    left: Vec<Left>,
    /// Who speaks, or spoke last; before the first word the one who is here longest.
    speaker: Option<TileId>,
    /// The others.
    count: usize,
    shown: Layout,
}

impl TileLayout {
    /// Equals.
    pub fn new() -> TileLayout {
        TileLayout {
            choice: Choice::Equals,
            pinned: None,
            myself: true,
            dominant_speaker: DominantSpeaker::default(),
            sharers: Vec::new(),
            left: Vec::new(),
            speaker: None,
            count: 0,
            shown: Layout::default(),
        }
    }

    /// A person's wish.
    pub fn wish(&mut self, wish: LayoutIntent) {
        match wish {
            LayoutIntent::Pin(spot) => self.pinned = Some(spot),
            LayoutIntent::Unpin => self.pinned = None,
            LayoutIntent::Myself(shown) => self.myself = shown,
            LayoutIntent::Switch if self.shown.speaker || !self.shown.stage.is_empty() => {
                self.pinned = None;
                self.choice = if self.sharers.is_empty() { Choice::Equals } else { Choice::EqualsNonetheless };
            }
            LayoutIntent::Switch => self.choice = Choice::Speaker,
            // Of pictures: `picture_shapes.rs`.
            LayoutIntent::Picture { .. } => {}
        }
    }

    /// Looks at who is here; at the end of every event.
    pub fn settle(&mut self, here: &[Here], now: Time) {
        self.dominant_speaker.look(here.iter().map(|one| (one.tile, one.speaking)), now);
        let shares = |tile: TileId| here.iter().any(|one| one.tile == tile && one.sharing);
        let stays = |tile: TileId| here.iter().any(|one| one.tile == tile);
        self.left.retain(|left| stays(left.tile) && now.since(left.at) < LATELY_MS);
        for tile in self.sharers.iter().filter(|tile| !shares(**tile)) {
            match self.left.iter_mut().find(|left| left.tile == *tile) {
                Some(left) => left.times = left.times.saturating_add(1),
                None => self.left.push(Left { tile: *tile, at: now, since: None, times: 1 }),
            }
        }
        for left in &mut self.left {
            match (shares(left.tile), left.since) {
                (true, None) => left.since = Some(now),
                (false, Some(_)) => (left.at, left.since) = (now, None),
                (true, Some(_)) | (false, None) => {}
            }
        }
        self.sharers.retain(|tile| shares(*tile));
        for one in here.iter().filter(|one| one.sharing) {
            let waits = self.left.iter().any(|left| left.tile == one.tile && left.waits(now));
            if !waits && !self.sharers.contains(&one.tile) {
                self.sharers.push(one.tile);
                if self.choice == Choice::EqualsNonetheless {
                    self.choice = Choice::Equals;
                }
            }
        }
        let there = |spot: &Spot| match spot {
            Spot::Person(tile) => here.iter().any(|one| one.tile == *tile),
            Spot::Screen(tile) => shares(*tile),
        };
        self.pinned = self.pinned.filter(there);
        self.count = here.len();
        self.speaker = self.dominant_speaker.tile().or_else(|| here.iter().map(|one| one.tile).min());
        let stage = self.stage(here);
        if *self.shown.stage != *stage {
            self.shown.stage = Arc::from(stage);
        }
        self.shown.pinned = self.pinned;
        self.shown.speaker = self.choice == Choice::Speaker;
        self.shown.myself = self.myself;
    }

    fn stage(&self, here: &[Here]) -> Vec<Spot> {
        if let Some(pinned) = self.pinned {
            return vec![pinned];
        }
        let screens = || self.sharers.iter().copied().map(Spot::Screen).take(MAX_STAGED).collect();
        match self.choice {
            Choice::EqualsNonetheless => Vec::new(),
            Choice::Equals => screens(),
            Choice::Speaker if !self.sharers.is_empty() => screens(),
            Choice::Speaker if here.len() < SPEAKER_VIEW_FROM => Vec::new(),
            Choice::Speaker => self.speaker.map(Spot::Person).into_iter().collect(),
        }
    }

    /// What there is to see of it.
    pub fn view(&self) -> Layout {
        self.shown.clone()
    }

    /// How large something is shown.
    pub fn shown_as(&self, spot: Spot) -> TileSize {
        match (self.shown.stage.contains(&spot), self.shown.stage.is_empty()) {
            (true, _) => TileSize::Large,
            (false, true) => TileSize::Equal { others: self.count },
            (false, false) => TileSize::Aside,
        }
    }

    /// Whether somebody is the one to look at where only one can be shown: who speaks, or whom the person has pinned.
    pub fn looked_at(&self, tile: TileId) -> bool {
        self.speaker == Some(tile) || self.pinned == Some(Spot::Person(tile))
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        // Not of one that is there already: nothing becomes of it.
        let steady = self.left.iter().filter(|left| !self.sharers.contains(&left.tile)).filter_map(Left::steady);
        steady.fold(self.dominant_speaker.deadline(), |soon, at| soonest(soon, Some(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: TileId = TileId(1);
    const BEN: TileId = TileId(2);

    fn here(tile: TileId) -> Here {
        Here { tile, speaking: false, sharing: false }
    }

    fn sharing(tile: TileId) -> Here {
        Here { sharing: true, ..here(tile) }
    }

    fn speaking(tile: TileId) -> Here {
        Here { speaking: true, ..here(tile) }
    }

    struct Room(TileLayout, u64);

    impl Room {
        fn new() -> Room {
            Room(TileLayout::new(), 0)
        }

        fn stage(&mut self, people: &[Here]) -> Vec<Spot> {
            self.1 += 2_000;
            self.0.settle(people, Time(self.1));
            self.0.view().stage.to_vec()
        }

        fn wish(&mut self, wish: LayoutIntent) {
            self.0.wish(wish);
        }
    }

    #[test]
    fn without_a_reason_all_are_equal() {
        let mut room = Room::new();
        assert_eq!(room.stage(&[speaking(ADA), here(BEN)]), []);
    }

    #[test]
    fn every_shared_screen_has_the_stage_in_the_order_of_beginning() {
        let mut room = Room::new();
        assert_eq!(room.stage(&[here(ADA), sharing(BEN)]), [Spot::Screen(BEN)]);
        assert_eq!(room.stage(&[sharing(ADA), sharing(BEN)]), [Spot::Screen(BEN), Spot::Screen(ADA)]);
        assert_eq!(room.stage(&[sharing(ADA), here(BEN)]), [Spot::Screen(ADA)]);
        assert_eq!(room.stage(&[here(ADA), here(BEN)]), []);
    }

    #[test]
    fn a_screen_switched_twenty_times_a_second_does_not_make_the_stage_flash() {
        let mut room = TileLayout::new();
        let mut changes = 0;
        for cx in 0..400 {
            let before = room.view().stage;
            room.settle(&[here(ADA), if cx % 2 == 0 { sharing(BEN) } else { here(BEN) }], Time(cx * 25));
            changes += u32::from(before != room.view().stage);
        }
        assert_eq!(changes, 2, "it comes, and goes, in ten seconds");
        room.settle(&[here(ADA), sharing(BEN)], Time(10_000));
        assert_eq!(room.deadline(), Some(Time(11_000)));
        room.settle(&[here(ADA), sharing(BEN)], Time(11_000));
        assert_eq!(*room.view().stage, [Spot::Screen(BEN)], "once it stays it is shown");
    }

    #[test]
    fn whoever_shares_again_and_again_waits_ever_longer_for_the_stage() {
        let mut arrangement = TileLayout::new();
        let mut begun = Vec::new();
        // Off for a moment as soon as it is on the stage.
        let mut on = true;
        for ms in (0..60_000).step_by(50) {
            arrangement.settle(&[if on { sharing(ADA) } else { here(ADA) }, here(BEN)], Time(ms));
            let staged = !arrangement.view().stage.is_empty();
            if staged {
                begun.push(ms);
            }
            on = !staged;
        }
        assert_eq!(begun, [0, 1_100, 3_200, 7_300, 15_400, 23_500, 31_600, 39_700, 47_800, 55_900]);
        // Who has not been off for a while is let in at once again.
        for (ms, on, staged) in [(100_000, true, true), (120_000, false, false), (131_000, true, true)] {
            arrangement.settle(&[if on { sharing(ADA) } else { here(ADA) }, here(BEN)], Time(ms));
            assert_eq!(!arrangement.view().stage.is_empty(), staged, "{ms}");
        }
    }

    #[test]
    fn four_are_on_the_stage_and_the_fifth_is_not() {
        let mut room = Room::new();
        let five: Vec<Here> = (1..=5).map(|tile| sharing(TileId(tile))).collect();
        assert_eq!(room.stage(&five[..4]).len(), 4);
        assert_eq!(room.stage(&five).len(), 4);
    }

    #[test]
    fn a_pin_comes_before_all_and_goes_with_what_is_pinned() {
        let mut room = Room::new();
        room.wish(LayoutIntent::Pin(Spot::Person(ADA)));
        assert_eq!(room.stage(&[here(ADA), sharing(BEN)]), [Spot::Person(ADA)]);
        assert_eq!(room.stage(&[sharing(BEN)]), [Spot::Screen(BEN)]);
        assert_eq!(room.stage(&[here(ADA), sharing(BEN)]), [Spot::Screen(BEN)], "and does not come back by itself");
        room.wish(LayoutIntent::Pin(Spot::Screen(BEN)));
        assert_eq!(room.stage(&[here(ADA), here(BEN)]), []);
    }

    #[test]
    fn speaker_view_follows_the_dominant_speaker_and_begins_with_the_first() {
        let mut room = Room::new();
        assert_eq!(room.stage(&[here(ADA), here(BEN)]), []);
        room.wish(LayoutIntent::Switch);
        assert_eq!(room.stage(&[here(ADA), here(BEN)]), [Spot::Person(ADA)]);
        assert_eq!(room.stage(&[here(ADA), speaking(BEN)]), [Spot::Person(BEN)]);
        assert_eq!(room.stage(&[here(ADA)]), [], "with one other there is nobody to choose from");
    }

    #[test]
    fn what_is_on_the_stage_is_large_and_all_others_are_aside() {
        let mut room = Room::new();
        room.stage(&[here(ADA), here(BEN)]);
        let shown = |room: &Room, spot| room.0.shown_as(spot);
        assert_eq!(shown(&room, Spot::Person(ADA)), TileSize::Equal { others: 2 });
        room.wish(LayoutIntent::Pin(Spot::Person(BEN)));
        room.stage(&[here(ADA), here(BEN)]);
        assert_eq!(shown(&room, Spot::Person(BEN)), TileSize::Large);
        assert_eq!(shown(&room, Spot::Person(ADA)), TileSize::Aside);
        assert!(room.0.looked_at(BEN) && room.0.looked_at(ADA), "one is pinned, one is here longest");
        room.stage(&[speaking(BEN), here(ADA)]);
        assert!(!room.0.looked_at(ADA));
    }

    #[test]
    fn the_switch_leads_out_of_every_stage_and_back() {
        let mut room = Room::new();
        room.stage(&[here(ADA), here(BEN)]);
        room.wish(LayoutIntent::Switch);
        assert!(!room.stage(&[here(ADA), here(BEN)]).is_empty());
        room.wish(LayoutIntent::Switch);
        assert_eq!(room.stage(&[here(ADA), here(BEN)]), []);
        assert_eq!(room.stage(&[sharing(ADA), here(BEN)]), [Spot::Screen(ADA)]);
        room.wish(LayoutIntent::Switch);
        assert_eq!(room.stage(&[sharing(ADA), here(BEN)]), [], "equals although somebody shares");
        assert_eq!(room.stage(&[sharing(ADA), sharing(BEN)]).len(), 2, "until somebody else begins");
    }
}
