//! A clock for what goes on: a turn, an item of the agenda. It runs only while there is one.

use crate::browser::base::clock;
use crate::browser::base::interval::EverySecond;
use leptos::prelude::*;

/// The time now, milliseconds since 1970, told every second while something goes on.
pub fn ticking(goes: Memo<bool>) -> RwSignal<u64> {
    let now = RwSignal::new(clock::unix_ms());
    let interval = StoredValue::new_local(None::<EverySecond>);
    Effect::new(move |_| {
        now.set(clock::unix_ms());
        let every_second = goes.get().then(|| {
            EverySecond::new(move || {
                now.try_set(clock::unix_ms());
            })
        });
        interval.set_value(every_second);
    });
    now
}

/// A length of time as people write it: `1:05`.
pub fn minutes(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (minutes, seconds) = ((seconds / 60).to_string(), (seconds % 60).to_string());
    [minutes.as_str(), if seconds.len() < 2 { ":0" } else { ":" }, &seconds].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!([0, 9_999, 65_000, 600_000].map(minutes), ["0:00", "0:09", "1:05", "10:00"]);
    }
}
