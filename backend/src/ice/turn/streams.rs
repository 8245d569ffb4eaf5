//! TURN over connections (RFC 8656 §2.1): for networks that let no datagrams through. TLS, once it is ours, is another kind of stream.

use super::server::{Client, TurnServer};
use crate::base::limits::{RELAY_STREAM_BATCH, RELAY_STREAM_BUFFER, RELAY_STREAM_QUEUE};
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::listener::{Remote, Transport, accept};
use bytes::{Bytes, BytesMut};
use plenum_turn::message::framed;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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

/// Accepts connections for ever. They end when it is `over`.
pub async fn serve(
    server: Arc<TurnServer>,
    listener: TcpListener,
    limiter: Arc<ConnectionLimiter>,
    patience: Patience,
    over: CancellationToken,
) {
    let addresses = server.addresses();
    let serve = move |stream: TcpStream, remote: Remote| {
        let Ok(address) = stream.peer_addr() else { return };
        let (server, over) = (Arc::clone(&server), over.clone());
        tokio::spawn(async move {
            over.run_until_cancelled(converse(&server, stream, address, &remote, patience)).await;
        });
    };
    accept(listener, limiter, addresses, serve).await;
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
