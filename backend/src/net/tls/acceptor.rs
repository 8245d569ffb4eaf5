//! The server's side of TLS handshakes, bounded in time and bytes, and over before anything else is spent on a connection.

use crate::base::counters::{Count, Counters};
use crate::base::limits::Limits;
use crate::net::connection_limiter::Permit;
use crate::net::listener::Transport;
use crate::net::tls::current::ACME;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::server::ResolvesServerCert;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

/// What is spoken inside (RFC 7301): HTTP/2 is a proxy's business.
const HTTP: &[u8] = b"http/1.1";

/// Takes TLS off connections.
#[derive(Clone)]
pub struct TlsAcceptor {
    inner: tokio_rustls::TlsAcceptor,
    handshake: Duration,
    handshake_bytes: usize,
    counters: Arc<Counters>,
}

impl std::fmt::Debug for TlsAcceptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsAcceptor(…)")
    }
}

impl TlsAcceptor {
    /// For HTTP, with TLS 1.2 and 1.3, and whatever certificate `resolver` has.
    ///
    /// # Errors
    /// The crypto provider has neither.
    pub fn new(
        resolver: Arc<dyn ResolvesServerCert>,
        limits: &Limits,
        counters: Arc<Counters>,
    ) -> Result<TlsAcceptor, rustls::Error> {
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth();
        let mut config = config.with_cert_resolver(resolver);
        config.alpn_protocols = vec![HTTP.to_vec(), ACME.to_vec()];
        Ok(TlsAcceptor {
            inner: tokio_rustls::TlsAcceptor::from(Arc::new(config)),
            handshake: limits.handshake,
            handshake_bytes: limits.handshake_bytes,
            counters,
        })
    }

    /// The connection inside, unless the handshake fails, takes too long, or its place goes to a newer connection.
    // Invariant: until the handshake is over the connection has no seat, so that slow ones are shed like slow openers.
    pub async fn accept<S: Transport>(&self, stream: S, permit: &Permit) -> Option<TlsStream<Bounded<S>>> {
        let stream = Bounded { stream, left: Some(self.handshake_bytes) };
        let handshake = timeout(self.handshake, self.inner.accept(stream));
        let accepted = tokio::select! {
            accepted = handshake => accepted,
            () = permit.revoked() => return None,
        };
        match accepted {
            Ok(Ok(mut stream)) => {
                stream.get_mut().0.left = None;
                // An authority has seen what it asked for with the handshake.
                (stream.get_ref().1.alpn_protocol() != Some(ACME)).then_some(stream)
            }
            Ok(Err(_)) => {
                self.counters.add(Count::BadHandshake);
                None
            }
            Err(_) => {
                self.counters.add(Count::HandshakeTimeout);
                None
            }
        }
    }
}

/// A stream of which only so many bytes are read until its bound is lifted: rustls would keep 64 KiB of one hello.
#[derive(Debug)]
pub struct Bounded<S> {
    stream: S,
    left: Option<usize>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == Some(0) {
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let read = buf.filled().len() - before;
        self.left = self.left.map(|left| left.saturating_sub(read));
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
