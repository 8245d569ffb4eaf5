//! Tiles in rows of one height, in columns of one width, or each in a cell of a grid: as many as make the smallest picture largest.

use crate::api::view::Shape;

/// As much of a camera's picture is seen at least, where a tile is laid out for it. The shape is known to a twentieth
/// ([`Shape::is_like`]), so that at least seven tenths are seen in any case.
const LEAST_SEEN: f32 = 0.75;
/// Where less than this would be seen the whole picture is shown on a tinted ground.
const CUT_FROM: f32 = 0.74;
/// A tile that has room is as wide or narrow as leaves so much to be seen, and no more so.
const GROWN_SEEN: f32 = 0.76;
/// No tile with less has room for a name, CSS pixels.
pub const LEAST: (f32, f32) = (100.0, 84.0);
/// Where the smallest picture is so large, in parts of the largest it can be, the others count.
const NEARLY: f32 = 0.88;
/// Rows of one height are calmer to look at: a grid of cells has to make the pictures larger than this makes up for.
const CELLS: f32 = 0.95;
/// So are they calmer than columns of one width. Those are for wide and upright pictures together on a stage that is nearly square, as
/// it is beside the notes.
const COLUMNS: f32 = 0.92;
/// Beyond so many tiles rows are just equally long.
const WEIGHED: usize = 64;

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content {
    /// No picture: initials, or a note.
    Nothing,
    /// A camera.
    Camera(Shape),
    /// A screen or a film: the tile takes its shape.
    Screen(Shape),
    /// Words and buttons.
    Words,
}

/// A rectangle, CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the beginning of a line, which is the right in some scripts.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// How wide.
    pub width: f32,
    /// How high.
    pub height: f32,
}

impl Rect {
    fn turned(self) -> Rect {
        Rect { x: self.y, y: self.x, width: self.height, height: self.width }
    }
}

impl Content {
    /// Widths by heights that a tile for this may have.
    fn ratios(self) -> Ratios {
        match self {
            Content::Nothing => (1.0, Shape::FOUR_BY_THREE.ratio() / GROWN_SEEN),
            Content::Camera(shape) => (shape.ratio() * LEAST_SEEN, shape.ratio() / GROWN_SEEN),
            Content::Screen(shape) => (shape.ratio(), shape.ratio()),
            Content::Words => (1.0, 2.2),
        }
    }

    /// The share of the picture that a tile shows which is filled with it.
    fn filled(self, tile: Rect) -> f32 {
        let ratio = tile.width / tile.height.max(1.0);
        match self {
            Content::Nothing | Content::Words => 1.0,
            Content::Camera(shape) | Content::Screen(shape) => (shape.ratio() / ratio).min(ratio / shape.ratio()),
        }
    }

    /// The whole picture is shown in this tile, on a tinted ground, and not the tile filled with it.
    pub fn whole(self, tile: Rect) -> bool {
        match self {
            Content::Nothing | Content::Words => false,
            Content::Screen(_) => true,
            Content::Camera(_) => self.filled(tile) < CUT_FROM,
        }
    }

    /// How large the picture is in this tile, square pixels.
    pub fn area(self, tile: Rect) -> f32 {
        let area = tile.width * tile.height;
        if self.whole(tile) { area * self.filled(tile) } else { area }
    }
}

/// Widths by heights that a tile may have.
type Ratios = (f32, f32);

