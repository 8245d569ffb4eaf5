//! ICE servers, which help to find a way to others (RFC 8445): what the server names, and the one we dialled.

use plenum_shared::words::{IceServer, Welcome};
use std::sync::Arc;

/// Servers taken at most, besides the one we dialled.
const MAX_SERVERS: usize = 8;

/// STUN and TURN as the server names them, and its own STUN responder on the host we dialled.
#[derive(Default)]
pub struct IceServers {
    own: Option<IceServer>,
    all: Arc<[IceServer]>,
}

impl IceServers {
    /// As the welcome names them; the page came from this origin. True if they are not those of before.
    pub fn welcome(&mut self, welcome: &Welcome, page_origin: &str) -> bool {
        let own = welcome.stun_port.zip(host(page_origin)).map(|(port, host)| format!("stun:{host}:{port}"));
        self.own = own.map(|url| IceServer { urls: vec![url], username: None, credential: None });
        self.renew(&welcome.ice_servers)
    }

    /// Fresh ones, before the credentials of those of before end. True if they are not the same.
    pub fn renew(&mut self, named: &[IceServer]) -> bool {
        let all: Vec<IceServer> = named.iter().take(MAX_SERVERS).chain(&self.own).cloned().collect();
        let fresh = *self.all != *all;
        if fresh {
            self.all = all.into();
        }
        fresh
    }

    /// All of them.
    pub fn all(&self) -> Arc<[IceServer]> {
        self.all.clone()
    }
}

/// Host of an origin, without port; IPv6 keeps its brackets (RFC 7064 takes them).
fn host(origin: &str) -> Option<&str> {
    let (_, authority) = origin.split_once("://")?;
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    authority.get(..end).filter(|host| !host.is_empty())
}
