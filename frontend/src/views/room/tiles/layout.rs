//! The layout of the tiles: who is there and what of it is large, and where the engine's tiling puts each.

use crate::browser::media::picture_size::PictureSize;
use crate::browser::page::element_size::ElementSize;
use crate::mirror::use_mirror;
use crate::views::room::tiles::actions::Video;
use crate::views::ui::dom::{Anchor, El, memo};
use leptos::prelude::*;
use plenum_engine::api::view::{Layout, Presence, Screening, Shape, Sharing, Spot, TileId};
use plenum_engine::layout::rows::Content;
use plenum_engine::layout::tiling::{Placed, Tile, tiling};

/// What has a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// One of the others, or their screen.
    Other(Spot),
    /// Our own camera.
    Own,
    /// What we share.
    OwnScreen,
    /// The link for the others, while we are alone.
    Invitation,
}

/// All tiles there are.
#[derive(Clone, PartialEq)]
pub struct Placement {
    /// Those in the meeting, in the order of their tiles; people in the lobby have none yet.
    pub inside: Vec<TileId>,
    /// Those of them who share a screen.
    pub screens: Vec<TileId>,
    /// Those of them of whom it is only heard.
    heard: Vec<TileId>,
    own_screen: bool,
    /// With one other we are small.
    small_self: bool,
    layout: Layout,
}

/// The tiles and their places, to be followed by each of them.
#[derive(Clone, Copy)]
pub struct Tiles {
    /// Who is there.
    pub placement: Memo<Placement>,
    stage: RwSignal<(u32, u32)>,
    own: RwSignal<Option<Shape>>,
    own_screen: RwSignal<Option<Shape>>,
    placed: Memo<(Vec<(Place, Placed)>, u32)>,
}

