//! Clocks: for what goes on, a turn or an item of the agenda, which runs only while there is one; and for the day.

use crate::browser::base::clock;
use crate::browser::base::interval::Every;
use crate::browser::page::document;
use crate::mirror::document::use_document;
use crate::views::ui::dom::memo;
use leptos::prelude::*;

/// What is said for a while is said for so long, milliseconds.
const WHILE_MS: u64 = 6_000;

/// The room's time now, by which records are written, milliseconds since 1970, told every second while something goes on.
pub fn room_time(goes: Memo<bool>) -> Memo<u64> {
    let (now, ahead_ms) = (ticking(goes), RwSignal::from(use_document().ahead_ms));
    memo(move || now.get().saturating_add_signed(ahead_ms.get()))
}

/// This device's time now, milliseconds since 1970, told every second while something goes on.
pub fn ticking(goes: Memo<bool>) -> RwSignal<u64> {
    let now = RwSignal::new(clock::unix_ms());
    let interval = StoredValue::new_local(None::<Every>);
    Effect::new(move |_| {
        now.set(clock::unix_ms());
        let every_second = goes.get().then(|| {
            Every::second(move || {
                now.try_set(clock::unix_ms());
            })
        });
        interval.set_value(every_second);
    });
    now
}

/// Which day it is, told when another one begins. It is asked for every minute: a device that slept has no timers.
pub fn today() -> Memo<Option<String>> {
    let now = RwSignal::new(clock::unix_ms());
    let interval = StoredValue::new_local(Every::minute(move || {
        now.try_set(clock::unix_ms());
    }));
    on_cleanup(move || interval.dispose());
    memo(move || document::day(now.get()))
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
