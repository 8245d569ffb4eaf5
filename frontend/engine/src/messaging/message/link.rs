//! Messages that make, prove and mend the connection between two peers. Its epoch stands in the sealed message.

use crate::api::effect::Candidate;
use serde::{Deserialize, Serialize};

/// About one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LinkMessage {
    /// An offer or answer of this epoch.
    Description(Description),
    /// Local candidates of this epoch.
    Candidates {
        /// In the order they were gathered.
        candidates: Vec<Candidate>,
    },
    /// You are the one who offers: please do.
    Request {
        /// What for.
        what: ConnectionRequest,
    },
    /// The connection of this epoch is not needed after all, before it has proved itself: I have closed it.
    CallOff {},
    /// First message on a data channel: the fingerprints of the descriptions as I applied them (RFC 8122).
    Fingerprints {
        /// From my local description, `AB:CD:…` in upper case.
        mine: String,
        /// From my remote description.
        yours: String,
    },
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// A session description on its way.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Offer or answer.
    pub kind: DescriptionKind,
    /// RFC 8866
    pub sdp: String,
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Description({:?}, {} bytes)", self.kind, self.sdp.len())
    }
}

/// W3C `RTCSdpType`, as far as we use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DescriptionKind {
    /// An offer.
    Offer,
    /// An answer.
    Answer,
    /// A kind this build does not know; ignored.
    #[serde(other)]
    Unknown,
}

/// What the answerer may ask the offerer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionRequest {
    /// New ICE credentials on this epoch's connection.
    IceRestart,
    /// A fresh connection, one epoch on.
    Fresh,
    /// No fresh one any more, unless it is being made already.
    NoMore,
    /// A wish this build does not know; ignored.
    #[serde(other)]
    Unknown,
}
