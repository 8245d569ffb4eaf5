//! Ids, time, random numbers, untrusted text and rates: what every other folder relies on.

pub mod ids;
pub mod rng;
pub mod time;
pub(crate) mod token_bucket;
pub mod untrusted_text;
