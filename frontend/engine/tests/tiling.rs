//! The tiles of one to twenty-five people, with cameras of all shapes, in windows of all sizes: whole faces, as large as they can be.

use plenum_engine::api::view::Shape;
use plenum_engine::layout::rows::{Content, LEAST, Rect};
use plenum_engine::layout::tiling::{Placed, Tile, Tiling, tiling};

/// Stages of windows from 320×256 to 2560×1440, without the tools: phones upright and across, 400 % zoom, with a panel beside.
const STAGES: [(u32, u32); 12] = [
    (304, 150),
    (300, 440),
    (331, 251),
    (374, 640),
    (490, 304),
    (660, 344),
    (760, 920),
    (850, 630),
    (1000, 560),
    (1256, 690),
    (1896, 970),
    (2536, 1330),
];
/// The least of a picture that may be seen.
const LEAST_SEEN: f32 = 0.7;
/// The least of what is possible that a tile may have.
const LEAST_SIZE: f32 = 0.8;
/// What the layout leaves between two tiles at most, CSS pixels.
const GAP: f32 = 10.0;

const CAMERAS: [Content; 4] = [
    Content::Camera(Shape::WIDE),
    Content::Camera(Shape::FOUR_BY_THREE),
    Content::Camera(Shape::UPRIGHT),
    Content::Nothing,
];

fn tile(content: Content) -> Tile {
    Tile { content, large: None, floats: false }
}

/// So many of one kind, of two kinds in turn, and of all kinds in an order that has no rhythm.
fn crowds(count: usize) -> Vec<Vec<Tile>> {
    let mut crowds = Vec::new();
    for one in CAMERAS {
        for other in CAMERAS {
            crowds.push((0..count).map(|turn| tile(if turn % 2 == 0 { one } else { other })).collect());
        }
    }
    for seed in 1..6_usize {
        crowds.push((0..count).map(|turn| tile(CAMERAS[(turn * turn * seed + turn * 7 + seed) / 3 % 4])).collect());
    }
    crowds
}

fn everywhere(mut check: impl FnMut(&[Tile], (u32, u32), &Tiling)) {
    for stage in STAGES {
        for count in 1..=25 {
            for tiles in crowds(count) {
                check(&tiles, stage, &tiling(&tiles, stage));
            }
        }
    }
}

/// The share of its picture that a tile shows: all of one that is shown whole.
fn seen(content: Content, placed: Placed) -> f32 {
    match content {
        Content::Camera(shape) if !placed.whole => {
            let ratio = placed.at.width / placed.at.height;
            (shape.ratio() / ratio).min(ratio / shape.ratio())
        }
        Content::Camera(_) | Content::Screen(_) | Content::Nothing | Content::Words => 1.0,
    }
}

/// How large a picture is in a tile of this size, square pixels, if it must not be cut by more than is allowed.
fn area(content: Content, width: f32, height: f32) -> f32 {
    match content {
        Content::Nothing | Content::Words => width * height,
        Content::Camera(shape) | Content::Screen(shape) => {
            let ratio = shape.ratio();
            let share = (ratio * height / width).min(width / height / ratio);
            if share >= LEAST_SEEN { width * height } else { width * height * share }
        }
    }
}

/// The smallest picture of the best number of rows, in equal tiles that may be as narrow as their picture needs. None if
/// no number of rows leaves tiles their least size.
fn best(tiles: &[Tile], (width, height): (u32, u32)) -> Option<f32> {
    let mut best: Option<f32> = None;
    for rows in 1..=tiles.len() {
        let columns = tiles.len().div_ceil(rows);
        let wide = (width as f32 - (columns as f32 - 1.0) * GAP) / columns as f32;
        let high = (height as f32 - (rows as f32 - 1.0) * GAP) / rows as f32;
        if wide < LEAST.0 || high < LEAST.1 {
            continue;
        }
        let fitted = |content: Content| match content {
            // As large as it can be without being cut by more than is allowed, or having no room for a name.
            Content::Camera(shape) | Content::Screen(shape) => {
                let ratio = (wide / high).clamp(shape.ratio() * LEAST_SEEN, shape.ratio() / LEAST_SEEN);
                area(content, wide.min(high * ratio).max(LEAST.0), high.min(wide / ratio).max(LEAST.1))
            }
            // A head in the middle, or letters: what is beyond this shape shows nothing more.
            Content::Nothing | Content::Words => wide.min(high * 1.4) * high.min(wide),
        };
        let smallest = tiles.iter().map(|tile| fitted(tile.content)).fold(f32::INFINITY, f32::min);
        best = Some(best.map_or(smallest, |best| best.max(smallest)));
    }
    best
}

