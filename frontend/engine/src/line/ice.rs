//! Which servers help to find a way to others (RFC 8445): what the welcome names, and the one we dialled.

use plenum_shared::words::{IceServer, Welcome};
use std::sync::Arc;

/// STUN and TURN as the welcome names them; the server's own STUN responder is on the host we dialled.
pub fn ice_servers(welcome: &Welcome, page_origin: &str) -> Arc<[IceServer]> {
    let mut servers = welcome.ice_servers.clone();
    servers.truncate(8);
    if let (Some(port), Some(host)) = (welcome.stun_port, host(page_origin)) {
        servers.push(IceServer { urls: vec![format!("stun:{host}:{port}")], username: None, credential: None });
    }
    servers.into()
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
