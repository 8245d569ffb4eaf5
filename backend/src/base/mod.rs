//! The bottom layer: limits, counters, rate limits, and warnings to the operator.

pub mod counters;
pub mod limits;
pub mod rate;
pub mod warnings;
