//! Our relays as pages are told of them, with a credential for whoever has a seat.

use super::server::TurnServer;
use super::streams::Streams;
use crate::ice::url::{Place, Transport};
use plenum_shared::ids::{PublicKey, RoomId};
use plenum_shared::message::IceServer;
use plenum_turn::credential::HolderId;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::SetOnce;

/// What a page is told of.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The server.
    pub server: Arc<TurnServer>,
    /// Its port.
    pub port: u16,
    /// Where it is reached, if the host says so; else at the host by which a page reaches us.
    pub hosts: Vec<IpAddr>,
    /// Where browsers reach them over TLS too, at the page's own host: at this port.
    pub tls_port: Option<u16>,
    /// All connections to them.
    pub streams: Streams,
    /// Whether relays have begun: it may take a while to find out where peers reach them.
    pub begun: Arc<SetOnce<Begun>>,
}

/// Relays have begun.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    /// Whether connections come in as well as datagrams.
    pub has_streams: bool,
}

/// Whose credential it is, and the host by which their page reaches us.
#[derive(Clone, Debug)]
pub struct Holder {
    id: HolderId,
    host: String,
}

impl Offer {
    /// The holder for a seat. Coming back to it, they are the same.
    pub fn holder(&self, room: &RoomId, admission_key: &PublicKey, session_key: &PublicKey, host: &str) -> Holder {
        let seat: [&[u8]; 3] = [&room.0, &admission_key.0, &session_key.0];
        let id = self.server.with_machine(|machine, _| machine.holder(&seat));
        Holder { id, host: host.to_owned() }
    }

    /// Whether pages can be told.
    pub fn has_begun(&self) -> bool {
        self.begun.get().is_some()
    }

    /// The server with a credential to allocate with for so long from now; nothing before relays have begun. Where the host says at which addresses it is
    /// reached, its STUN is named too: the page's own host may be a proxy's, which answers none.
    pub fn servers(&self, holder: &Holder, lifetime: Duration) -> Vec<IceServer> {
        let Some(begun) = self.begun.get() else { return Vec::new() };
        let credential = self.server.with_machine(|machine, now| machine.credential(holder.id, lifetime, now));
        let hosts = match &self.hosts[..] {
            [] => vec![holder.host.clone()],
            configured => configured.iter().map(IpAddr::to_string).collect(),
        };
        let urls = |transports: &[Transport], is_relay| {
            let places = hosts.iter().flat_map(|host| transports.iter().map(move |transport| (host, *transport)));
            places.map(|(host, transport)| self.place(host, transport, is_relay).to_string()).collect::<Vec<_>>()
        };
        let transports: &[Transport] =
            if begun.has_streams { &[Transport::Udp, Transport::Tcp] } else { &[Transport::Udp] };
        // A certificate is for a name.
        let over_tls = self.tls_port.filter(|_| holder.host.parse::<IpAddr>().is_err()).map(|port| {
            Place { host: holder.host.clone(), port, transport: Transport::Tls, is_relay: true }.to_string()
        });
        let relay = IceServer {
            urls: urls(transports, true).into_iter().chain(over_tls).collect(),
            username: Some(credential.username),
            credential: Some(credential.password),
        };
        let stun = || IceServer { urls: urls(&[Transport::Udp], false), username: None, credential: None };
        [relay].into_iter().chain((!self.hosts.is_empty()).then(stun)).collect()
    }

    fn place(&self, host: &str, transport: Transport, is_relay: bool) -> Place {
        Place { host: host.to_owned(), port: self.port, transport, is_relay }
    }

    /// A session has the seat of this holder: they may have relays from now on.
    pub fn seated(&self, holder: &Holder) -> Hold {
        self.server.with_machine(|machine, now| machine.seated(holder.id, now));
        Hold { server: Arc::clone(&self.server), holder: holder.id, is_over: false }
    }
}

/// What a session has of relays. Dropping it is losing the session: what is relayed goes on for a while.
#[derive(Debug)]
pub struct Hold {
    server: Arc<TurnServer>,
    holder: HolderId,
    is_over: bool,
}

impl Hold {
    /// They said goodbye, and their relays end.
    pub fn leave(mut self) {
        self.is_over = true;
        self.server.with_machine(|machine, now| machine.left(self.holder, now));
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if !self.is_over {
            self.server.with_machine(|machine, now| machine.lost(self.holder, now));
        }
    }
}