/// Where the tiles stand on so much room: in a number of rows or columns that makes the smallest picture largest, or nearly so and the
/// others larger. `None` if they have no room without being smaller than `least`.
pub fn rows(contents: &[Content], (width, height): (f32, f32), gap: f32, least: (f32, f32)) -> Option<Vec<Rect>> {
    let most = |room: f32, least: f32| (((room + gap) / (least.max(1.0) + gap)) as usize).min(contents.len());
    let ratios: Vec<Ratios> = contents.iter().map(|content| content.ratios()).collect();
    let mut all: Vec<(f32, f32, Vec<Rect>)> = Vec::new();
    let mut judge = |tiles: Vec<Rect>, [least_counts, all_count]: [f32; 2]| {
        let area = |(content, tile): (&Content, &Rect)| content.area(*tile);
        let has_picture = |content: &Content| matches!(content, Content::Camera(_) | Content::Screen(_));
        // Initials are worth no more room than the pictures beside them get.
        let largest =
            contents.iter().zip(&tiles).filter(|(content, _)| has_picture(content)).map(area).reduce(f32::max);
        let worth = |content: &Content| largest.filter(|_| !has_picture(content)).unwrap_or(f32::INFINITY);
        let areas = || contents.iter().zip(&tiles).map(|of| area(of).min(worth(of.0)));
        // Of twice the area half is worth as much again: many in the middle are better than one large one.
        let (smallest, sum) = (areas().fold(f32::INFINITY, f32::min), areas().map(f32::sqrt).sum::<f32>());
        all.push((smallest * least_counts, sum * all_count, tiles));
    };
    for lengths in lengths(&ratios, most(height, least.1)) {
        let count = lengths.len() as f32;
        let each = ((height - (count - 1.0) * gap) / count).floor();
        let high = height_of(&ratios, &lengths, width, gap, least.0).min(each).floor();
        if high >= least.1.max(1.0) {
            judge(stand(&ratios, &lengths, high, (width, height), gap, least.0), [1.0, 1.0]);
        }
        let columns = contents.len().div_ceil(lengths.len()) as f32;
        let cell = (((width - (columns - 1.0) * gap) / columns).floor(), each);
        if cell.0 >= least.0.max(1.0) && cell.1 >= least.1.max(1.0) {
            judge(cells(contents, columns as usize, cell, (width, height), gap, least), [1.0, CELLS]);
        }
    }
    // Columns are rows that are turned over.
    let turned: Vec<Ratios> = ratios.iter().map(|(narrowest, widest)| (1.0 / widest, 1.0 / narrowest)).collect();
    for lengths in lengths(&turned, most(width, least.0)) {
        let count = lengths.len() as f32;
        let each = ((width - (count - 1.0) * gap) / count).floor();
        let wide = height_of(&turned, &lengths, height, gap, least.1).min(each).floor();
        if wide >= least.0.max(1.0) {
            let stand = stand(&turned, &lengths, wide, (height, width), gap, least.1);
            judge(stand.into_iter().map(Rect::turned).collect(), [COLUMNS, COLUMNS]);
        }
    }
    let most = all.iter().map(|(smallest, ..)| *smallest).fold(0.0, f32::max);
    let large = all.into_iter().filter(|(smallest, ..)| *smallest >= most * NEARLY);
    large.max_by(|(_, one, _), (_, other, _)| one.total_cmp(other)).map(|(.., tiles)| tiles)
}

/// Each tile in the middle of its cell, as large as the shape of its picture lets it be.
fn cells(
    contents: &[Content],
    columns: usize,
    (wide, high): (f32, f32),
    (width, height): (f32, f32),
    gap: f32,
    least: (f32, f32),
) -> Vec<Rect> {
    let rows = contents.len().div_ceil(columns);
    let top = ((height - rows as f32 * (high + gap) + gap) / 2.0).max(0.0);
    let place = |(index, content): (usize, &Content)| {
        let (row, column) = (index / columns, index % columns);
        let beside = columns.min(contents.len() - row * columns) as f32;
        let start = ((width - beside * (wide + gap) + gap) / 2.0).max(0.0);
        let (narrowest, widest) = content.ratios();
        let ratio = (wide / high).clamp(narrowest, widest);
        let size = (
            wide.min(high * ratio).max(least.0.min(wide)).floor(),
            high.min(wide / ratio).max(least.1.min(high)).floor(),
        );
        Rect {
            x: (start + column as f32 * (wide + gap) + (wide - size.0) / 2.0).floor(),
            y: (top + row as f32 * (high + gap) + (high - size.1) / 2.0).floor(),
            width: size.0,
            height: size.1,
        }
    };
    contents.iter().enumerate().map(place).collect()
}

/// The same where there is too little room: rows of the smallest height, as many as it takes, to be scrolled.
pub fn scrolled(contents: &[Content], (width, height): (f32, f32), gap: f32) -> Vec<Rect> {
    let ratios: Vec<Ratios> = contents.iter().map(|content| content.ratios()).collect();
    let mut lengths = Vec::new();
    let (mut used, mut length) = (0.0, 0);
    for ratio in &ratios {
        let needs = (ratio.0 * LEAST.1).max(LEAST.0);
        if length > 0 && used + gap + needs > width {
            lengths.push(std::mem::take(&mut length));
            used = 0.0;
        }
        used += needs + if length > 0 { gap } else { 0.0 };
        length += 1;
    }
    lengths.push(length);
    stand(&ratios, &lengths, LEAST.1, (width, height), gap, LEAST.0)
}