fn apart(one: Rect, other: Rect) -> bool {
    one.x + one.width <= other.x
        || other.x + other.width <= one.x
        || one.y + one.height <= other.y
        || other.y + other.height <= one.y
}

/// All tiles are within what there is, none lies over another, and each has its least size.
fn expect_order(tiles: &[Tile], stage: (u32, u32), placed: &Tiling) {
    assert_eq!(placed.tiles.len(), tiles.len());
    assert!(placed.height >= stage.1 as f32);
    for (index, one) in placed.tiles.iter().enumerate() {
        let at = one.at;
        assert!(at.x >= 0.0 && at.x + at.width <= stage.0 as f32, "{stage:?} {tiles:?} {at:?}");
        assert!(at.y >= 0.0 && at.y + at.height <= placed.height + 0.5, "{stage:?} {tiles:?} {at:?}");
        assert!(at.width > 0.0 && at.height > 0.0, "{stage:?} {tiles:?} {at:?}");
        for other in placed.tiles[index + 1..].iter().filter(|other| !other.floats && !one.floats) {
            assert!(apart(at, other.at), "{stage:?} {tiles:?}: {at:?} {:?}", other.at);
        }
    }
}

#[test]
fn tiles_stand_beside_each_other_within_the_stage() {
    everywhere(|tiles, stage, placed| {
        expect_order(tiles, stage, placed);
        let least = placed.tiles.iter().fold((f32::INFINITY, f32::INFINITY), |least, tile| {
            (least.0.min(tile.at.width), least.1.min(tile.at.height))
        });
        assert!(least.0 >= LEAST.0 && least.1 >= LEAST.1, "{stage:?} {tiles:?}: {least:?} has no room for a name");
        if best(tiles, stage).is_some() {
            assert_eq!(placed.height, stage.1 as f32, "{stage:?} {tiles:?}: all have room, and none is scrolled away");
        }
    });
}

#[test]
fn no_picture_shows_less_than_seven_tenths() {
    let mut filled = 0;
    everywhere(|tiles, stage, placed| {
        for (tile, placed) in tiles.iter().zip(&placed.tiles) {
            let seen = seen(tile.content, *placed);
            assert!(seen >= LEAST_SEEN, "{stage:?} {tiles:?}: {seen} in {placed:?}");
            filled += usize::from(!placed.whole);
        }
    });
    assert!(filled > 10_000, "most fill their tile");
}

#[test]
fn no_picture_is_smaller_than_it_need_be() {
    let mut compared = 0;
    everywhere(|tiles, stage, placed| {
        let Some(best) = best(tiles, stage) else { return };
        let areas = tiles.iter().zip(&placed.tiles).map(|(tile, placed)| tile.content.area(placed.at));
        let smallest = areas.fold(f32::INFINITY, f32::min);
        assert!(smallest >= LEAST_SIZE * best, "{stage:?} {tiles:?}: {smallest} of {best}\n{placed:?}");
        compared += 1;
    });
    assert!(compared > 3_000, "{compared}");
}

#[test]
fn a_row_that_is_not_full_closes_its_gaps() {
    let placed = tiling(&[tile(Content::Camera(Shape::WIDE)); 3], (1256, 690)).tiles;
    assert_eq!(placed[0].at.y, placed[1].at.y);
    assert_eq!(placed[0].at.height, placed[2].at.height);
    assert!(placed[2].at.width > 1.2 * placed[0].at.width, "{placed:?}");
}

/// Stages beside the notes of a wide window are nearly square: rows of wide and upright pictures leave almost half of them empty.
#[test]
fn wide_and_upright_pictures_fill_the_stage_beside_the_notes() {
    let (wide, upright) = (tile(Content::Camera(Shape::WIDE)), tile(Content::Camera(Shape::UPRIGHT)));
    for stage in [(560, 620), (640, 690), (780, 750), (944, 890), (1240, 1200)] {
        for tiles in [[wide, wide, upright], [upright, wide, wide], [wide, upright, upright]] {
            let placed = tiling(&tiles, stage);
            expect_order(&tiles, stage, &placed);
            let filled: f32 = tiles.iter().zip(&placed.tiles).map(|(tile, placed)| tile.content.area(placed.at)).sum();
            let share = filled / (stage.0 * stage.1) as f32;
            assert!(share > 0.8, "{stage:?} {tiles:?}: {share}");
        }
    }
}

