//! Something that is done every second, for as long as the value is held (`setInterval`).

use gloo_timers::callback::Interval;

/// Stops when dropped.
pub struct EverySecond {
    _interval: Interval,
}

impl EverySecond {
    /// Begins.
    pub fn new(act: impl FnMut() + 'static) -> EverySecond {
        EverySecond { _interval: Interval::new(1_000, act) }
    }
}
