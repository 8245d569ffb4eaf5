//! Closing without a reset: after the end of our half, what still arrives is read and thrown away for a moment.

use crate::gate::Visit;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// Bytes a client may still send before it is reset after all: a few requests that crossed our end on the way.
const PARTING_BYTES: u64 = 64 * 1024;

/// A stream whose connection, once it was answered on, ends cleanly: a client that sends its next request in the very
/// moment in which we close an idle connection hears the end (and asks again over another) instead of a reset.
///
/// **Invariant: it keeps its place at the gate while it lingers, and goes at once when that place is needed.**
#[derive(Debug)]
pub struct Lingering {
    stream: Option<TcpStream>,
    manner: Manner,
}

/// How a connection lingers.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Its place at the gate.
    pub visit: Arc<Visit>,
    /// Whether anything was answered on it; strangers who never asked are not waited for.
    pub answered: Arc<AtomicBool>,
    /// For how long.
    pub patience: Duration,
    /// Where it runs.
    pub tasks: TaskTracker,
}

impl Lingering {
    /// Watches a stream.
    pub fn new(stream: TcpStream, manner: Manner) -> Lingering {
        Lingering { stream: Some(stream), manner }
    }

    /// The stream, once it is no HTTP any more.
    pub fn into_inner(mut self) -> Option<TcpStream> {
        self.stream.take()
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let (Some(mut stream), Ok(runtime)) = (self.stream.take(), Handle::try_current()) else { return };
        let Manner { visit, answered, patience, tasks } = self.manner.clone();
        if !answered.load(Ordering::Relaxed) {
            return;
        }
        let linger = async move {
            let read = async {
                // It may be ended already, or gone: either way there is nothing more to do.
                let _ = stream.shutdown().await;
                let _ = tokio::io::copy(&mut (&mut stream).take(PARTING_BYTES), &mut tokio::io::sink()).await;
            };
            tokio::select! {
                () = read => {}
                () = tokio::time::sleep(patience) => {}
                () = visit.asked_to_leave() => {}
            }
        };
        tasks.spawn_on(linger, &runtime);
    }
}

impl AsyncRead for Lingering {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for Lingering {
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
