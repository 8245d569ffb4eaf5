//! Where each tile stands on the stage, and whether its picture fills it or is shown whole: from the size of the window and the shapes of
//! the pictures alone.

use super::rows::{Content, LEAST, Rect, rows, scrolled};
use crate::api::view::Shape;

/// Between two tiles, CSS pixels: on small stages, on others.
const GAPS: (f32, f32) = (8.0, 10.0);
/// Stages up to so wide are small, CSS pixels.
const SMALL: f32 = 744.0;
/// A strip beside what is large: its share of the stage, and its least and most, CSS pixels.
const STRIP: (f32, f32, f32) = (0.19, 120.0, 250.0);
/// The least height of a tile in a strip at the side: one more is seen there without scrolling, CSS pixels.
const STRIP_HIGH: f32 = 72.0;
/// What is large keeps so much of the stage's height at least, above a strip.
const LARGE: f32 = 0.4;
/// Tiles beside each other in a strip below at least: on a phone of 320 px each is 96 px wide; on wider ones each is about so wide.
const STRIP_COLUMNS: (f32, f32) = (3.0, 200.0);
/// A stage needs so much room for a picture over the picture of somebody else, CSS pixels.
const ROOM_TO_FLOAT: (f32, f32) = (280.0, 240.0);
/// What floats: its share of the stage's width, its least and most, CSS pixels (a button and a name have room), and its share of the height
/// at most.
const FLOATING: (f32, f32, f32, f32) = (0.22, 132.0, 260.0, 0.32);
/// From the edges of the stage to what floats, CSS pixels.
const EDGE: f32 = 12.0;

/// A tile that is to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    /// What it shows.
    pub content: Content,
    /// Which place it has among those that are large, if it is one of them.
    pub large: Option<usize>,
    /// It is small, over the others, where there is room for that. At most one is.
    pub floats: bool,
}

/// A tile in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Placed {
    /// Where.
    pub at: Rect,
    /// The whole picture is shown, on a tinted ground.
    pub whole: bool,
    /// It stands over another one.
    pub floats: bool,
}

/// All tiles in their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tiling {
    /// One for each, in the same order.
    pub tiles: Vec<Placed>,
    /// How high all of it is, CSS pixels: what is higher than the stage is scrolled.
    pub height: f32,
}

/// Places these tiles on a stage of so many CSS pixels.
pub fn tiling(tiles: &[Tile], stage: (u32, u32)) -> Tiling {
    let stage = (stage.0 as f32, stage.1 as f32);
    let gap = if stage.0 <= SMALL { GAPS.0 } else { GAPS.1 };
    let floats = |tile: &Tile| tile.floats && stage.0 >= ROOM_TO_FLOAT.0 && stage.1 >= ROOM_TO_FLOAT.1;
    let mut large: Vec<usize> = (0..tiles.len()).filter(|index| tiles[*index].large.is_some()).collect();
    large.sort_by_key(|index| tiles[*index].large);
    let others: Vec<usize> =
        (0..tiles.len()).filter(|index| tiles[*index].large.is_none() && !floats(&tiles[*index])).collect();
    let contents = |which: &[usize]| which.iter().map(|index| tiles[*index].content).collect::<Vec<_>>();
    let (first, second) = if large.is_empty() {
        let contents = contents(&others);
        (Vec::new(), rows(&contents, stage, gap, LEAST).unwrap_or_else(|| scrolled(&contents, stage, gap)))
    } else {
        with_strip(&contents(&large), others.len(), stage, gap)
    };
    let mut placed = vec![Placed::default(); tiles.len()];
    for (index, at) in large.iter().chain(&others).zip(first.into_iter().chain(second)) {
        placed[*index] = Placed { at, whole: tiles[*index].content.whole(at), floats: false };
    }
    let low = placed.iter().map(|tile| tile.at.y + tile.at.height).fold(0.0, f32::max);
    for (tile, placed) in tiles.iter().zip(&mut placed).filter(|(tile, _)| floats(tile)) {
        let at = floating(tile.content, stage);
        *placed = Placed { at, whole: tile.content.whole(at), floats: true };
    }
    Tiling { tiles: placed, height: low.max(stage.1) }
}

