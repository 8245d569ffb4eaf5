//! TCP listeners: how they are bound, and the accept loop that hands each connection on with its permit.

use super::address::Addresses;
use super::connection_limiter::{ConnectionLimiter, LimitReached, Owner, Permit};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tracing::debug;

/// Connections that wait to be accepted: everybody returns at once after a restart.
const BACKLOG: i32 = 4096;
/// Pause after a failed accept, which is mostly a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a connection may run over: TCP, TLS, a Unix socket, a pipe in memory.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Transport for S {}

/// The other end of an accepted connection.
#[derive(Clone, Debug)]
pub struct Remote {
    /// The connection's place in the limiter, held as long as the connection lasts.
    pub permit: Arc<Permit>,
    /// Its address; a proxy's, perhaps.
    pub address: IpAddr,
}

impl Remote {
    /// A connection from this address takes its place.
    ///
    /// # Errors
    /// There is none.
    pub fn admit(
        limiter: &Arc<ConnectionLimiter>,
        addresses: &Addresses,
        from: IpAddr,
    ) -> Result<Remote, LimitReached> {
        let owner = match addresses.is_proxy(from) {
            true => Owner::Proxy,
            false => Owner::Address(addresses.key(from)),
        };
        Ok(Remote { permit: limiter.acquire(owner)?, address: from })
    }
}

/// Binds a TCP listener; on `[::]` for IPv4 as well.
///
/// # Errors
/// The address is taken, or none of this host's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Accepts connections for ever and hands on those that get a permit.
pub async fn accept(
    listener: TcpListener,
    limiter: Arc<ConnectionLimiter>,
    addresses: Arc<Addresses>,
    serve: impl Fn(TcpStream, Remote),
) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                let Ok(remote) = Remote::admit(&limiter, &addresses, from.ip()) else { continue };
                // Messages are small, and somebody waits for each.
                let _ = stream.set_nodelay(true);
                serve(stream, remote);
            }
            Err(why) => {
                debug!("cannot accept: {why}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
