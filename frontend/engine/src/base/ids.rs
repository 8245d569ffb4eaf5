//! Numbers by which the engine names what it cannot hold: promises, sockets, connections and streams.

use plenum_shared::ids::PeerId;

/// One browser promise. Exactly one `Done` or `Failed` answers it; a late answer finds its number forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId(pub u64);

/// One WebSocket to the server; events of an older one are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// The how-manieth connection between two peers, from 1; 0 means none yet. Of two the higher counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(pub u32);

/// One `RTCPeerConnection`: a pair of peers (we are the other one) and an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId {
    /// The other one.
    pub peer: PeerId,
    /// Which attempt.
    pub epoch: Epoch,
}

/// Changes whenever a `MediaStream` behind a tile is another one than before and must be attached again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamRevision(pub u32);

/// A device as the browser calls it (`MediaDeviceInfo.deviceId`); means nothing outside this page.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeviceId(pub std::sync::Arc<str>);

impl std::fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceId(…)")
    }
}
