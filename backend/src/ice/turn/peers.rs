//! The sockets that peers talk to: one for each relay, on a port that cannot be guessed.

use crate::base::limits::{RELAY_PACKET, RELAY_PACKETS, RELAY_PORT_TRIES};
use socket2::{Domain, Protocol, Socket, Type};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio_util::task::AbortOnDropHandle;

/// Where relays are: addresses of this machine, one of each family, and ports.
#[derive(Clone, Debug)]
pub struct Ports {
    /// An address of IPv4.
    pub v4: IpAddr,
    /// An address of IPv6.
    pub v6: IpAddr,
    /// Ports.
    pub ports: RangeInclusive<u16>,
}

impl Ports {
    /// Opens a socket on a port that is free.
    pub fn open(&self, is_v6: bool, is_even: bool) -> Option<(u16, UdpSocket)> {
        let address = if is_v6 { self.v6 } else { self.v4 };
        (0..RELAY_PORT_TRIES).find_map(|_| {
            let port = self.any()? & if is_even { !1 } else { !0 };
            let port = Some(port).filter(|port| self.ports.contains(port))?;
            Some((port, bind(SocketAddr::new(address, port)).ok()?))
        })
    }

    /// RFC 8656 §7.2: at random, so that nobody sends to a relay who was not told of it.
    fn any(&self) -> Option<u16> {
        let mut random = [0; 4];
        getrandom::fill(&mut random).ok()?;
        let (first, last) = (u32::from(*self.ports.start()), u32::from(*self.ports.end()));
        u16::try_from(first + u32::from_le_bytes(random) % (last.checked_sub(first)? + 1)).ok()
    }
}

fn bind(at: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP))?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    UdpSocket::from_std(socket.into())
}

/// The socket of a relay. It is closed when the relay is dropped.
#[derive(Debug)]
pub struct PeerSocket {
    socket: Arc<UdpSocket>,
    _reading: AbortOnDropHandle<()>,
}

impl PeerSocket {
    /// Hands on what peers send to it, with a buffer for what is to be written then.
    pub fn serve(
        socket: UdpSocket,
        hear: impl Fn(SocketAddr, &[u8], &mut Vec<u8>) + Send + 'static,
    ) -> Arc<PeerSocket> {
        let socket = Arc::new(socket);
        let reading = tokio::spawn(read(Arc::clone(&socket), hear));
        Arc::new(PeerSocket { socket, _reading: AbortOnDropHandle::new(reading) })
    }

    /// Sends a packet, or loses it, as networks do.
    // Invariant: this never waits, so that one peer holds up nobody else.
    pub fn send(&self, peer: SocketAddr, data: &[u8]) {
        let _ = self.socket.try_send_to(data, peer);
    }
}

async fn read(socket: Arc<UdpSocket>, hear: impl Fn(SocketAddr, &[u8], &mut Vec<u8>)) {
    while socket.readable().await.is_ok() {
        pass_on(&socket, &hear);
        tokio::task::yield_now().await;
    }
}

/// On the stack of this call, so that a relay that waits has no buffer.
fn pass_on(socket: &UdpSocket, hear: &impl Fn(SocketAddr, &[u8], &mut Vec<u8>)) {
    let (mut packet, mut written) = ([0; RELAY_PACKET], Vec::new());
    for _ in 0..RELAY_PACKETS {
        let Ok((length, peer)) = socket.try_recv_from(&mut packet) else { return };
        hear(peer, &packet[..length], &mut written);
    }
}
