//! The clock of a server: moments for the room machine, counted from the server's start.

use plenum_rooms::time::Time;
use tokio::time::Instant;

/// Tells the time since it was made.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Begins now.
    pub fn start() -> Clock {
        Clock(Instant::now())
    }

    /// How late it is.
    pub fn now(&self) -> Time {
        Time(self.0.elapsed())
    }

    /// A moment as timers want it.
    pub fn instant(&self, at: Time) -> Instant {
        self.0 + at.0
    }
}
