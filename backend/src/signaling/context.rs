//! The state that all sessions of a server share: limits, counters, rooms, and what a welcome tells.

use super::outbox::Capacity;
use super::rooms::Rooms;
use crate::base::clock::Clock;
use crate::base::counters::{Count, Counters};
use crate::base::limits::{Limits, WRITE_BATCH};
use crate::base::warnings::Warnings;
use crate::ice::servers::IceServers;
use crate::ice::turn::offer::{Holder, Offer};
use crate::net::address::AddressKey;
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::origin::Origin;
use crate::ws::Fault;
use plenum_rooms::close::CloseReason;
use plenum_rooms::keep_alive::Intervals;
use plenum_rooms::pace::Allowance;
use plenum_rooms::rate::Buckets;
use plenum_shared::message::IceServers as IceServersMessage;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime};

/// What a session knows of its server; each part has its own lock, if it needs one.
#[derive(Debug)]
pub struct Context {
    /// What clients are held to.
    pub limits: Arc<Limits>,
    /// What one seat may send.
    pub allowance: Allowance,
    /// The clock of the server.
    pub clock: Clock,
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
    pub failed_admissions: Mutex<Buckets<AddressKey>>,
    /// The servers every page is told of.
    pub ice_servers: IceServers,
    /// The name of this process; another process has another one.
    pub instance: String,
    /// UDP port on which STUN is answered, once it is.
    pub stun_port: OnceLock<u16>,
    /// Our own relays, if there shall be any.
    pub relays: OnceLock<Offer>,
}

impl Context {
    /// How much may wait for one session.
    pub fn queue_capacity(&self) -> Capacity {
        Capacity { messages: self.limits.queue_messages, bytes: self.limits.queue_bytes, batch: WRITE_BATCH }
    }

    /// The ICE servers for one page, our own relays first, with credentials of its own that begin now.
    pub fn fresh_ice_servers(&self, holder: Option<&Holder>) -> IceServersMessage {
        let mut random = [0; 12];
        // Without random numbers the credential is still signed, but no longer this page's alone.
        let _ = getrandom::fill(&mut random);
        let lifetime = self.limits.credential_lifetime;
        let mut told = self.ice_servers.tell(SystemTime::now(), lifetime, random);
        if let Some((offer, holder)) = self.relays.get().zip(holder) {
            let ours = offer.servers(holder, lifetime);
            if !ours.is_empty() {
                told.ice_servers.splice(0..0, ours);
                told.credential_lifetime_ms = Some(u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX));
            }
        }
        told
    }

    /// When pages have to be told fresh ones, counted from the last; never if none ends.
    pub fn renewal(&self) -> Option<Duration> {
        (self.ice_servers.ends() || self.relays.get().is_some()).then_some(self.limits.credential_renewal)
    }

    /// Waits for our own relays to begin.
    pub async fn relays_begun(&self) {
        match self.relays.get() {
            Some(offer) => drop(offer.begun.wait().await),
            None => std::future::pending().await,
        }
    }

    /// When sessions are pinged, and when they are dead.
    pub fn intervals(&self) -> Intervals {
        Intervals { ping: self.limits.ping, dead: self.limits.dead }
    }

    /// Counts a violation of the WebSocket protocol and says how to close.
    pub fn faulted(&self, fault: Fault) -> CloseReason {
        self.closed(match fault {
            Fault::Protocol => CloseReason::Protocol,
            Fault::NotUtf8 => CloseReason::NotUtf8,
            Fault::TooBig => CloseReason::TooBig,
            Fault::Gone => CloseReason::ConnectionLost,
        })
    }

    /// Counts why a session ends, and passes it on.
    pub fn closed(&self, reason: CloseReason) -> CloseReason {
        let count = match reason {
            CloseReason::Protocol | CloseReason::NotUtf8 => Count::BadFrame,
            CloseReason::TooBig => Count::TooBig,
            CloseReason::NotUnderstood => Count::NotUnderstood,
            CloseReason::Displaced => Count::Displaced,
            CloseReason::SlowReader => Count::SlowReader,
            // Counted where they come from, or nobody's fault.
            CloseReason::ConnectionLost
            | CloseReason::Normal
            | CloseReason::GoingAway
            | CloseReason::NoRoom
            | CloseReason::Refused
            | CloseReason::TimedOut => return reason,
        };
        self.counters.add(count);
        reason
    }
}
