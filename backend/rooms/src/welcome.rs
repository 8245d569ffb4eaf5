//! What a newcomer is told, in its order: `welcome` with the first peers, `arrived` for the rest, `seated`.

use plenum_shared::ids::Seat;
use plenum_shared::limits::WELCOME_PEERS;
use plenum_shared::message::{IceServers, Limits, SeatedPeer, ServerMessage, Welcome};

/// What is the same for everybody, or for this session only.
#[derive(Clone, Debug)]
pub struct ServerInfo {
    /// The name of the server's process.
    pub instance: String,
    /// With credentials of this session's own.
    pub ice_servers: IceServers,
    /// UDP port of the server's STUN responder.
    pub stun_port: Option<u16>,
    /// What the server allows.
    pub limits: Limits,
}

/// The seat that was taken, and what is around it.
#[derive(Clone, Debug)]
pub struct Roster {
    /// The newcomer's seat.
    pub seat: Seat,
    /// The others.
    pub peers: Vec<SeatedPeer>,
    /// Whether somebody is in this room behind another door.
    pub other_door: bool,
}

/// The messages to a newcomer.
// No message grows with the room: whoever does not fit into `welcome` follows as `arrived`.
pub fn messages(roster: Roster, server: ServerInfo) -> impl Iterator<Item = ServerMessage> {
    let mut peers = roster.peers;
    let rest = peers.split_off(peers.len().min(WELCOME_PEERS));
    let welcome = ServerMessage::Welcome(Welcome {
        seat: roster.seat,
        instance: server.instance,
        peers,
        ice_servers: server.ice_servers.ice_servers,
        credential_lifetime_ms: server.ice_servers.credential_lifetime_ms,
        stun_port: server.stun_port,
        limits: server.limits,
        other_door: roster.other_door,
        capabilities: Vec::new(),
    });
    let present = rest.into_iter().map(|seated_peer| ServerMessage::Arrived { seated_peer, present: true });
    std::iter::once(welcome).chain(present).chain(std::iter::once(ServerMessage::Seated {}))
}
