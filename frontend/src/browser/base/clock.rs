//! The clock: milliseconds since the page began (`performance.now()`, W3C High Resolution Time).

use plenum_engine::base::time::Time;

/// Now.
pub fn now() -> Time {
    Time(milliseconds() as u64)
}

/// Milliseconds since 1970, as this device has them (`Date.now()`): to set beside times that others have written.
pub fn unix_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Now, with fractions.
pub fn milliseconds() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
