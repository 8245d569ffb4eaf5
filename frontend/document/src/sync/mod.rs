//! The exchange between replicas: a vector of what one has, answers with what is missing, then live changes.

pub mod clock;
pub mod message;
pub mod peer;
