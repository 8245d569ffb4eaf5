//! The state that all sessions of a server share: limits, counters, rooms, and what a welcome tells.

use super::outbox::Capacity;
use super::rooms::Rooms;
use super::session::CloseReason;
use crate::base::counters::{Count, Counters};
use crate::base::limits::{Limits, WRITE_BATCH};
use crate::base::rate::Buckets;
use crate::base::warnings::Warnings;
use crate::ice::servers::IceServers;
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::origin::Origin;
use crate::ws::Fault;
use plenum_shared::close;
use plenum_shared::message::IceServers as IceServersMessage;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

/// What a session knows of its server; each part has its own lock, if it needs one.
#[derive(Debug)]
pub struct Context {
    /// What clients are held to.
    pub limits: Arc<Limits>,
    /// What happened.
    pub counters: Arc<Counters>,
    /// Warnings to the operator.
    pub warnings: Warnings,
    /// The places of all connections.
    pub limiter: Arc<ConnectionLimiter>,
    /// The seats of all sessions.
    pub rooms: Arc<Rooms>,
    /// Public origins of this server.
    pub origins: Vec<Origin>,
    /// Wrong proofs by address.
    pub failed_admissions: Buckets,
    /// The servers every page is told of.
    pub ice_servers: IceServers,
    /// The name of this process; another process has another one.
    pub instance: String,
    /// UDP port of the STUN responder, once it listens.
    pub stun_port: OnceLock<u16>,
}

impl Context {
    /// How much may wait for one session.
    pub fn queue_capacity(&self) -> Capacity {
        Capacity { messages: self.limits.queue_messages, bytes: self.limits.queue_bytes, batch: WRITE_BATCH }
    }

    /// The ICE servers for one page, with credentials of its own that begin now.
    pub fn fresh_ice_servers(&self) -> IceServersMessage {
        let mut random = [0; 12];
        // Without random numbers the credential is still signed, but no longer this page's alone.
        let _ = getrandom::fill(&mut random);
        self.ice_servers.tell(SystemTime::now(), self.limits.credential_lifetime, random)
    }

    /// Counts a violation of the WebSocket protocol and says how to close.
    pub fn faulted(&self, fault: Fault) -> CloseReason {
        match fault {
            Fault::Protocol | Fault::NotUtf8 => self.counters.add(Count::BadFrame),
            Fault::TooBig => self.counters.add(Count::TooBig),
            Fault::Gone => {}
        }
        fault.close_code().map_or(CloseReason::Gone, CloseReason::Code)
    }

    /// Counts a message that makes no sense where it came and says how to close.
    pub fn not_understood(&self) -> CloseReason {
        self.counters.add(Count::NotUnderstood);
        CloseReason::Code(close::NOT_UNDERSTOOD)
    }
}
