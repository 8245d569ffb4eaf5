//! Ops of a connection (promises of `RTCPeerConnection` and `RTCRtpSender`): how long one may take, and what its failure means.

/// An op that takes longer than this is broken, milliseconds.
pub const OP_MS: u64 = 10_000;

/// Something is wrong with this connection for good; only a fresh one helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;
