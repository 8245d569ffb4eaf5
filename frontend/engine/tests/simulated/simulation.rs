//! Thousands of meetings, each thrown from a seed: however people, networks and the server behave, everybody ends up seeing the truth.
//!
//! `PLENUM_SEEDS=100000` tells more of them, `PLENUM_FIRST` begins elsewhere, and `PLENUM_SEED=7` tells one aloud.

use crate::world::script::Story;
use crate::world::seeds::{failures, number, shortest};

/// Meetings of every run; a tenth of them have a hostile member.
const SEEDS: u64 = 20_000;

#[test]
fn every_seed_ends_in_the_truth() {
    if let Ok(seed) = std::env::var("PLENUM_SEED") {
        let story = Story::of(seed.parse().expect("PLENUM_SEED is a number"));
        // Cut down first: the shorter the story the plainer what goes wrong.
        let (story, why) = shortest(story);
        eprintln!("{why}\n{story}");
        story.tell(true);
        return;
    }
    let failed = failures(number("PLENUM_SEEDS", SEEDS), |seed| drop(Story::of(seed).tell(false)));
    for (seed, why) in &failed {
        let (story, still) = shortest(Story::of(*seed));
        eprintln!(
            "\n{why}\n  cut down: {still}\n{story}  again: PLENUM_SEED={seed} cargo test -p plenum-engine --test simulated simulation\n"
        );
    }
    assert!(failed.is_empty(), "{} of the seeds failed, the first is {}", failed.len(), failed[0].0);
}
