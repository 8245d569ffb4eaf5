//! The probe: an `RTCPeerConnection` that is thrown away, to see which ICE candidates (RFC 8445) this network lets it have.

/// News of the probe that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeNews {
    /// A candidate came over a STUN server (`srflx`).
    Reflexive,
    /// A candidate came over a TURN server (`relay`).
    Relayed,
    /// A server gave no answer (`icecandidateerror` with code 701).
    Unanswered,
    /// No more will come.
    Complete,
}

/// What the browser believes of its network (W3C Network Information), where it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NetworkInformation {
    /// `downlink`, kilobits per second.
    pub downlink: Option<u32>,
    /// `rtt`, milliseconds.
    pub round_trip: Option<u32>,
}
