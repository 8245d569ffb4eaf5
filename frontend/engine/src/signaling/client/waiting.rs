//! How long the client waits before it dials again.

use super::{Client, State};
use crate::api::context::Context;

/// First wait after a loss, milliseconds; doubles.
pub const FIRST_WAIT_MS: u64 = 250;
/// Longest wait, milliseconds.
const LONGEST_WAIT_MS: u64 = 3_000;
/// Longest time that a stopping server may keep us away, milliseconds.
const LONGEST_TOLD_MS: u64 = 10_000;

impl Client {
    /// Waits longer after each failure, drawn from the upper half, so that a restarted server is not stormed.
    pub(super) fn lose(&mut self, displaced: bool, cx: &mut Context) {
        self.lost.get_or_insert(cx.now);
        self.standby.arrived(cx);
        let wait = (FIRST_WAIT_MS << self.failures.min(10)).min(LONGEST_WAIT_MS);
        // Only a newer socket of the same page displaces: never fight it for the seat.
        let wait = if displaced { LONGEST_WAIT_MS } else { wait };
        self.failures += 1;
        // A server may say when it wants us back; none keeps us away for long.
        let told = self.told.take().unwrap_or_default().min(LONGEST_TOLD_MS);
        self.state = State::Waiting { until: cx.now + told + wait / 2 + cx.rng.below(wait / 2 + 1) };
    }
}
