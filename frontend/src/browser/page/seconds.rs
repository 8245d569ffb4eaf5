//! The time of day for views that count along, told once a second for as long as somebody looks.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// Milliseconds since 1970, as records have them; ends with the view that asks.
pub fn seconds() -> RwSignal<u64> {
    let now = RwSignal::new(now());
    let tick = move || {
        // A view that is gone needs no time.
        let _ = now.try_set(self::now());
    };
    // Invariant: the interval belongs to the view, and ends with it.
    StoredValue::new_local(Interval::new(1_000, tick));
    now
}

fn now() -> u64 {
    js_sys::Date::now() as u64
}
