//! Random histories on two to five replicas end equal: texts, authors' runs, chat, list, votes, agenda, rounds.
//!
//! `PLENUM_HISTORIES` says how many; a failing seed is printed, and `PLENUM_SEED=n` runs that one alone.

#![allow(clippy::unwrap_used)]

mod history;
mod world;

use history::History;

/// Histories of an ordinary run.
const HISTORIES: u64 = 2_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

#[test]
fn all_replicas_end_equal_whatever_happens_between_them() {
    let seeds = match number("PLENUM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("PLENUM_HISTORIES").unwrap_or(HISTORIES),
    };
    for seed in seeds {
        let run = std::panic::catch_unwind(|| History::new(seed).run());
        assert!(run.is_ok(), "PLENUM_SEED={seed}");
    }
}
