//! Something that is done every second or minute, for as long as the value is held (`setInterval`).

use gloo_timers::callback::Interval;

/// Stops when dropped.
pub struct Every {
    _interval: Interval,
}

impl Every {
    /// Begins to do it every second.
    pub fn second(act: impl FnMut() + 'static) -> Every {
        Every { _interval: Interval::new(1_000, act) }
    }

    /// Begins to do it every minute.
    pub fn minute(act: impl FnMut() + 'static) -> Every {
        Every { _interval: Interval::new(60_000, act) }
    }
}
