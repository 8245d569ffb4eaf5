//! One number per kind of thing that was refused, dropped or done; numbers only, so nothing in here can name anybody.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Count { $($(#[$doc])* $name),* }

        /// All kinds, in the order of their declaration.
        pub const COUNTS: &[Count] = &[$(Count::$name),*];
    };
}

counters! {
    /// Sockets accepted.
    Accepted,
    /// Sockets closed at once because the server has all it can hold.
    SocketsFull,
    /// Joins refused because their address has all the sessions it may have.
    AddressFull,
    /// Sockets without a seat closed to make room for newer ones.
    Evicted,
    /// TLS handshakes that failed.
    BadHandshake,
    /// TLS handshakes that made no end in time.
    HandshakeTimeout,
    /// Requests that were no HTTP, or whose head was too large; answered 400, 414 or 431.
    BadRequest,
    /// Connections that said too little in time.
    HttpTimeout,
    /// Requests with another method than GET or HEAD.
    BadMethod,
    /// WebSocket requests from a page of another origin.
    ForeignOrigin,
    /// WebSocket requests that are none, or of another version.
    BadUpgrade,
    /// Sessions opened: the WebSocket stands, nothing is proven.
    SessionOpened,
    /// Sessions that got a seat.
    Seated,
    /// Seats taken back by another session of the same peer.
    Resumed,
    /// Sessions without a seat in time.
    AdmissionTimeout,
    /// Joins with a wrong signature, key or length.
    BadProof,
    /// Joins from pages opened under another name than the configured ones.
    OtherName,
    /// Joins for a room of another shard.
    BadShard,
    /// Joins in a version this server does not speak.
    BadVersion,
    /// Joins refused because the room has all its members.
    RoomFull,
    /// Joins refused because the server has all its doors.
    DoorsFull,
    /// Joins refused because their address made too many doors.
    TooManyDoors,
    /// Joins refused because their address failed too often.
    TooManyFailures,
    /// Joins refused because too many arrived at their door, or from their address.
    TooManyArrivals,
    /// Lost seats given away early, because a newcomer found the room full.
    SeatEvicted,
    /// Doors without a session closed early, because the server had all it can hold.
    DoorEvicted,
    /// Messages the server did not know, ignored.
    UnknownMessage,
    /// Fields the server did not know, ignored.
    UnknownField,
    /// Messages that were no message, or came at the wrong time (close 4000).
    NotUnderstood,
    /// Frames the WebSocket protocol does not allow (close 1002, 1007).
    BadFrame,
    /// Messages that were too large or in too many pieces (close 1009).
    TooBig,
    /// Times the server stopped reading a session for a while.
    Slowed,
    /// Pages asked for with a link whose `#` was written as `%23`, its secret in the path.
    DamagedLink,
    /// Messages handed on.
    Message,
    /// Messages to an empty or stale seat, dropped.
    MessageToNobody,
    /// Messages to the sender's own seat, dropped.
    MessageToSelf,
    /// Messages beyond their sender's share of the receiver's queue, dropped.
    MessageBeyondShare,
    /// Messages to a seat whose session is lost for now, dropped.
    MessageToLost,
    /// Messages from a session that had lost its seat to another, dropped.
    MessageFromDisplaced,
    /// Sessions closed because another session of the same peer took over (close 4001).
    Displaced,
    /// Sessions closed because they read too slowly (close 1013).
    SlowReader,
    /// Sessions closed after too long a silence (close 4003).
    Silent,
    /// Seats given away because no session came back in time.
    SeatExpired,
    /// STUN requests answered.
    StunAnswered,
    /// Datagrams that were no message for a STUN or TURN server, dropped.
    StunMalformed,
    /// STUN and TURN requests dropped for being too many.
    StunLimited,
    /// TURN requests answered with what they have to prove.
    TurnChallenged,
    /// TURN requests with a credential that is over, or of somebody without a seat.
    TurnOutdated,
    /// Relays made.
    TurnAllocated,
    /// Relays not made, or not given one more peer, since there are too many.
    TurnRefused,
    /// Relays without a permission ended to make room for others.
    TurnEvicted,
    /// Relays that ended by themselves.
    TurnExpired,
    /// Peers refused to relays for their address or port.
    TurnForbidden,
    /// Packets relayed.
    TurnRelayed,
    /// Bytes relayed.
    TurnRelayedBytes,
    /// Packets for a relay, or from one, without permission, channel or relay, dropped.
    TurnUnpermitted,
    /// Packets beyond the bandwidth of relays, dropped.
    TurnBeyondBandwidth,
}

/// The counters of one server.
#[derive(Debug)]
pub struct Counters([AtomicU64; COUNTS.len()]);

impl Default for Counters {
    fn default() -> Self {
        Counters([const { AtomicU64::new(0) }; COUNTS.len()])
    }
}

impl Counters {
    /// One more.
    pub fn add(&self, what: Count) {
        self.add_many(what, 1);
    }

    /// Some more.
    pub fn add_many(&self, what: Count, n: u64) {
        self.0[what as usize].fetch_add(n, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self, what: Count) -> u64 {
        self.0[what as usize].load(Ordering::Relaxed)
    }
}
