//! The limits that clients are held to, each with its unit and its reason.

pub use plenum_rooms::rate::Rate;
use plenum_shared::limits as agreed;
pub use plenum_turn::limits::Limits as TurnLimits;
use std::time::Duration;

/// All limits of a server. [`Limits::default`] is what a host should want; tests shorten the times.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From accepting a socket to the end of its TLS handshake, where TLS is ours.
    pub handshake: Duration,
    /// What a client may send until then, bytes.
    pub handshake_bytes: usize,
    /// From accepting a socket (or from the last answer on it) to the end of the next request's head.
    pub request_head: Duration,
    /// From the answer 101 to the first moment of the WebSocket.
    pub upgrade: Duration,
    /// From the first moment of the WebSocket to a seat.
    pub admission: Duration,
    /// One connection that only fetches pages, in all.
    pub http_connection: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// Header fields of a request.
    pub header_lines: usize,
    /// Open sockets in all.
    pub sockets: usize,
    /// Open sockets of one IPv4 address or IPv6 /56.
    pub sockets_per_address: usize,
    /// Open sockets without a seat.
    pub unadmitted: usize,
    /// One message of a session without a seat, bytes; with one it is [`agreed::MESSAGE_BYTES`].
    pub join_bytes: usize,
    /// Frames of one WebSocket message.
    pub fragments: usize,
    /// Messages of one seat, ping, pong and joining again included; past it the server stops reading its session.
    pub messages: Rate,
    /// Bytes a seat may send at once.
    pub burst_bytes: u32,
    /// Bytes per second after the burst.
    pub bytes_per_second: u32,
    /// Admissions with a wrong proof, per address.
    pub failed_admissions: Rate,
    /// New seats behind one door.
    pub arrivals_per_door: Rate,
    /// New seats per address.
    pub arrivals_per_address: Rate,
    /// Doors in all; when full, the one longest without a session makes room.
    pub doors: usize,
    /// New doors per address.
    pub new_doors: Rate,
    /// Members behind one door; when full, the seat longest without a session makes room.
    pub room_size: u16,
    /// Messages waiting to be written to one session, at most a quarter of them from one sender.
    pub queue_messages: usize,
    /// Bytes waiting to be written to one session, at most a quarter of them from one sender.
    pub queue_bytes: usize,
    /// A write that makes no end for this long closes the session (1013).
    pub write_stall: Duration,
    /// Between two `ping` messages.
    pub ping: Duration,
    /// Silence after which a session is dead (4003).
    pub dead: Duration,
    /// How long a seat outlives its session.
    pub seat_kept: Duration,
    /// How long a closing handshake may take.
    pub close_timeout: Duration,
    /// How long a stopping server waits for the first request of whoever has just dialled.
    pub first_request: Duration,
    /// How long a stopping server waits for its sessions.
    pub drain: Duration,
    /// How long a TURN credential may be used to allocate.
    pub credential_lifetime: Duration,
    /// When a session is told fresh ICE servers, counted from the last ones.
    pub credential_renewal: Duration,
    /// STUN answers and relays.
    pub turn: TurnLimits,
    /// Connections to our relays, for networks without UDP.
    pub relay_streams: usize,
    /// Such connections without a relay.
    pub relay_streams_unadmitted: usize,
}

/// Slowloris: two round trips and some arithmetic.
pub const HANDSHAKE: Duration = Duration::from_secs(5);
/// A hello with a key of the quantum-safe kind has 2 KiB; rustls would keep 64 KiB of one.
pub const HANDSHAKE_BYTES: usize = 16 * 1024;
/// Slowloris: a head that takes longer is not typed by a browser.
pub const REQUEST_HEAD: Duration = Duration::from_secs(5);
/// Slowloris.
pub const UPGRADE: Duration = Duration::from_secs(5);
/// Argon2id on an old phone is done before the connection is opened; signing takes a millisecond.
pub const ADMISSION: Duration = Duration::from_secs(10);
/// A page of 250 KB over 16 kbit/s takes two minutes; what lasts longer only holds the socket.
pub const HTTP_CONNECTION: Duration = Duration::from_secs(300);
/// hyper's default is 400 KiB.
pub const HEAD_BYTES: usize = 16 * 1024;
/// Browsers send about 20.
pub const HEADER_LINES: usize = 64;
/// What a small machine's memory and file table carry.
pub const SOCKETS: usize = 20_000;
/// An office behind one NAT needs 30.
pub const SOCKETS_PER_ADDRESS: usize = 64;
/// When this pool is full the oldest of the address with the most is closed: newcomers are not refused.
pub const UNADMITTED: usize = 1_000;
/// A join with its hello is below 3 KiB; a thousand clients with half a message each must not cost 64 MB.
pub const JOIN_BYTES: usize = 8 * 1024;
/// Thousands of empty fragments would be free otherwise.
pub const FRAGMENTS: usize = 64;
/// A join of 25 needs about 150 messages in 3 s.
pub const MESSAGES: Rate = Rate { burst: 400, every: Duration::from_millis(50) };
/// A join of 25 with padded descriptions.
pub const BURST_BYTES: u32 = 2 * 1024 * 1024;
/// Pad, chat and candidates fit well below.
pub const BYTES_PER_SECOND: u32 = 128 * 1024;
/// Load, not guessing: a wrong passphrase is a right proof at another door. Right proofs never wait for it.
pub const FAILED_ADMISSIONS: Rate = Rate { burst: 5, every: Duration::from_secs(30) };
/// Each arrival is told to everybody; after a restart all return at once.
pub const ARRIVALS_PER_DOOR: Rate = Rate { burst: 100, every: Duration::from_millis(500) };
/// An office behind one NAT returns at once; nobody comes and goes every second for long.
pub const ARRIVALS_PER_ADDRESS: Rate = Rate { burst: 100, every: Duration::from_secs(1) };
/// Memory.
pub const DOORS: usize = 10_000;
/// After a restart every room is new.
pub const NEW_DOORS: Rate = Rate { burst: 100, every: Duration::from_secs(6) };
/// A slow reader must not cost the others.
pub const QUEUE_MESSAGES: usize = 1_024;
/// A slow reader must not cost the others.
pub const QUEUE_BYTES: usize = 2 * 1024 * 1024;
/// A slow reader must not cost the others.
pub const WRITE_STALL: Duration = Duration::from_secs(5);
/// A closing handshake is one round trip.
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// A service manager kills after 10 s or more.
pub const DRAIN: Duration = Duration::from_secs(5);
/// What is copied out of a page is of no use for long.
pub const CREDENTIAL_LIFETIME: Duration = Duration::from_secs(3600);
/// Ten minutes before the end: a session may be lost for a while, and clocks of two servers differ.
pub const CREDENTIAL_RENEWAL: Duration = Duration::from_secs(3000);
/// A request follows its connection at once, unless that was opened in advance; a stop is not held up for those.
pub const FIRST_REQUEST: Duration = Duration::from_millis(500);
/// The largest `--room-size`: the list of a full room must fit into a session's queue.
pub const LARGEST_ROOM: u16 = 500;
/// Largest batch of waiting messages written at once, bytes, before the one that reaches it.
pub const WRITE_BATCH: usize = 64 * 1024;

