//! The layout of the tiles: the order of each, and whether it is large.

use crate::mirror::use_mirror;
use crate::views::room::tiles::grid;
use crate::views::ui::dom::{El, memo};
use leptos::prelude::*;
use plenum_engine::api::view::{Layout, Presence, Screening, Sharing, Spot, TileId};

/// Own tiles come after all others, however many there are.
const OWN: usize = 1_000;

/// Tiles beside each other in a strip below the stage at most: on a phone of 320 px each is 97 px wide.
const STRIP_COLUMNS: usize = 3;

/// All tiles there are.
#[derive(Clone, PartialEq)]
pub struct Placement {
    /// Those in the meeting, in the order of their tiles; people in the lobby have none yet.
    pub inside: Vec<TileId>,
    /// Those of them who share a screen.
    pub screens: Vec<TileId>,
    own_screen: bool,
    layout: Layout,
}

/// Follows who is there and what is large.
pub fn placement() -> Memo<Placement> {
    let mirror = use_mirror();
    memo(move || {
        let all = mirror.tiles.get();
        let inside: Vec<TileId> = all
            .iter()
            .copied()
            .filter(|id| mirror.person(*id).with(|person| person.presence == Presence::In))
            .collect();
        let shares = |id: &TileId| mirror.person(*id).with(|person| person.screen != Screening::No);
        let screens = inside.iter().copied().filter(shares).collect();
        let own_screen = mirror.me.with(|me| matches!(me.sharing, Sharing::On { .. }));
        Placement { inside, screens, own_screen, layout: mirror.layout.get() }
    })
}

impl Placement {
    /// Nobody else is here.
    pub fn alone(&self) -> bool {
        self.inside.is_empty()
    }

    /// Our own tile is shown; alone it always is.
    pub fn myself(&self) -> bool {
        self.layout.myself || self.alone()
    }

    /// How many tiles there are, the invitation of whoever is alone being one.
    pub fn count(&self) -> usize {
        let own = usize::from(self.myself()) + usize::from(self.own_screen);
        self.inside.len().max(1) + self.screens.len() + own
    }

    fn large(&self, spot: Spot) -> Option<usize> {
        self.layout.stage.iter().position(|other| *other == spot)
    }

    fn staged(&self) -> bool {
        !self.layout.stage.is_empty()
    }

    /// Tiles in the strip beside the stage.
    fn strip(&self) -> usize {
        self.count().saturating_sub(self.layout.stage.len())
    }

    fn order(&self, spot: Spot) -> usize {
        let (Spot::Person(tile) | Spot::Screen(tile)) = spot;
        let turn = self.inside.iter().position(|other| *other == tile).unwrap_or(0);
        // A screen stands beside the camera of its person.
        2 * turn + usize::from(spot == Spot::Screen(tile))
    }
}

/// Columns and rows of a stage for so many.
fn rows_of(large: usize) -> (usize, usize) {
    match large {
        0 | 1 => (1, 1),
        2 => (1, 2),
        _ => (2, large.div_ceil(2)),
    }
}

/// Columns and rows of a strip below the stage, where the room is tall.
fn strip_below(tiles: usize) -> (usize, usize) {
    let rows = tiles.max(1).div_ceil(STRIP_COLUMNS);
    // As even as can be: two and two, not three and one.
    (tiles.max(1).div_ceil(rows), rows)
}

/// Gives the room of all tiles what the style sheet needs to place them.
pub fn room_for(seats: El, placement: Memo<Placement>) -> El {
    let count = memo(move || placement.with(Placement::count));
    let mut seats = seats;
    for (shape, (columns, rows)) in grid::SHAPES.into_iter().zip(grid::PROPERTIES) {
        seats = seats
            .style(columns, move || grid::layout(count.get(), shape).0.to_string())
            .style(rows, move || grid::layout(count.get(), shape).1.to_string());
    }
    let stage = move || placement.with(|placement| rows_of(placement.layout.stage.len()));
    seats
        .when("staged", move || placement.with(Placement::staged))
        .when("lone", move || placement.with(|placement| placement.strip() == 0))
        .style("--lc", move || stage().0.to_string())
        .style("--lr", move || stage().1.to_string())
        .style("--strip", move || placement.with(|placement| placement.strip().max(1).to_string()))
        .style("--sc", move || placement.with(|placement| strip_below(placement.strip()).0.to_string()))
        .style("--sr", move || placement.with(|placement| strip_below(placement.strip()).1.to_string()))
}

/// Puts the tile of one of the others, or of their screen, where it belongs. In the document it never moves.
pub fn put(tile: El, spot: Spot, placement: Memo<Placement>) -> El {
    let large = memo(move || placement.with(|placement| placement.large(spot)));
    let columns = move || placement.with(|placement| rows_of(placement.layout.stage.len()).0);
    tile.when("large", move || large.get().is_some())
        .style("order", move || placement.with(|placement| placement.order(spot).to_string()))
        .style("--x", move || (large.get().unwrap_or(0) % columns()).to_string())
        .style("--y", move || (large.get().unwrap_or(0) / columns()).to_string())
}

/// Puts one of our own tiles at the end.
pub fn put_own(tile: El, turn: usize) -> El {
    tile.style("order", move || (OWN + turn).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_large_tile_has_a_cell_of_its_own() {
        for large in 1..=4 {
            let (columns, rows) = rows_of(large);
            assert!(columns * rows >= large && columns * (rows - 1) < large);
        }
    }

    #[test]
    fn a_strip_below_has_room_for_all() {
        assert_eq!([0, 1, 2, 3, 4, 7].map(strip_below), [(1, 1), (1, 1), (2, 1), (3, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn a_screen_stands_right_behind_its_person() {
        let (ada, ben) = (TileId(1), TileId(2));
        let placement =
            Placement { inside: vec![ada, ben], screens: vec![ada], own_screen: true, layout: Layout::default() };
        let mut spots = [Spot::Person(ben), Spot::Screen(ada), Spot::Person(ada)];
        spots.sort_by_key(|spot| placement.order(*spot));
        assert_eq!(spots, [Spot::Person(ada), Spot::Screen(ada), Spot::Person(ben)]);
        assert_eq!(placement.count(), 5, "two people, a screen, and two tiles of our own");
    }

    #[test]
    fn whoever_is_alone_sees_themselves() {
        let layout = Layout { myself: false, ..Layout::default() };
        let mut placement = Placement { inside: vec![TileId(1)], screens: vec![], own_screen: false, layout };
        assert_eq!((placement.myself(), placement.count()), (false, 1));
        placement.inside.clear();
        assert_eq!((placement.myself(), placement.count()), (true, 2));
    }
}
