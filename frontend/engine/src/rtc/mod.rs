//! One peer: connections, ICE candidates, heartbeats, failure detection and failover.

pub(crate) mod connection;
pub(crate) mod failure_detector;
pub(crate) mod heartbeat;
pub(crate) mod ice_candidates;
pub(crate) mod op;
pub(crate) mod peer_link;
pub(crate) mod playback_volume;
pub(crate) mod sender;
pub mod sender_parameters;
