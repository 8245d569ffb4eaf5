//! Only a person's own act opens a microphone, a camera or a screen: whatever happens to a page in whatever order, nothing opens, is
//! enabled or sent without the person's word, and after "off", "Leave", a hidden page or a lost track nothing goes out until
//! the next word. `world/honesty.rs` is the judge.
//!
//! `PLENUM_SEQUENCES=1000000` tries more sequences, `PLENUM_SEQUENCE=7` one again.

use crate::anything::Page;
use crate::world::seeds::{failures, number};
use std::sync::atomic::{AtomicU64, Ordering};

/// Sequences of every run.
const SEQUENCES: u64 = 20_000;
/// Events of one sequence.
const EVENTS: usize = 120;

fn sequence(seed: u64) -> [bool; 4] {
    let mut page = Page::new(seed);
    if seed.is_multiple_of(2) {
        page.keep_promises();
        page.meet_first();
        page.keep_promises();
    }
    (0..EVENTS).for_each(|_| page.anything());
    page.sent
}

#[test]
fn only_a_persons_own_act_opens_a_microphone_a_camera_or_a_screen() {
    if let Ok(seed) = std::env::var("PLENUM_SEQUENCE") {
        sequence(seed.parse().expect("PLENUM_SEQUENCE is a number"));
        return;
    }
    let count = number("PLENUM_SEQUENCES", SEQUENCES);
    let heard = [(); 4].map(|()| AtomicU64::new(0));
    let failed = failures(count, |seed| {
        for (sent, heard) in sequence(seed).into_iter().zip(&heard) {
            heard.fetch_add(u64::from(sent), Ordering::Relaxed);
        }
    });
    for (seed, why) in &failed {
        eprintln!("{why}\n  again: PLENUM_SEQUENCE={seed} cargo test -p plenum-engine --test simulated mic_honesty\n");
    }
    assert!(failed.is_empty(), "{} sequences were dishonest, the first is {}", failed.len(), failed[0].0);
    // A page that never sends anything would be honest too: see that the sequences get so far.
    for (heard, what) in heard.iter().zip(["microphone", "camera", "screen", "sound of the screen"]) {
        let often = heard.load(Ordering::Relaxed);
        assert!(often * 20 >= count, "the {what} was sent in {often} of {count} sequences only");
    }
}