/// For each number of rows up to `most` how many tiles stand in each, so that rows are as equally wide as can be.
fn lengths(ratios: &[Ratios], most: usize) -> Vec<Vec<usize>> {
    let count = ratios.len();
    if count > WEIGHED {
        return (1..=most)
            .map(|rows| (0..rows).map(|row| count * (row + 1) / rows - count * row / rows).collect())
            .collect();
    }
    let mut sums = vec![0.0];
    for (narrowest, _) in ratios {
        sums.push(sums[sums.len() - 1] + narrowest);
    }
    // `costs[i]`: of the first `i` tiles in so many rows; `starts[rows][i]`: where the last of these rows begins.
    let mut costs: Vec<f32> = vec![f32::INFINITY; count + 1];
    costs[0] = 0.0;
    let mut starts: Vec<Vec<usize>> = Vec::new();
    let mut all = Vec::new();
    for rows in 1..=most {
        let mut start = vec![0; count + 1];
        let mut next = vec![f32::INFINITY; count + 1];
        for end in rows..=count {
            // The first rows are the full ones.
            for begin in (rows - 1..end).rev() {
                let wide: f32 = sums[end] - sums[begin];
                let cost = costs[begin] + wide * wide * wide * wide;
                if cost < next[end] * 0.999 {
                    (next[end], start[end]) = (cost, begin);
                }
            }
        }
        costs = next;
        starts.push(start);
        let mut end = count;
        let last = |start: &Vec<usize>| {
            let length = end - start[end];
            end = start[end];
            length
        };
        let mut lengths: Vec<usize> = starts.iter().rev().map(last).collect();
        lengths.reverse();
        all.push(lengths);
    }
    all
}

/// The height at which every row has room, each tile as narrow as it may be.
fn height_of(ratios: &[Ratios], lengths: &[usize], width: f32, gap: f32, least: f32) -> f32 {
    let mut rest = ratios;
    let mut high = f32::INFINITY;
    for length in lengths {
        let (row, others) = rest.split_at(*length);
        rest = others;
        let mut room = width - gap * (*length as f32 - 1.0);
        let mut narrow: Vec<f32> = row.iter().map(|(narrowest, _)| *narrowest).collect();
        // Those that would be too narrow are as wide as the least, and the others share the rest.
        loop {
            let all: f32 = narrow.iter().sum();
            let fits = if all > 0.0 { room / all } else { f32::INFINITY };
            let before = narrow.len();
            narrow.retain(|ratio| ratio * fits >= least);
            room -= least * (before - narrow.len()) as f32;
            if room < 0.0 {
                return 0.0;
            }
            if narrow.len() == before {
                high = high.min(fits);
                break;
            }
        }
    }
    high
}

/// Rows of this height, in the middle of the room there is, or from its top where they are too many.
fn stand(ratios: &[Ratios], lengths: &[usize], high: f32, room: (f32, f32), gap: f32, least: f32) -> Vec<Rect> {
    let all = high * lengths.len() as f32 + gap * (lengths.len() as f32 - 1.0);
    let mut y = ((room.1 - all) / 2.0).max(0.0).floor();
    let mut tiles = Vec::new();
    let mut rest = ratios;
    for length in lengths {
        let (row, others) = rest.split_at(*length);
        rest = others;
        let narrow = |(narrowest, _): &Ratios| (narrowest * high).max(least);
        let wide = |(_, widest): &Ratios| (widest * high).max(least);
        let free = room.0 - gap * (*length as f32 - 1.0);
        let (used, most): (f32, f32) = (row.iter().map(narrow).sum(), row.iter().map(wide).sum());
        let grown = if most > used { ((free - used) / (most - used)).clamp(0.0, 1.0) } else { 0.0 };
        let widths = row.iter().map(|ratios| narrow(ratios) + grown * (wide(ratios) - narrow(ratios)));
        let widths: Vec<f32> = widths.map(|width| width.min(free).floor()).collect();
        let mut x = ((free - widths.iter().sum::<f32>()) / 2.0).max(0.0).floor();
        for width in widths {
            tiles.push(Rect { x, y, width, height: high });
            x += width + gap;
        }
        y += high + gap;
    }
    tiles
}
