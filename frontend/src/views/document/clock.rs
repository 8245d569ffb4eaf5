//! A clock for what goes on: a turn, an item of the agenda. It runs only while there is one.

use crate::browser::base::clock;
use crate::browser::base::interval::EverySecond;
use crate::views::ui::dom::memo;
use leptos::prelude::*;

/// What is said for a while is said for so long, milliseconds.
const WHILE_MS: u64 = 6_000;

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

/// Something that is said for a few seconds.
#[derive(Clone, Copy)]
pub struct While {
    begun_ms: RwSignal<Option<u64>>,
    now: RwSignal<u64>,
}

impl While {
    /// It has not begun.
    pub fn new() -> While {
        let begun_ms = RwSignal::new(None::<u64>);
        let now = ticking(memo(move || begun_ms.with(Option::is_some)));
        let this = While { begun_ms, now };
        Effect::new(move |_| {
            if begun_ms.with(Option::is_some) && !this.lasts() {
                begun_ms.set(None);
            }
        });
        this
    }

    /// Begins, or begins anew.
    pub fn begin(self) {
        self.begun_ms.set(Some(clock::unix_ms()));
    }

    /// Whether it goes on.
    pub fn lasts(self) -> bool {
        self.begun_ms.get().is_some_and(|begun| self.now.get().saturating_sub(begun) < WHILE_MS)
    }
}
