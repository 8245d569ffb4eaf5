//! The bottom layer: the clock, limits, counters, and warnings to the operator.

pub mod clock;
pub mod counters;
pub mod limits;
pub mod warnings;
