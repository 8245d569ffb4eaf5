//! A counting global allocator (`std::alloc::GlobalAlloc`): how many bytes of the heap one engine holds on to.
#![allow(
    unsafe_code,
    reason = "an allocator can be written in no other way; `tests/tidy.rs` holds that no other file is"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ops::AddAssign;

thread_local! {
    // A world runs in one thread, so what is counted here is its own. Const and without destructor: an allocator may not
    // allocate to count.
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// The system's allocator, counting.
pub struct Counting;

fn counts(bytes: i64) {
    let live = LIVE.get() + bytes;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
}

// SAFETY: every call is the system allocator's own; nothing but numbers is touched beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        counts(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        counts(layout.size() as i64);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        counts(-(layout.size() as i64));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new stand side by side for a moment.
        counts(size as i64);
        counts(-(layout.size() as i64));
        unsafe { System.realloc(at, layout, size) }
    }
}

/// What some code made of the heap, bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    /// Held on to in the end.
    pub held: i64,
    /// The most that a single call held beyond what it began with.
    pub peak: i64,
}

impl AddAssign for Heap {
    fn add_assign(&mut self, more: Heap) {
        self.held += more.held;
        self.peak = self.peak.max(more.peak);
    }
}

/// Runs something and counts. Without [`Counting`] as the global allocator of the test's binary nothing is counted.
pub fn counted<T>(run: impl FnOnce() -> T) -> (T, Heap) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = run();
    (result, Heap { held: LIVE.get() - before, peak: PEAK.get() - before })
}