/// Half as many as there may be relays: most people have UDP.
pub const RELAY_STREAMS: usize = 4_096;
/// When this pool is full the oldest of the address with the most is closed, as for [`UNADMITTED`].
pub const RELAY_STREAMS_UNADMITTED: usize = 512;
/// Packets that wait to be written to one connection: a third of a second of a picture at 2 Mbit/s.
pub const RELAY_STREAM_QUEUE: usize = 64;
/// Packets written to a connection at once.
pub const RELAY_STREAM_BATCH: usize = 16;
/// What a connection reads at first, bytes; a message of a browser fits.
pub const RELAY_STREAM_BUFFER: usize = 2048;
/// Bytes of one packet of a peer: larger than one of Ethernet; what is larger is cut by the system, and its receiver drops it.
pub const RELAY_PACKET: usize = 2048;
/// Packets of one relay at a time; then others have their turn.
pub const RELAY_PACKETS: usize = 32;
/// Ports that are tried for one relay. At most half of them are taken by relays.
pub const RELAY_PORT_TRIES: usize = 24;
/// A name that is not resolved by then is not known now.
pub const LOOKUP: Duration = Duration::from_secs(3);
/// Before a name that led nowhere is asked for again; then twice as long each time. A machine that starts has its network soon.
pub const LOOKUP_PAUSE: Duration = Duration::from_secs(1);
/// The longest of these pauses: somebody may enter the name hours later, and waits for relays then.
pub const LONGEST_LOOKUP_PAUSE: Duration = Duration::from_secs(300);

/// How often limiters forget addresses whose buckets are full again.
pub const FORGET: Duration = Duration::from_secs(60);

impl Default for Limits {
    fn default() -> Self {
        Limits {
            handshake: HANDSHAKE,
            handshake_bytes: HANDSHAKE_BYTES,
            request_head: REQUEST_HEAD,
            upgrade: UPGRADE,
            admission: ADMISSION,
            http_connection: HTTP_CONNECTION,
            head_bytes: HEAD_BYTES,
            header_lines: HEADER_LINES,
            sockets: SOCKETS,
            sockets_per_address: SOCKETS_PER_ADDRESS,
            unadmitted: UNADMITTED,
            join_bytes: JOIN_BYTES,
            fragments: FRAGMENTS,
            messages: MESSAGES,
            burst_bytes: BURST_BYTES,
            bytes_per_second: BYTES_PER_SECOND,
            failed_admissions: FAILED_ADMISSIONS,
            arrivals_per_door: ARRIVALS_PER_DOOR,
            arrivals_per_address: ARRIVALS_PER_ADDRESS,
            doors: DOORS,
            new_doors: NEW_DOORS,
            room_size: agreed::ROOM_SIZE,
            queue_messages: QUEUE_MESSAGES,
            queue_bytes: QUEUE_BYTES,
            write_stall: WRITE_STALL,
            ping: Duration::from_millis(agreed::PING_MS),
            dead: Duration::from_millis(agreed::DEAD_MS),
            seat_kept: Duration::from_millis(agreed::SEAT_KEPT_MS),
            close_timeout: CLOSE_TIMEOUT,
            first_request: FIRST_REQUEST,
            drain: DRAIN,
            credential_lifetime: CREDENTIAL_LIFETIME,
            credential_renewal: CREDENTIAL_RENEWAL,
            turn: TurnLimits::new(agreed::ROOM_SIZE, Duration::from_millis(agreed::SEAT_KEPT_MS)),
            relay_streams: RELAY_STREAMS,
            relay_streams_unadmitted: RELAY_STREAMS_UNADMITTED,
        }
    }
}
