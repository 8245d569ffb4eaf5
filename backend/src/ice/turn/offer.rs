//! Our relays as pages are told of them, with a credential for whoever has a seat.

use super::server::TurnServer;
use plenum_shared::ids::{PublicKey, RoomId};
use plenum_shared::message::IceServer;
use plenum_turn::credential::HolderId;
use std::sync::Arc;
use std::time::Duration;

/// What a page is told of.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The server.
    pub server: Arc<TurnServer>,
    /// Its port.
    pub port: u16,
    /// Whether connections come in as well.
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
        // RFC 7064: an IPv6 address has brackets.
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        Holder { id, host }
    }

    /// The server with a credential to allocate with for so long from now.
    pub fn server(&self, holder: &Holder, lifetime: Duration) -> IceServer {
        let credential = self.server.with_machine(|machine, now| machine.credential(holder.id, lifetime, now));
        let (host, port) = (&holder.host, self.port);
        let transports: &[&str] = if self.has_streams { &["udp", "tcp"] } else { &["udp"] };
        IceServer {
            urls: transports.iter().map(|transport| format!("turn:{host}:{port}?transport={transport}")).collect(),
            username: Some(credential.username),
            credential: Some(credential.password),
        }
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
