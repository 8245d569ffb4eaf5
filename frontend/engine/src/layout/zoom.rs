//! How a shared screen is looked at: how much larger than its tile, and which part of it. Nobody else learns of it.

/// A screen is shown so many times as large as its tile at most.
const MOST: f32 = 8.0;
/// One press of a button makes it so many times larger or smaller.
pub const STEP: f32 = 1.4;
/// One press of an arrow key moves it by so much of its tile.
pub const NUDGE: f32 = 0.1;

/// How it is looked at; places are shares of the tile, from its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// How many times as large as the tile.
    pub scale: f32,
    /// How far its middle is right of the tile's.
    pub x: f32,
    /// How far below.
    pub y: f32,
}

impl Default for Zoom {
    fn default() -> Zoom {
        Zoom { scale: 1.0, x: 0.0, y: 0.0 }
    }
}

impl Zoom {
    /// So many times larger; what is at this place stays there.
    pub fn by(self, factor: f32, (x, y): (f32, f32)) -> Zoom {
        if !(factor.is_finite() && x.is_finite() && y.is_finite()) {
            return self;
        }
        let scale = (self.scale * factor).clamp(1.0, MOST);
        let grown = scale / self.scale;
        Zoom { scale, x: x - (x - self.x) * grown, y: y - (y - self.y) * grown }.bounded()
    }

    /// Moved by so much; its edges stay outside of the tile.
    pub fn moved(self, x: f32, y: f32) -> Zoom {
        if !(x.is_finite() && y.is_finite()) {
            return self;
        }
        Zoom { x: self.x + x, y: self.y + y, ..self }.bounded()
    }

    /// It is larger than its tile.
    pub fn is_zoomed(self) -> bool {
        self.scale > 1.001
    }

    /// It cannot be larger.
    pub fn is_most(self) -> bool {
        self.scale > MOST - 0.001
    }

    fn bounded(self) -> Zoom {
        let far = (self.scale - 1.0) / 2.0;
        Zoom { x: self.x.clamp(-far, far), y: self.y.clamp(-far, far), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let before = Zoom::default().by(2.0, (0.0, 0.0)).moved(0.1, -0.05);
        let pointer = (0.2, 0.1);
        let seen = |zoom: Zoom| ((pointer.0 - zoom.x) / zoom.scale, (pointer.1 - zoom.y) / zoom.scale);
        let after = before.by(1.5, pointer);
        assert!((seen(before).0 - seen(after).0).abs() < 1e-5 && (seen(before).1 - seen(after).1).abs() < 1e-5);
        assert_eq!(after.scale, 3.0);
    }

    #[test]
    fn the_tile_is_always_filled_and_smaller_than_whole_is_nothing() {
        let zoomed = Zoom::default().by(2.0, (0.0, 0.0));
        assert_eq!(zoomed.moved(9.0, -9.0), Zoom { scale: 2.0, x: 0.5, y: -0.5 });
        assert_eq!(zoomed.moved(9.0, -9.0).by(0.01, (0.4, 0.4)), Zoom::default());
        assert_eq!(Zoom::default().moved(0.3, 0.3), Zoom::default(), "what is whole cannot be moved");
        assert!(zoomed.by(100.0, (0.0, 0.0)).is_most() && !zoomed.is_most());
        assert!(zoomed.is_zoomed() && !Zoom::default().is_zoomed());
    }

    #[test]
    fn what_is_no_number_changes_nothing() {
        let zoomed = Zoom::default().by(2.0, (0.1, 0.1));
        assert_eq!(zoomed.by(f32::NAN, (0.0, 0.0)), zoomed);
        assert_eq!(zoomed.by(2.0, (f32::INFINITY, 0.0)), zoomed);
        assert_eq!(zoomed.moved(f32::NAN, 0.0), zoomed);
    }
}
