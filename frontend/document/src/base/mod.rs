//! What every layer uses: ids, time, rates, hashes, untrusted text.

pub mod hash;
pub mod ids;
pub mod set;
pub mod time;
pub mod token_bucket;
pub mod untrusted_text;
