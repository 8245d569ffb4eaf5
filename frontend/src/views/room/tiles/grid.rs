//! Columns and rows of the grid: the number that shows each picture largest.

/// Shapes a stage can have: width divided by height, and the shape of a tile that suits it. `css/stage.css` picks one
/// of them by container query, in this order, so that nothing has to be measured.
pub const SHAPES: [(f32, f32); 4] = [(0.56, 0.95), (1.1, 1.0), (1.75, 1.1), (2.7, 1.1)];

/// Names of the custom properties for columns and rows, one pair per shape.
pub const PROPERTIES: [(&str, &str); 4] =
    [("--tall-c", "--tall-r"), ("--square-c", "--square-r"), ("--wide-c", "--wide-r"), ("--flat-c", "--flat-r")];

/// Columns and rows for so many tiles (at least one) on a stage of this shape.
pub fn layout(tiles: usize, (stage, ideal): (f32, f32)) -> (usize, usize) {
    let tiles = tiles.max(1);
    let mut best = (1, tiles);
    let mut most = 0.0;
    for columns in 1..=tiles {
        let rows = tiles.div_ceil(columns);
        let (width, height) = (stage / columns as f32, 1.0 / rows as f32);
        // The largest picture of the ideal shape that fits into a tile; empty placement cost a little.
        let face = (width / ideal).min(height);
        let filled = tiles as f32 / (columns * rows) as f32;
        let worth = face * face * filled.sqrt();
        if worth > most {
            (most, best) = (worth, (columns, rows));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(shape: usize) -> Vec<usize> {
        (1..=9).map(|tiles| layout(tiles, SHAPES[shape]).0).collect()
    }

    #[test]
    fn one_to_nine_people_use_the_space() {
        assert_eq!(columns(0), [1, 1, 1, 2, 2, 2, 2, 2, 3], "a phone held upright");
        assert_eq!(columns(1), [1, 2, 2, 2, 3, 3, 3, 3, 3], "a laptop with the panel open");
        assert_eq!(columns(2), [1, 2, 3, 2, 3, 3, 4, 4, 3], "a laptop");
        assert_eq!(columns(3), [1, 2, 3, 4, 5, 3, 4, 4, 5], "a phone held across");
    }

    #[test]
    fn everyone_has_a_place() {
        for shape in SHAPES {
            for tiles in 1..=50 {
                let (columns, rows) = layout(tiles, shape);
                assert!(columns * rows >= tiles && columns * (rows - 1) < tiles);
            }
        }
    }
}
