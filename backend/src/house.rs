//! What every connection of one server shares.

use crate::address::Addresses;
use crate::buckets::Buckets;
use crate::config::Config;
use crate::counters::{Count, Counters};
use crate::gate::Gate;
use crate::hints::Hints;
use crate::http::headers::Headers;
use crate::http::site::Site;
use crate::ice::IceServers;
use crate::limits::{Limits, WRITE_BATCH};
use crate::line::Farewell;
use crate::line::outbox::Capacity;
use crate::origin::Origin;
use crate::rooms::Rooms;
use crate::websocket::Fault;
use plenum_shared::message::IceServers as IceServersMessage;
use plenum_shared::{bytes, close};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The shared parts; each is its own lock, if it has one.
#[derive(Debug)]
pub struct House {
    /// What strangers are held to.
    pub limits: Limits,
    /// What happened.
    pub counters: Arc<Counters>,
    /// Who may hold a socket.
    pub gate: Arc<Gate>,
    /// Who sits where.
    pub rooms: Arc<Rooms>,
    /// Where requests come from.
    pub addresses: Addresses,
    /// Public origins.
    pub origins: Vec<Origin>,
    /// Wrong proofs by address.
    pub failed_admissions: Buckets,
    /// Told to every page.
    pub ice_servers: IceServers,
    /// What the host was told.
    pub hints: Hints,
    /// The page.
    pub site: Site,
    /// On every response.
    pub headers: Headers,
    /// Names this process; another one answers after a restart.
    pub instance: String,
    /// Everything that runs for this server.
    pub tasks: TaskTracker,
    /// The server is over: whatever only waits, ends.
    pub stopped: CancellationToken,
    stun_port: OnceLock<u16>,
}

impl House {
    /// Out of a checked configuration.
    pub fn new(config: Config, site: Site, instance: [u8; 12]) -> House {
        let (tasks, stopped) = (TaskTracker::new(), CancellationToken::new());
        let counters = Arc::new(Counters::default());
        House {
            gate: Gate::new(&config.limits, Arc::clone(&counters)),
            rooms: Rooms::new(&config.limits, Arc::clone(&counters), tasks.clone(), stopped.clone()),
            headers: Headers::new(&config.origins, &config.frame_ancestors, &site.page()),
            addresses: Addresses::new(config.trusted_proxies),
            failed_admissions: Buckets::new(config.limits.failed_admissions),
            origins: config.origins,
            ice_servers: config.ice_servers,
            limits: config.limits,
            instance: bytes::encode(&instance),
            stun_port: OnceLock::new(),
            hints: Hints::default(),
            counters,
            site,
            tasks,
            stopped,
        }
    }

    /// Where the STUN responder listens, if it does.
    pub fn stun_port(&self) -> Option<u16> {
        self.stun_port.get().copied()
    }

    /// The STUN responder listens here.
    pub fn stun_listens(&self, port: u16) {
        // Said once, before the first line.
        let _ = self.stun_port.set(port);
    }

    /// How much may wait for one line.
    pub fn queue_capacity(&self) -> Capacity {
        Capacity { messages: self.limits.queue_messages, bytes: self.limits.queue_bytes, batch: WRITE_BATCH }
    }

    /// What to tell one page of ICE servers now, with credentials of its own.
    pub fn fresh_ice_servers(&self) -> IceServersMessage {
        let mut random = [0; 12];
        // Without random numbers it is still signed; only not its own.
        let _ = getrandom::fill(&mut random);
        self.ice_servers.tell(SystemTime::now(), self.limits.credential_lifetime, random)
    }

    /// Counts a line's fault and says how to close it.
    pub fn farewell(&self, fault: Fault) -> Farewell {
        match fault {
            Fault::Protocol | Fault::NotUtf8 => self.counters.add(Count::BadFrame),
            Fault::TooBig => self.counters.add(Count::TooBig),
            Fault::Gone => {}
        }
        fault.close_code().map_or(Farewell::Gone, Farewell::Close)
    }

    /// Counts a message that makes no sense here and says how to close.
    pub fn not_understood(&self) -> Farewell {
        self.counters.add(Count::NotUnderstood);
        Farewell::Close(close::NOT_UNDERSTOOD)
    }
}