/// In the corner where no name stands.
fn floating(content: Content, stage: (f32, f32)) -> Rect {
    let shape = match content {
        Content::Nothing | Content::Words => Shape::FOUR_BY_THREE,
        Content::Camera(shape) | Content::Screen(shape) => shape,
    };
    let (share, least, most, high) = FLOATING;
    let width = (stage.0 * share).clamp(least, most);
    let height = (width / shape.ratio()).min(stage.1 * high).floor();
    let width = width.min((height * shape.ratio()).max(least)).floor();
    Rect { x: stage.0 - width - EDGE, y: stage.1 - height - EDGE, width, height }
}

/// Some large, the others in a strip: at their side or below them, whichever leaves the large ones more.
fn with_strip(large: &[Content], strip: usize, stage: (f32, f32), gap: f32) -> (Vec<Rect>, Vec<Rect>) {
    let block = |room: (f32, f32)| rows(large, room, gap, (1.0, 1.0)).unwrap_or_else(|| scrolled(large, room, gap));
    if strip == 0 {
        return (block(stage), Vec::new());
    }
    let worth = |tiles: &[Rect]| large.iter().zip(tiles).map(|(content, tile)| content.area(*tile)).sum::<f32>();
    let (side, below) = (beside(&block, strip, stage, gap), below(&block, strip, stage, gap));
    if worth(&side.0) >= worth(&below.0) { side } else { below }
}

/// A strip at the side.
fn beside(
    block: &dyn Fn((f32, f32)) -> Vec<Rect>,
    strip: usize,
    (width, height): (f32, f32),
    gap: f32,
) -> (Vec<Rect>, Vec<Rect>) {
    let wide = (width * STRIP.0).clamp(STRIP.1, STRIP.2).min(width / 2.0).floor();
    let count = strip as f32;
    let high = ((height - (count - 1.0) * gap) / count).min(wide * 0.75).max(STRIP_HIGH).floor();
    let place = |index: usize| Rect { x: width - wide, y: index as f32 * (high + gap), width: wide, height: high };
    (block((width - wide - gap, height)), (0..strip).map(place).collect())
}

/// A strip below.
fn below(
    block: &dyn Fn((f32, f32)) -> Vec<Rect>,
    strip: usize,
    (width, height): (f32, f32),
    gap: f32,
) -> (Vec<Rect>, Vec<Rect>) {
    let columns = (width / STRIP_COLUMNS.1).max(STRIP_COLUMNS.0) as usize;
    // As even as can be: two and two, not three and one.
    let count = strip.div_ceil(columns);
    let columns = strip.div_ceil(count);
    let wide = ((width - (columns as f32 - 1.0) * gap) / columns as f32).floor();
    let left = (height - count as f32 * (LEAST.1 + gap)).max(height * LARGE);
    let mut tiles = block((width, left));
    let top = tiles.iter().map(|tile| tile.y).fold(f32::INFINITY, f32::min);
    tiles.iter_mut().for_each(|tile| tile.y -= top);
    let used = tiles.iter().map(|tile| tile.y + tile.height).fold(0.0, f32::max);
    let high = ((height - used) / count as f32 - gap).min(wide * 0.7).max(LEAST.1).floor();
    let wide = wide.min((high * Shape::WIDE.ratio()).floor());
    let down = ((height - used - count as f32 * (high + gap)) / 2.0).max(0.0).floor();
    tiles.iter_mut().for_each(|tile| tile.y += down);
    let place = |index: usize| {
        let (row, column) = (index / columns, index % columns);
        let beside = strip.min((row + 1) * columns) - row * columns;
        let start = ((width - beside as f32 * (wide + gap) + gap) / 2.0).floor();
        Rect {
            x: start.max(0.0) + column as f32 * (wide + gap),
            y: down + used + gap + row as f32 * (high + gap),
            width: wide,
            height: high,
        }
    };
    (tiles, (0..strip).map(place).collect())
}
