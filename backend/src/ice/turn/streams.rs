//! TURN over connections (RFC 8656 §2.1): for networks that let no datagrams through, and over TLS at the port of the page, for those
//! that let nothing else through.

use super::server::{Client, TurnServer};
use crate::base::limits::{RELAY_STREAM_BATCH, RELAY_STREAM_BUFFER, RELAY_STREAM_QUEUE};
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::listener::{Remote, Transport, accept};
use bytes::{Bytes, BytesMut};
use plenum_turn::message::framed;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// How long connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From its beginning to a relay, and later without one.
    pub without_relay: Duration,
    /// A write that makes no end for this long ends the connection.
    pub write: Duration,
}

/// All connections to relays, however they come. They end when it is `over`.
#[derive(Clone, Debug)]
pub struct Streams {
    /// What answers.
    pub server: Arc<TurnServer>,
    /// Their places, which are not those of the page's.
    pub limiter: Arc<ConnectionLimiter>,
    /// How long they may take.
    pub patience: Patience,
    /// The end.
    pub over: CancellationToken,
}

impl Streams {
    /// Accepts connections for ever.
    pub async fn accept(self, listener: TcpListener) {
        let (limiter, addresses) = (Arc::clone(&self.limiter), self.server.addresses());
        let serve = move |stream: TcpStream, remote: Remote| {
            let Ok(address) = stream.peer_addr() else { return };
            let streams = self.clone();
            tokio::spawn(async move { streams.converse(stream, address, &remote).await });
        };
        accept(listener, limiter, addresses, serve).await;
    }

    /// A connection that was accepted elsewhere, from this address: it gets a place here, if there is one.
    pub async fn take<S: Transport>(&self, stream: S, address: SocketAddr) {
        if let Ok(remote) = Remote::admit(&self.limiter, &self.server.addresses(), address.ip()) {
            self.converse(stream, address, &remote).await;
        }
    }

    async fn converse<S: Transport>(&self, stream: S, address: SocketAddr, remote: &Remote) {
        self.over.run_until_cancelled(converse(&self.server, stream, address, remote, self.patience)).await;
    }
}

/// Whether what comes first is a request of STUN (RFC 8489 §5), and so nothing that HTTP begins with. Nothing of it is taken.
///
/// # Errors
/// Nothing comes.
pub async fn begins_with_stun<S: AsyncBufRead + Unpin>(stream: &mut S) -> io::Result<bool> {
    stream.fill_buf().await?.first().map(|byte| *byte < 4).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// One connection from its beginning to its end.
async fn converse<S: Transport>(
    server: &Arc<TurnServer>,
    mut stream: S,
    address: SocketAddr,
    remote: &Remote,
    patience: Patience,
) {
    let (number, mut queue) = server.attach(RELAY_STREAM_QUEUE);
    let from = server.stream_client(address, number);
    let connection = Connection { server, from, remote, patience };
    let _detached = Detach(server, from);
    connection.run(&mut stream, &mut queue).await;
}

/// Takes a connection out of the tables, however it ends.
struct Detach<'a>(&'a TurnServer, Client);

impl Drop for Detach<'_> {
    fn drop(&mut self) {
        self.0.detach(&self.1);
    }
}

struct Connection<'a> {
    server: &'a Arc<TurnServer>,
    from: Client,
    remote: &'a Remote,
    patience: Patience,
}

impl Connection<'_> {
    async fn run<S: Transport>(&self, stream: &mut S, queue: &mut mpsc::Receiver<Bytes>) {
        let mut read = BytesMut::with_capacity(RELAY_STREAM_BUFFER);
        let (mut waiting, mut batch, mut written) = (Vec::with_capacity(RELAY_STREAM_BATCH), Vec::new(), Vec::new());
        let (mut is_admitted, mut look_at) = (false, Instant::now() + self.patience.without_relay);
        loop {
            tokio::select! {
                n = queue.recv_many(&mut waiting, RELAY_STREAM_BATCH) => {
                    if n == 0 {
                        return;
                    }
                    batch.clear();
                    waiting.drain(..).for_each(|message| batch.extend_from_slice(&message));
                    let written = async {
                        stream.write_all(&batch).await?;
                        stream.flush().await
                    };
                    match timeout(self.patience.write, written).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) | Err(_) => return,
                    }
                }
                () = self.remote.permit.revoked() => return,
                more = stream.read_buf(&mut read) => match more {
                    Ok(1..) => {
                        if self.take(&mut read, &mut written).is_err() {
                            return;
                        }
                        // From now on its place is not given to another.
                        if !is_admitted && self.server.has_relay(&self.from) {
                            is_admitted = self.remote.permit.may_admit() && self.remote.permit.admit().is_ok();
                        }
                    }
                    Ok(0) | Err(_) => return,
                },
                () = sleep_until(look_at) => {
                    if !self.server.has_relay(&self.from) {
                        return;
                    }
                    look_at = Instant::now() + self.patience.without_relay;
                }
            }
        }
    }

    /// Acts on every whole message that was read.
    fn take(&self, read: &mut BytesMut, written: &mut Vec<u8>) -> Result<(), plenum_turn::message::NotFramed> {
        while let Some(size) = framed(read)?.filter(|size| *size <= read.len()) {
            let message = read.split_to(size);
            self.server.hear(self.from, &message, written);
        }
        read.reserve(RELAY_STREAM_BUFFER);
        Ok(())
    }
}
