//! How the tiles stand, as far as there is something to see of it.

use super::TileId;
use std::sync::Arc;

/// How the tiles stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Large, in this order, all others in a strip beside them; if nobody is, all are equal.
    pub stage: Arc<[Spot]>,
    /// Large because the person wants it so.
    pub pinned: Option<Spot>,
    /// Whoever speaks shall be large.
    pub speaker: bool,
    /// Our own tile is shown.
    pub myself: bool,
    /// Which shape the pictures have that we know it of.
    pub shapes: Arc<[(Spot, Shape)]>,
}

impl Default for Layout {
    fn default() -> Self {
        Layout { stage: Arc::from([]), pinned: None, speaker: false, myself: true, shapes: Arc::from([]) }
    }
}

/// What can be large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The tile of one of the others.
    Person(TileId),
    /// The screen they share.
    Screen(TileId),
}

/// The shape of a picture: its width by its height, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(u16);

/// Shapes that a picture is laid out with, thousandths: of what is narrower or wider the whole is shown in the nearest one.
const SHAPES: std::ops::RangeInclusive<u32> = 300..=3_600;
/// So much another one, in hundredths, is another shape: what is scaled to fit a bad line is rounded.
const OTHER_PERCENT: u16 = 5;

impl Shape {
    /// As most cameras and screens have it.
    pub const WIDE: Shape = Shape(1_778);
    /// As older cameras have it, and where there is no picture.
    pub const FOUR_BY_THREE: Shape = Shape(1_333);
    /// As a phone has it that is held upright.
    pub const UPRIGHT: Shape = Shape(562);

    /// That of a picture of so many pixels; none of one that has no pixels.
    pub fn of(width: u16, height: u16) -> Option<Shape> {
        let thousandths = (u32::from(width) * 1_000).checked_div(u32::from(height)).filter(|_| width > 0)?;
        Some(Shape(thousandths.clamp(*SHAPES.start(), *SHAPES.end()) as u16))
    }

    /// Width divided by height.
    pub fn ratio(self) -> f32 {
        f32::from(self.0) / 1_000.0
    }

    /// Not another one, as far as anybody would lay it out otherwise.
    pub fn is_like(self, other: Shape) -> bool {
        let (less, more) = (u32::from(self.0.min(other.0)), u32::from(self.0.max(other.0)));
        more * 100 <= less * u32::from(100 + OTHER_PERCENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_what_a_picture_has_whatever_its_size() {
        assert_eq!(Shape::of(1280, 720), Some(Shape(1_777)));
        assert!(Shape::of(318, 179).is_some_and(|scaled| scaled.is_like(Shape::WIDE)));
        assert!(!Shape::WIDE.is_like(Shape::FOUR_BY_THREE) && !Shape::FOUR_BY_THREE.is_like(Shape::WIDE));
        assert_eq!([Shape::of(0, 720), Shape::of(720, 0), Shape::of(0, 0)], [None; 3]);
        assert_eq!((Shape::of(u16::MAX, 1), Shape::of(1, u16::MAX)), (Some(Shape(3_600)), Some(Shape(300))));
    }
}