#[test]
fn a_shape_that_is_known_to_a_twentieth_is_good_enough() {
    for thousandths in (562..=1_778).step_by(31) {
        let shape = Shape::of(thousandths, 1_000).expect("it has pixels");
        let laid_out: Vec<Tile> = (0..7).map(|_| tile(Content::Camera(shape))).collect();
        for (stage, percent) in STAGES.iter().flat_map(|stage| [(stage, 95), (stage, 105)]) {
            let real = Shape::of((u32::from(thousandths) * percent / 100) as u16, 1_000).expect("it has pixels");
            for placed in tiling(&laid_out, *stage).tiles {
                assert!(seen(Content::Camera(real), placed) >= LEAST_SEEN, "{stage:?} {shape:?} {real:?}");
            }
        }
    }
}

#[test]
fn a_shared_screen_has_its_own_shape_at_every_width_and_more_room_than_all_others() {
    for stage in STAGES {
        for (shape, strip) in [(Shape::WIDE, 1), (Shape::FOUR_BY_THREE, 4), (Shape::UPRIGHT, 9), (Shape::WIDE, 24)] {
            let mut tiles = vec![Tile { large: Some(0), ..tile(Content::Screen(shape)) }];
            tiles.extend((0..strip).map(|turn| tile(CAMERAS[turn % 4])));
            let placed = tiling(&tiles, stage);
            expect_order(&tiles, stage, &placed);
            let screen = placed.tiles[0].at;
            assert!(
                (screen.width / screen.height / shape.ratio() - 1.0).abs() < 0.03,
                "{stage:?} {shape:?} {screen:?}"
            );
            assert!(screen.y + screen.height <= stage.1 as f32 + 0.5, "{stage:?}: it is there without scrolling");
            for (tile, placed) in tiles.iter().zip(&placed.tiles) {
                assert!(seen(tile.content, *placed) >= LEAST_SEEN, "{stage:?} {placed:?}");
            }
        }
    }
}

#[test]
fn what_is_large_stands_in_its_order() {
    let mut tiles = vec![tile(Content::Nothing); 5];
    (tiles[3].large, tiles[1].large) = (Some(0), Some(1));
    let placed = tiling(&tiles, (1256, 690));
    expect_order(&tiles, (1256, 690), &placed);
    let (first, second, other) = (placed.tiles[3].at, placed.tiles[1].at, placed.tiles[0].at);
    assert!((first.y, first.x) < (second.y, second.x));
    assert!(second.width * second.height > other.width * other.height);
}

#[test]
fn with_one_other_our_own_picture_is_small_and_stands_in_a_corner_where_there_is_room() {
    for stage in STAGES {
        for (other, own) in CAMERAS.iter().flat_map(|other| CAMERAS.iter().map(move |own| (*other, *own))) {
            let tiles = [tile(other), Tile { floats: true, ..tile(own) }];
            let placed = tiling(&tiles, stage);
            expect_order(&tiles, stage, &placed);
            let [large, small] = [placed.tiles[0], placed.tiles[1]];
            assert!(seen(other, large) >= LEAST_SEEN && seen(own, small) >= LEAST_SEEN, "{stage:?}");
            assert_eq!(small.floats, stage.0 >= 280 && stage.1 >= 240, "{stage:?}");
            if small.floats {
                assert_eq!(large.at, tiling(&[tile(other)], stage).tiles[0].at, "the other has all of the stage");
                assert!(small.at.height <= stage.1 as f32 / 3.0 && small.at.width <= stage.0 as f32 / 2.0);
                assert!(small.at.y + small.at.height > stage.1 as f32 - 20.0, "at the bottom");
            }
        }
    }
}

#[test]
fn no_stage_and_nobody_are_no_trouble() {
    for stage in [(0, 0), (1, 1), (0, 900), (9_000, 3)] {
        for count in [0, 1, 2, 90, 300] {
            let mut tiles = vec![tile(Content::Camera(Shape::UPRIGHT)); count];
            assert_eq!(tiling(&tiles, stage).tiles.len(), count);
            tiles.iter_mut().take(4).enumerate().for_each(|(rank, tile)| tile.large = Some(rank));
            let placed = tiling(&tiles, stage);
            assert!(placed.tiles.iter().all(|tile| tile.at.width.is_finite() && tile.at.x.is_finite()), "{stage:?}");
        }
    }
}

#[test]
fn initials_take_no_more_room_than_the_picture_beside_them() {
    for stage in [(1220, 614), (1256, 690), (1000, 560), (1896, 970)] {
        let tiles = [Content::Nothing, Content::Camera(Shape::WIDE), Content::Nothing].map(tile);
        let placed = tiling(&tiles, stage);
        let [initials, picture, ours] =
            [0, 1, 2].map(|index: usize| placed.tiles[index].at.width * placed.tiles[index].at.height);
        assert!(picture * 1.1 >= initials.max(ours), "{stage:?}: {placed:?}");
    }
}
