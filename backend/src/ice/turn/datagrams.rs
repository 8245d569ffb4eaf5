//! The UDP socket of STUN and TURN: dual-stack like the TCP listener, and answering from the very address that was asked.

use quinn_udp::{RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// A socket that knows to which of the host's addresses a datagram came (`IP_PKTINFO`, RFC 3542 §6).
#[derive(Debug)]
pub struct Datagrams {
    socket: UdpSocket,
    state: UdpSocketState,
}

impl Datagrams {
    /// Binds; on `[::]` for IPv4 too, whatever the system's own choice is.
    ///
    /// # Errors
    /// The port is taken, or the address is none of ours.
    pub fn bind(at: SocketAddr) -> io::Result<Datagrams> {
        let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP))?;
        if at.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.set_nonblocking(true)?;
        socket.bind(&at.into())?;
        let socket = UdpSocket::from_std(socket.into())?;
        let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
        Ok(Datagrams { socket, state })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Waits for datagrams. The system may hand over several of one sender at once, each [`RecvMeta::stride`] long.
    ///
    /// # Errors
    /// The system could not receive.
    pub async fn receive(&self, into: &mut [u8]) -> io::Result<RecvMeta> {
        let mut meta = [RecvMeta::default()];
        let mut buffers = [IoSliceMut::new(into)];
        self.socket
            .async_io(Interest::READABLE, || self.state.recv(UdpSockRef::from(&self.socket), &mut buffers, &mut meta))
            .await?;
        Ok(meta[0])
    }

    /// Sends from this address of ours, the one that the client sent to: a browser discards what comes from another.
    ///
    /// # Errors
    /// It was not sent; the client sends again.
    // Invariant: this never waits, so that one client holds up nobody else.
    pub fn send(&self, to: SocketAddr, from: Option<IpAddr>, contents: &[u8]) -> io::Result<()> {
        let transmit = Transmit { destination: to, ecn: None, contents, segment_size: None, src_ip: from };
        self.socket.try_io(Interest::WRITABLE, || self.state.try_send(UdpSockRef::from(&self.socket), &transmit))
    }
}
