//! The capture size of our camera: where many show themselves nobody sees more than a part of it, and it costs every sender.

use crate::api::sender_parameters::CameraSize;
use crate::base::time::Time;

/// From so many cameras on it is captured small, ours among them.
const MANY: usize = 5;
/// Fewer for so long, milliseconds, until it is captured large again: cameras come and go.
const CALM_MS: u64 = 5_000;

/// Our camera's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaptureSize {
    /// What it was told last; one that is opened anew begins large.
    told: CameraSize,
    /// Since when there have been few.
    few: Option<Time>,
}

impl CaptureSize {
    /// Looks at how many cameras are on, and whether ours is; gives what the camera is to be told, if it is anything new.
    pub fn look(&mut self, cameras: usize, ours: bool, now: Time) -> Option<CameraSize> {
        if !ours {
            *self = CaptureSize::default();
            return None;
        }
        if cameras >= MANY {
            self.few = None;
            return self.tell(CameraSize::Small);
        }
        let few = *self.few.get_or_insert(now);
        if now.since(few) >= CALM_MS { self.tell(CameraSize::Large) } else { None }
    }

    fn tell(&mut self, size: CameraSize) -> Option<CameraSize> {
        (std::mem::replace(&mut self.told, size) != size).then_some(size)
    }

    /// When it may be captured large again.
    pub fn deadline(&self) -> Option<Time> {
        match self.told {
            CameraSize::Large => None,
            CameraSize::Small => self.few.map(|few| few + CALM_MS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_five_cameras_on_it_is_small_and_with_fewer_large_again_after_a_while() {
        let mut size = CaptureSize::default();
        let told = [
            (0, 4, None),
            (1_000, 5, Some(CameraSize::Small)),
            (2_000, 8, None),
            (3_000, 4, None),
            (4_000, 5, None),
            (5_000, 4, None),
            (9_999, 1, None),
            (10_000, 4, Some(CameraSize::Large)),
            (11_000, 4, None),
        ];
        for (now, cameras, expected) in told {
            assert_eq!(size.look(cameras, true, Time(now)), expected, "after {now} ms");
        }
        assert_eq!(size.deadline(), None);
    }

    #[test]
    fn a_camera_that_is_off_is_told_nothing_and_begins_anew() {
        let mut size = CaptureSize::default();
        assert_eq!(size.look(9, false, Time(0)), None);
        assert_eq!(size.look(9, true, Time(1)), Some(CameraSize::Small));
        assert_eq!(size.look(9, false, Time(2)), None);
        assert_eq!(size.look(9, true, Time(3)), Some(CameraSize::Small));
    }
}
