//! The shapes of the pictures, as the tiles are laid out for them: a shape that changes again and again changes nothing for a while.

use crate::api::view::{Shape, Spot};
use crate::base::time::{Time, soonest};
use std::sync::Arc;

/// After a change the next one waits so long, milliseconds, and twice as long each further time: somebody who turns their phone
/// is followed at once, and who sends another shape with each frame moves nobody's tiles.
const REST_MS: u64 = 1_000;
/// Doublings at most.
const DOUBLINGS: u32 = 4;
/// Who has kept one shape for so long is followed at once again, milliseconds.
const CALM_MS: u64 = 30_000;

/// The picture of one tile.
struct Picture {
    spot: Spot,
    /// As it is laid out.
    laid_out: Shape,
    /// As it was seen last, if that is another one.
    seen: Option<Shape>,
    /// When the shape changed last.
    at: Time,
    /// How often it has, since it was calm.
    changes: u32,
}

impl Picture {
    /// When it is laid out as it was seen last.
    fn due(&self) -> Option<Time> {
        self.seen?;
        match self.changes {
            0 => Some(self.at),
            changes => Some(self.at + (REST_MS << (changes - 1).min(DOUBLINGS))),
        }
    }
}

/// The pictures of all tiles.
#[derive(Default)]
pub struct PictureShapes {
    pictures: Vec<Picture>,
    shown: Arc<[(Spot, Shape)]>,
}

impl PictureShapes {
    /// A picture has so many pixels now.
    pub fn seen(&mut self, spot: Spot, width: u16, height: u16, now: Time) {
        let Some(shape) = Shape::of(width, height) else { return };
        let Some(picture) = self.pictures.iter_mut().find(|picture| picture.spot == spot) else {
            self.pictures.push(Picture { spot, laid_out: shape, seen: None, at: now, changes: 0 });
            return;
        };
        picture.seen = Some(shape).filter(|shape| !shape.is_like(picture.laid_out));
    }

    /// Forgets what is no longer there, and follows what may be followed; at the end of every event. Says whether others are
    /// laid out now.
    pub fn settle(&mut self, there: impl Fn(Spot) -> bool, now: Time) -> bool {
        self.pictures.retain(|picture| there(picture.spot));
        for picture in &mut self.pictures {
            if now.since(picture.at) >= CALM_MS {
                picture.changes = 0;
            }
            if picture.due().is_some_and(|due| due <= now)
                && let Some(shape) = picture.seen.take()
            {
                (picture.laid_out, picture.at, picture.changes) = (shape, now, picture.changes.saturating_add(1));
            }
        }
        let now: Vec<(Spot, Shape)> = self.pictures.iter().map(|picture| (picture.spot, picture.laid_out)).collect();
        let other = *self.shown != *now;
        if other {
            self.shown = Arc::from(now);
        }
        other
    }

    /// As they are laid out.
    pub fn view(&self) -> Arc<[(Spot, Shape)]> {
        self.shown.clone()
    }

    /// When one is followed that waits.
    pub fn deadline(&self) -> Option<Time> {
        self.pictures.iter().filter_map(Picture::due).fold(None, |soon, due| soonest(soon, Some(due)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::view::TileId;

    const ADA: Spot = Spot::Person(TileId(1));
    const WIDE: (u16, u16) = (640, 360);
    const UPRIGHT: (u16, u16) = (360, 640);

    fn shape(shapes: &PictureShapes) -> Option<Shape> {
        shapes.view().first().map(|(_, shape)| *shape)
    }

    #[test]
    fn who_turns_their_phone_is_followed_at_once() {
        let mut shapes = PictureShapes::default();
        for (at, (width, height)) in [(0, WIDE), (5_000, UPRIGHT), (60_000, WIDE)] {
            shapes.seen(ADA, width, height, Time(at));
            shapes.settle(|_| true, Time(at));
            assert_eq!(shape(&shapes), Shape::of(width, height), "{at}");
            assert_eq!(shapes.deadline(), None);
        }
    }

    #[test]
    fn a_shape_that_changes_with_every_frame_moves_the_tiles_a_few_times_a_minute() {
        let mut shapes = PictureShapes::default();
        let mut changes = Vec::new();
        for frame in 0..1_800 {
            let (at, (width, height)) = (frame * 33, if frame % 2 == 0 { WIDE } else { UPRIGHT });
            let before = shape(&shapes);
            shapes.seen(ADA, width, height, Time(at));
            shapes.settle(|_| true, Time(at));
            if before.is_some() && before != shape(&shapes) {
                changes.push(at);
            }
        }
        assert!((2..=8).contains(&changes.len()), "{changes:?}");
    }

    #[test]
    fn what_came_last_is_laid_out_in_the_end() {
        let mut shapes = PictureShapes::default();
        for (at, (width, height)) in [(0, WIDE), (100, UPRIGHT), (200, WIDE)] {
            shapes.seen(ADA, width, height, Time(at));
            shapes.settle(|_| true, Time(at));
        }
        assert_eq!(shape(&shapes), Shape::of(360, 640));
        let due = shapes.deadline().expect("one waits");
        assert_eq!(due, Time(1_100));
        shapes.settle(|_| true, due);
        assert_eq!((shape(&shapes), shapes.deadline()), (Shape::of(640, 360), None));
    }

    #[test]
    fn what_is_gone_is_forgotten_and_a_rounded_size_is_no_other_shape() {
        let mut shapes = PictureShapes::default();
        shapes.seen(ADA, 640, 360, Time(0));
        shapes.seen(ADA, 159, 90, Time(1));
        shapes.seen(ADA, 0, 90, Time(1));
        shapes.settle(|_| true, Time(1));
        assert_eq!(shape(&shapes), Shape::of(640, 360));
        shapes.settle(|_| false, Time(2));
        assert_eq!(shape(&shapes), None);
    }
}
