//! The clock of the turn that goes on: it runs only while there is one.

use super::floor::Floor;
use crate::browser::base::clock;
use crate::browser::base::interval::EverySecond;
use crate::views::ui::dom::memo;
use leptos::prelude::*;

/// The time now, milliseconds since 1970, told every second while somebody has the floor.
pub fn now(floor: Floor) -> RwSignal<u64> {
    ticking(memo(move || floor.list.with(|list| list.current.is_some())))
}

/// The same while something else goes on.
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

/// How long the turn that goes on has taken, as it is shown, and whether that is more than it may. Clocks of other devices may be
/// ahead of ours: then it has just begun.
pub fn running(floor: Floor, now: RwSignal<u64>) -> Option<(String, bool)> {
    let now = now.get();
    floor.list.with(|list| {
        let took = now.saturating_sub(list.current.as_ref()?.began_ms);
        Some((minutes(took), list.limit_s > 0 && took > u64::from(list.limit_s) * 1_000))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!([0, 9_999, 65_000, 600_000].map(minutes), ["0:00", "0:09", "1:05", "10:00"]);
    }
}
