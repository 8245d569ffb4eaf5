//! Many seeds on all cores; a failing one is named, cut down, and can be told again aloud.

use super::script::Story;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// After so many failures the picture is clear.
const ENOUGH: usize = 5;

/// A number from the environment, such as `PLENUM_SEEDS`, or else this one.
pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Runs something for every seed below `count`, on all cores, and says which seeds panicked and how.
pub fn failures(count: u64, run: impl Fn(u64) + Sync) -> Vec<(u64, String)> {
    let next = AtomicU64::new(number("PLENUM_FIRST", 0));
    let end = next.load(Ordering::Relaxed) + count;
    let (report, failed) = mpsc::channel();
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            let (report, next, run) = (report.clone(), &next, &run);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    if let Err(why) = quietly(|| run(seed)) {
                        let _ = report.send((seed, why));
                        // Enough is enough: the others stop too once the counter is at its end.
                        if FAILED.fetch_add(1, Ordering::Relaxed) + 1 >= ENOUGH as u64 {
                            next.store(end, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    drop(report);
    let mut failed: Vec<_> = failed.try_iter().collect();
    failed.sort();
    failed
}

static FAILED: AtomicU64 = AtomicU64::new(0);

/// Runs something; if it panics, gives its message instead of printing it.
pub fn quietly(run: impl FnOnce()) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |info| {
            if QUIET.get() {
                LAST_WORDS.set(info.to_string());
            } else {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    outcome.map_err(|_| LAST_WORDS.take())
}

/// The shortest story that still ends badly, found by leaving out one act after the other.
pub fn shortest(mut story: Story) -> (Story, String) {
    let ends_badly = |story: &Story| quietly(|| drop(story.tell(false))).err();
    let mut why = ends_badly(&story).unwrap_or_default();
    let mut index = story.acts.len();
    while index > 0 {
        index -= 1;
        let shorter = story.without(index);
        if let Some(still) = ends_badly(&shorter) {
            (story, why) = (shorter, still);
        }
    }
    (story, why)
}
