//! A client of the machine: where its messages come from and where answers go.

use core::fmt;
use core::net::{IpAddr, SocketAddr};

/// How a client reaches us.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// By datagrams to this address of ours, if that is known.
    Udp(Option<IpAddr>),
    /// Over a connection, counted since the server's start.
    Stream(u64),
}

/// Where a message comes from: the five-tuple of RFC 8656 §2.2. `A` is the address on whose account it goes.
#[derive(Clone, Copy)]
pub struct Client<A> {
    /// Its address.
    pub address: SocketAddr,
    /// How it reaches us.
    pub via: Via,
    /// On whose account it goes.
    pub account: A,
}

impl<A> Client<A> {
    /// What tells this client from all others.
    pub fn tuple(&self) -> (SocketAddr, Via) {
        (self.address, self.via)
    }

    /// Whether messages have to be found in a stream.
    pub fn is_stream(&self) -> bool {
        match self.via {
            Via::Udp(_) => false,
            Via::Stream(_) => true,
        }
    }
}

impl fmt::Debug for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Via::Udp(_) => f.write_str("Udp(…)"),
            Via::Stream(number) => write!(f, "Stream({number})"),
        }
    }
}

impl<A> fmt::Debug for Client<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(…)")
    }
}
