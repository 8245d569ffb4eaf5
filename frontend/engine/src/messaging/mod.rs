//! Messages between peers: their types, bundles, acknowledgements, bounds and rates.

pub(crate) mod bounds;
pub mod bundle;
pub mod fragment;
pub mod message;
pub(crate) mod outbox;
pub(crate) mod pacing;
pub(crate) mod peer_budget;
pub mod streams;
