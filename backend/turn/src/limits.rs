//! What relays are held to, each limit with its unit and its reason.

use plenum_rooms::rate::Rate;
use std::time::Duration;

/// All limits of the machine. [`Limits::default`] is what a host should want; tests lower them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Answers to strangers: binding requests.
    pub bindings: Rate,
    /// The same, per address.
    pub bindings_per_address: Rate,
    /// Answers to whoever has not proved to have a seat.
    pub challenges: Rate,
    /// The same, per address.
    pub challenges_per_address: Rate,
    /// Requests of one holder.
    pub requests: Rate,
    /// Relays in all.
    pub allocations: usize,
    /// Relays of one holder.
    pub allocations_per_holder: usize,
    /// Relays of one address.
    pub allocations_per_address: usize,
    /// How long a relay without a permission is safe from making room for another.
    pub unused: Duration,
    /// A relay that is refreshed and refreshed ends all the same.
    pub longest: Duration,
    /// How long a holder whose line is lost may still allocate: as long as the seat is kept.
    pub seat_kept: Duration,
    /// How long the relays of a holder whose line is lost go on.
    pub lost: Duration,
    /// Bytes a second, in all, each once for coming in.
    pub bytes_per_second: u64,
    /// Bytes a second of one holder.
    pub bytes_per_second_of_holder: u64,
    /// Bytes a second of one address, however many holders are there.
    pub bytes_per_second_of_address: u64,
    /// Bytes a second of one address to peers that have never answered.
    pub unanswered_bytes_per_second: u64,
}

/// Shortest and usual life of a relay (RFC 8656 §7.2).
pub const LIFETIME: Duration = Duration::from_secs(600);
/// Longest life between two refreshes (RFC 8656 §7.2).
pub const LONGEST_LIFETIME: Duration = Duration::from_secs(3600);
/// Life of a permission (RFC 8656 §9).
pub const PERMISSION: Duration = Duration::from_secs(300);
/// Life of a channel (RFC 8656 §12).
pub const CHANNEL: Duration = Duration::from_secs(600);
/// Life of a nonce: as long as that of a credential, so that a client learns two at most.
pub const NONCE_LIFETIME: Duration = Duration::from_secs(3600);
/// Larger than any message of a browser, bytes: what is relayed fits into a packet of Ethernet.
pub const MESSAGE_BYTES: usize = 4096;
/// Peers of one relay: a page takes 64 candidates of another in one negotiation.
pub const PEERS: usize = 64;

/// Everybody returning at once: 20,000 pages with a few interfaces each, spread over a minute.
pub const BINDINGS: Rate = Rate { burst: 4_000, every: Duration::from_micros(500) };
/// An office behind one NAT joining at once, with a few interfaces each and resends.
pub const BINDINGS_PER_ADDRESS: Rate = Rate { burst: 400, every: Duration::from_millis(50) };
/// As many: each connection of a page is challenged once per relay. So whoever forges addresses gets at most
/// 2,000 × 60 bytes a second out of us, on their way to wherever.
pub const CHALLENGES: Rate = BINDINGS;
/// Thirty people in one office with four others each, over UDP and TCP, and resends; then 20 a second.
pub const CHALLENGES_PER_ADDRESS: Rate = Rate { burst: 800, every: Duration::from_millis(50) };
/// A full room arriving: 392 relays with ten permissions each; then what refreshes need.
pub const REQUESTS: Rate = Rate { burst: 8_000, every: Duration::from_millis(10) };
/// Half of the ports there usually are, so that a free one is found by a few tries.
pub const ALLOCATIONS: usize = 8_192;
/// A room that is full, all behind one NAT, has more than one address can want otherwise.
pub const ALLOCATIONS_PER_ADDRESS: usize = 2_048;
/// Browsers allocate for every connection, and use a relay for few.
pub const UNUSED: Duration = Duration::from_secs(60);
/// Longer than any meeting.
pub const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// Pictures and sound go on while the server's line is away.
pub const LOST: Duration = Duration::from_secs(600);
/// 100 Mbit/s: what the smallest rented server has, half of it in and half of it out again.
pub const BYTES_PER_SECOND: u64 = 12_500_000;
/// 16 Mbit/s: a screen for seven others is 11.
pub const BYTES_PER_SECOND_OF_HOLDER: u64 = 2_000_000;

/// Half of everybody's: an office with all of its people behind relays, and room for others beside it.
pub const BYTES_PER_SECOND_OF_ADDRESS: u64 = BYTES_PER_SECOND / 2;
/// 2 Mbit/s: what 49 others cost whose networks are tried, 20 checks a second and 120 bytes each, and half as much again.
/// Whoever floods a stranger through us gets no further than this.
pub const UNANSWERED_BYTES_PER_SECOND: u64 = 250_000;

impl Limits {
    /// For rooms of this size: in a mesh everybody has a connection to everybody else, and a browser a few relays for
    /// each (two addresses, two transports, and the connection that is raced beside it).
    pub fn new(room_size: u16, seat_kept: Duration) -> Limits {
        Limits {
            bindings: BINDINGS,
            bindings_per_address: BINDINGS_PER_ADDRESS,
            challenges: CHALLENGES,
            challenges_per_address: CHALLENGES_PER_ADDRESS,
            requests: REQUESTS,
            allocations: ALLOCATIONS,
            allocations_per_holder: 8 * usize::from(room_size.saturating_sub(1).max(1)),
            allocations_per_address: ALLOCATIONS_PER_ADDRESS,
            unused: UNUSED,
            longest: LONGEST,
            seat_kept,
            lost: LOST,
            bytes_per_second: BYTES_PER_SECOND,
            bytes_per_second_of_holder: BYTES_PER_SECOND_OF_HOLDER,
            bytes_per_second_of_address: BYTES_PER_SECOND_OF_ADDRESS,
            unanswered_bytes_per_second: UNANSWERED_BYTES_PER_SECOND,
        }
    }

    /// The same with this much bandwidth in all.
    pub fn with_bytes_per_second(self, bytes: u64) -> Limits {
        Limits {
            bytes_per_second: bytes,
            bytes_per_second_of_holder: self.bytes_per_second_of_holder.min(bytes),
            bytes_per_second_of_address: (bytes / 2).max(self.bytes_per_second_of_holder.min(bytes)),
            ..self
        }
    }

    /// The same with so many ports for relays: half of them, so that a free one is found by a few tries, and none of
    /// those who have relays gets all of these.
    pub fn with_ports(self, ports: usize) -> Limits {
        let allocations = self.allocations.min(ports / 2);
        Limits {
            allocations,
            allocations_per_address: self.allocations_per_address.min(allocations / 4),
            allocations_per_holder: self.allocations_per_holder.min(allocations / 8),
            ..self
        }
    }
}