/// Follows who is there and what is large.
fn placement() -> Memo<Placement> {
    let mirror = use_mirror();
    memo(move || {
        let all = mirror.tiles.get();
        let inside: Vec<TileId> = all
            .iter()
            .copied()
            .filter(|id| mirror.person(*id).with(|person| person.presence == Presence::In))
            .collect();
        let screening = |id: &TileId| mirror.person(*id).with(|person| person.screen);
        let screens = inside.iter().copied().filter(|id| screening(id) != Screening::No).collect();
        let heard = inside.iter().copied().filter(|id| screening(id) == Screening::Sound).collect();
        let (own_screen, small_self) =
            mirror.me.with(|me| (matches!(me.sharing, Sharing::On { .. }), me.preferences.small_self));
        Placement { inside, screens, heard, own_screen, small_self, layout: mirror.layout.get() }
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

    /// There is one other, and nothing else: our own picture can be small, over theirs.
    pub fn two(&self) -> bool {
        self.inside.len() == 1 && self.screens.is_empty() && !self.own_screen && self.layout.stage.is_empty()
    }

    /// There is something that this one could be larger than, or it is pinned already.
    pub fn can_pin(&self, spot: Spot) -> bool {
        self.layout.pinned == Some(spot) || self.own_screen || self.inside.len() + self.screens.len() > 1
    }

    fn large(&self, spot: Spot) -> Option<usize> {
        self.layout.stage.iter().position(|other| *other == spot)
    }

    /// A camera that is off keeps the shape it had: nobody's tiles move because somebody switches one on and off.
    fn content(&self, spot: Spot) -> Content {
        let known = self.layout.shapes.iter().find(|(other, _)| *other == spot).map(|(_, shape)| *shape);
        match spot {
            Spot::Person(_) => known.map_or(Content::Nothing, Content::Camera),
            Spot::Screen(tile) if self.heard.contains(&tile) => Content::Nothing,
            Spot::Screen(_) => Content::Screen(known.unwrap_or(Shape::WIDE)),
        }
    }

    /// All tiles in their order, a screen behind the camera of its person, our own at the end.
    fn tiles(&self, own: Option<Shape>, own_screen: Option<Shape>) -> Vec<(Place, Tile)> {
        let mut tiles = Vec::new();
        let equal = |content| Tile { content, large: None, floats: false };
        for id in &self.inside {
            let shares = self.screens.contains(id).then_some(Spot::Screen(*id));
            for spot in [Spot::Person(*id)].into_iter().chain(shares) {
                let tile = Tile { large: self.large(spot), ..equal(self.content(spot)) };
                tiles.push((Place::Other(spot), tile));
            }
        }
        if self.alone() {
            tiles.push((Place::Invitation, equal(Content::Words)));
        }
        if self.myself() {
            let content = own.map_or(Content::Nothing, Content::Camera);
            tiles.push((Place::Own, Tile { floats: self.two() && self.small_self, ..equal(content) }));
        }
        if self.own_screen {
            tiles.push((Place::OwnScreen, equal(Content::Screen(own_screen.unwrap_or(Shape::WIDE)))));
        }
        tiles
    }
}

impl Tiles {
    /// Follows all tiles.
    pub fn new() -> Tiles {
        let placement = placement();
        let (stage, own, own_screen) = (RwSignal::new((0, 0)), RwSignal::new(None), RwSignal::new(None));
        let placed = memo(move || {
            let (places, tiles): (Vec<Place>, Vec<Tile>) =
                placement.with(|placement| placement.tiles(own.get(), own_screen.get())).into_iter().unzip();
            let tiling = tiling(&tiles, stage.get());
            (places.into_iter().zip(tiling.tiles).collect(), tiling.height as u32)
        });
        Tiles { placement, stage, own, own_screen, placed }
    }

    /// Makes an element the room of all tiles: they are laid out for its size.
    pub fn room(self, seats: El) -> El {
        let place = Anchor::new();
        let size = StoredValue::new_local(None::<ElementSize>);
        let told = move |width, height| {
            if self.stage.try_get_untracked().is_some_and(|stage| stage != (width, height)) {
                self.stage.set((width, height));
            }
        };
        Effect::new(move || size.set_value(place.get().and_then(|seats| ElementSize::observe(&seats, told))));
        let height = memo(move || self.placed.with(|(_, height)| *height));
        // More than fit are scrolled, by keyboard too.
        let scrolled = move || height.get() > self.stage.get().1;
        seats
            .anchor(place)
            .bind("tabindex", move || if scrolled() { "0" } else { "-1" }.to_string())
            .style("--high", move || pixels(height.get() as f32))
    }

    /// Puts a tile where it belongs. In the document it never moves.
    pub fn put(self, tile: El, place: Place) -> El {
        let placed = memo(move || {
            self.placed.with(|(all, _)| all.iter().find(|(other, _)| *other == place).map(|(_, placed)| *placed))
        });
        let placed = move || placed.get().unwrap_or_default();
        let large = move || match place {
            Place::Other(spot) => self.placement.with(|placement| placement.large(spot).is_some()),
            Place::Own | Place::OwnScreen | Place::Invitation => false,
        };
        tile.when("large", large)
            .when("whole", move || placed().whole)
            .when("floats", move || placed().floats)
            .style("--x", move || pixels(placed().at.x))
            .style("--y", move || pixels(placed().at.y))
            .style("--w", move || pixels(placed().at.width))
            .style("--h", move || pixels(placed().at.height))
    }

    /// Lays our own tile, or that of our screen, out for the picture in this element.
    pub fn follow_own(self, place: Place, video: Video) {
        let shape = if place == Place::OwnScreen { self.own_screen } else { self.own };
        let told = move |width, height| {
            let seen = Shape::of(width, height);
            let before = shape.try_get_untracked().flatten();
            if !before.zip(seen).is_some_and(|(before, seen)| before.is_like(seen)) {
                let _ = shape.try_set(seen);
            }
        };
        let size = StoredValue::new_local(None::<PictureSize>);
        Effect::new(move || size.set_value(video.get().map(|video| PictureSize::watch(&video, told))));
    }
}

fn pixels(count: f32) -> String {
    [&(count as i32).to_string(), "px"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: TileId = TileId(1);
    const BEN: TileId = TileId(2);

    fn placement(inside: &[TileId], screens: &[TileId]) -> Placement {
        Placement {
            inside: inside.to_vec(),
            screens: screens.to_vec(),
            heard: Vec::new(),
            own_screen: false,
            small_self: true,
            layout: Layout::default(),
        }
    }

    fn places(placement: &Placement) -> Vec<Place> {
        placement.tiles(None, None).into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn a_screen_stands_right_behind_its_person_and_our_own_come_last() {
        let placement = Placement { own_screen: true, ..placement(&[ADA, BEN], &[ADA]) };
        let others = [Spot::Person(ADA), Spot::Screen(ADA), Spot::Person(BEN)].map(Place::Other);
        assert_eq!(places(&placement)[..3], others);
        assert_eq!(places(&placement)[3..], [Place::Own, Place::OwnScreen]);
    }

    #[test]
    fn whoever_is_alone_sees_themselves_and_the_invitation() {
        let hidden = Layout { myself: false, ..Layout::default() };
        let mut placement = Placement { layout: hidden, ..placement(&[ADA], &[]) };
        assert_eq!(places(&placement), [Place::Other(Spot::Person(ADA))]);
        placement.inside.clear();
        assert_eq!(places(&placement), [Place::Invitation, Place::Own]);
    }

    #[test]
    fn we_are_small_with_one_other_and_nothing_else() {
        let floats = |placement: &Placement| placement.tiles(None, None).iter().any(|(_, tile)| tile.floats);
        assert!(floats(&placement(&[ADA], &[])));
        assert!(!floats(&placement(&[ADA, BEN], &[])) && !floats(&placement(&[ADA], &[ADA])));
        assert!(!floats(&placement(&[], &[])));
        assert!(!floats(&Placement { small_self: false, ..placement(&[ADA], &[]) }));
        let pinned = Layout { stage: [Spot::Person(ADA)].into(), ..Layout::default() };
        assert!(!floats(&Placement { layout: pinned, ..placement(&[ADA], &[]) }));
    }

    #[test]
    fn a_pin_is_offered_where_it_makes_a_difference() {
        let (ada, screen) = (Spot::Person(ADA), Spot::Screen(ADA));
        assert!(!placement(&[ADA], &[]).can_pin(ada));
        assert!(placement(&[ADA, BEN], &[]).can_pin(ada) && placement(&[ADA], &[ADA]).can_pin(screen));
        let pinned = Layout { pinned: Some(ada), ..Layout::default() };
        assert!(Placement { layout: pinned, ..placement(&[ADA], &[]) }.can_pin(ada));
    }

    #[test]
    fn a_tile_is_laid_out_for_the_shape_of_its_picture_once_it_is_known() {
        let mut placement = placement(&[ADA], &[ADA]);
        let (face, screen) = (Spot::Person(ADA), Spot::Screen(ADA));
        let contents = |placement: &Placement| (placement.content(face), placement.content(screen));
        assert_eq!(contents(&placement), (Content::Nothing, Content::Screen(Shape::WIDE)));
        placement.layout.shapes = [(face, Shape::UPRIGHT), (screen, Shape::FOUR_BY_THREE)].into();
        assert_eq!(contents(&placement), (Content::Camera(Shape::UPRIGHT), Content::Screen(Shape::FOUR_BY_THREE)));
        placement.heard.push(ADA);
        assert_eq!(placement.content(screen), Content::Nothing);
    }
}
