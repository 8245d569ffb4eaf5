//! Lingering close (RFC 9112 §9.6): after our half is shut down, what still arrives is read for a moment, so that no reset destroys the last response.

use crate::net::connection_limiter::Permit;
use crate::net::listener::Transport;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// Bytes a client may still send before it is reset after all: a few requests that crossed our end on the way.
const PARTING_BYTES: u64 = 64 * 1024;

/// A stream that, once a request was answered on it, is closed lingeringly: a client whose next request crosses our
/// close of an idle connection sees the end (and asks again over another) instead of a reset.
///
/// **Invariant: it keeps its permit while it lingers, and ends at once when that permit is revoked.**
#[derive(Debug)]
pub struct LingeringClose<S: Transport> {
    stream: Option<S>,
    linger: Linger,
}

/// How a connection lingers.
#[derive(Clone, Debug)]
pub struct Linger {
    /// The connection's place in the limiter.
    pub permit: Arc<Permit>,
    /// Whether a request was answered on it; for a client that never asked there is no lingering.
    pub answered: Arc<AtomicBool>,
    /// For how long.
    pub timeout: Duration,
    /// Where it runs.
    pub tasks: TaskTracker,
}

impl<S: Transport> LingeringClose<S> {
    /// Wraps a stream.
    pub fn new(stream: S, linger: Linger) -> LingeringClose<S> {
        LingeringClose { stream: Some(stream), linger }
    }

    /// The stream, once it is no HTTP any more.
    pub fn into_inner(mut self) -> Option<S> {
        self.stream.take()
    }

    fn stream(&mut self) -> io::Result<Pin<&mut S>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl<S: Transport> Drop for LingeringClose<S> {
    fn drop(&mut self) {
        let (Some(mut stream), Ok(runtime)) = (self.stream.take(), Handle::try_current()) else { return };
        let Linger { permit, answered, timeout, tasks } = self.linger.clone();
        if !answered.load(Ordering::Relaxed) {
            return;
        }
        let lingering = async move {
            let read = async {
                // It may be ended already, or gone: either way there is nothing more to do.
                let _ = stream.shutdown().await;
                let _ = tokio::io::copy(&mut (&mut stream).take(PARTING_BYTES), &mut tokio::io::sink()).await;
            };
            tokio::select! {
                () = read => {}
                () = tokio::time::sleep(timeout) => {}
                () = permit.revoked() => {}
            }
        };
        tasks.spawn_on(lingering, &runtime);
    }
}

impl<S: Transport> AsyncRead for LingeringClose<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buf)
    }
}

impl<S: Transport> AsyncWrite for LingeringClose<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }
}
