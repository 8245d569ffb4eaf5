//! The text frames: one enum for what a page says, one for what the server says.

use crate::bytes;
use crate::ids::{PublicKey, RoomId, Seat, Signature};
use serde::{Deserialize, Serialize};

/// What a page says to the server. A message lives for a moment only, so its size does not matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant)]
pub enum ClientMessage {
    /// Answers the `challenge`: let me in, or (same session key) take me back.
    Join(Join),
    /// Are you there? Said when the page has reason to doubt, answered with `pong`.
    Ping {},
    /// Answers a `ping`.
    Pong {},
    /// I am going for good: give my seat away now.
    Leave {},
    /// A message this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// The contents of `join`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// Protocol version chosen from the challenge's range.
    pub version: u16,
    /// The room; its first byte must match the shard in the path.
    pub room: RoomId,
    /// With the room this names the door.
    pub admission_key: PublicKey,
    /// Whose hash is the peer id.
    pub session_key: PublicKey,
    /// Over [`crate::admit::Admission::bytes`], by the admission key.
    pub admission_signature: Signature,
    /// Over the same bytes, by the session key.
    pub session_signature: Signature,
    /// Sealed for the other members; at most [`crate::limits::HELLO_BYTES`].
    #[serde(with = "bytes::open")]
    pub hello: Vec<u8>,
}

/// What the server says to a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// First message on every connection: prove that you may enter.
    Challenge(Challenge),
    /// You have a seat; here is who else has.
    Welcome(Welcome),
    /// Somebody took a seat (or, `present`, had it before you came and did not fit into `welcome`).
    Arrived {
        /// Who.
        #[serde(flatten)]
        seated_peer: SeatedPeer,
        /// True for those already seated when we came: like the ones inside `welcome`.
        present: bool,
    },
    /// The list begun in `welcome` is complete.
    Seated {},
    /// A seat is free again; no message of that seat follows.
    Departed {
        /// Which.
        #[serde(flatten)]
        seat: Seat,
    },
    /// You do not get in.
    Refused {
        /// Why.
        reason: Refusal,
        /// When to try again, milliseconds; `null` is final.
        retry_after_ms: Option<u64>,
        /// With [`Refusal::Origin`]: the origin under which this server is to be opened, as `https://meet.example`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<String>,
    },
    /// Something about the server everyone should know.
    Notice {
        /// What.
        kind: NoticeKind,
        /// With [`NoticeKind::Drain`]: when to dial again, counted from the end of this connection, milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
    },
    /// Fresh ICE servers, before the credentials of the ones told last end.
    IceServers(IceServers),
    /// Are you there? Answered with `pong`.
    Ping {},
    /// Answers a `ping`.
    Pong {},
    /// A message this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// The contents of `challenge`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// Oldest and newest protocol version the server speaks.
    pub versions: [u16; 2],
    /// 32 fresh random bytes, once per connection.
    #[serde(with = "bytes::fixed")]
    pub nonce: [u8; 32],
}

/// The contents of `welcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Our own seat.
    #[serde(flatten)]
    pub seat: Seat,
    /// Names the running server process; another one answers after a restart.
    pub instance: String,
    /// At most [`crate::limits::WELCOME_PEERS`] of those who are here; the rest follow as `arrived`, then `seated`.
    pub peers: Vec<SeatedPeer>,
    /// For `RTCPeerConnection` (W3C WebRTC `RTCIceServer`).
    pub ice_servers: Vec<IceServer>,
    /// For how long their credentials hold from now, milliseconds; `null` when none of them ends. An `ice_servers`
    /// comes before.
    #[serde(default)]
    pub credential_lifetime_ms: Option<u64>,
    /// UDP port of the STUN responder on the host the page came from, if there is one.
    pub stun_port: Option<u16>,
    /// What this server allows.
    pub limits: Limits,
    /// Somebody is in this room behind another door: another passphrase, most likely.
    pub other_door: bool,
    /// Names of what this server can do beyond version 1; unknown ones are ignored.
    pub capabilities: Vec<String>,
}

/// The contents of `ice_servers`: they take the place of the ones told before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IceServers {
    /// For `RTCPeerConnection` (W3C WebRTC `RTCIceServer`).
    pub ice_servers: Vec<IceServer>,
    /// For how long their credentials hold from now, milliseconds; `null` when none of them ends.
    #[serde(default)]
    pub credential_lifetime_ms: Option<u64>,
}

/// Somebody with a seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeatedPeer {
    /// Where.
    #[serde(flatten)]
    pub seat: Seat,
    /// Whose hash is the peer id.
    pub session_key: PublicKey,
    /// Sealed; the server cannot read it.
    #[serde(with = "bytes::open")]
    pub hello: Vec<u8>,
}

/// One STUN or TURN server (W3C WebRTC §4.2.2).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct IceServer {
    /// `stun:` and `turn:` URLs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// For TURN.
    #[serde(default)]
    pub username: Option<String>,
    /// For TURN.
    #[serde(default)]
    pub credential: Option<String>,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IceServer(…)")
    }
}

/// What this server allows, so that a page can pace itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// One message, bytes.
    pub message_bytes: u32,
    /// Members of one room.
    pub room_size: u16,
    /// Messages a seat may send at once before it is slowed down.
    pub burst_messages: u32,
    /// Messages per second after the burst.
    pub messages_per_second: u32,
}

/// Why a page does not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A signature, key or length is wrong; the server does not say which.
    Proof,
    /// The page was opened under another name than the server's own: `origin` says which is right.
    Origin,
    /// The room's first byte is not the shard that was dialled.
    Shard,
    /// No common protocol version: reload.
    Version,
    /// The room has all the members this server allows.
    RoomFull,
    /// The server has all the rooms it can hold.
    Busy,
    /// Too many attempts from this address.
    TooMany,
    /// A reason this build does not know.
    #[serde(other)]
    Unknown,
}

/// What everyone on the server should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The server is about to go away; calls go on.
    Drain,
    /// The server is full; those inside stay.
    Full,
    /// The host closed this room.
    ClosedByHost,
    /// A kind this build does not know.
    #[serde(other)]
    Unknown,
}
