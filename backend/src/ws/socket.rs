//! The server's end of a WebSocket over any byte stream. It owns no buffer while nothing moves.

use super::decoder::{Decoder, Message};
use super::{Fault, encoder};
use bytes::{Buf, Bytes};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes read at once: sixteen messages of the usual size.
const READ_AT_ONCE: usize = 16 * 1024;
/// Frames handed to the kernel at once.
const WRITE_AT_ONCE: usize = 32;
/// Bytes a closing peer may still send before we stop listening.
const PARTING_BYTES: usize = 256 * 1024;

thread_local! {
    // One read buffer per worker thread instead of one per session: between two polls no session owns a byte of it.
    static SCRATCH: RefCell<Box<[u8; READ_AT_ONCE]>> = RefCell::new(Box::new([0; READ_AT_ONCE]));
}

/// The server's end of a WebSocket, after the handshake.
#[derive(Debug)]
pub struct Socket<S> {
    stream: S,
    decoder: Decoder,
    /// Frames on their way to the kernel; the first may be partly there.
    writing: VecDeque<Bytes>,
    /// Whether the first of `writing` is partly there already.
    midway: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Over a stream whose handshake is done; `early` is what the client sent right behind it.
    pub fn new(stream: S, early: &[u8], message_bytes: usize, fragments: usize) -> Socket<S> {
        let mut decoder = Decoder::new(message_bytes, fragments);
        decoder.feed(early);
        Socket { stream, decoder, writing: VecDeque::new(), midway: false }
    }

    /// From now on messages may have this many bytes.
    pub fn allow(&mut self, message_bytes: usize) {
        self.decoder.allow(message_bytes);
    }

    /// Waits for a whole message, then [`Socket::take`] has it. Dropping this future loses nothing.
    ///
    /// # Errors
    /// The connection cannot be read any further.
    pub async fn ready(&mut self) -> Result<(), Fault> {
        poll_fn(|cx| self.poll_ready(cx)).await
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        while !self.decoder.advance()? {
            match self.poll_read(cx) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(Fault::Gone)),
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(fault)) => return Poll::Ready(Err(fault)),
                Poll::Pending => {
                    self.decoder.rest();
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Reads once; 0 at the end of the stream.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<usize, Fault>> {
        SCRATCH.with_borrow_mut(|scratch| {
            let mut read = ReadBuf::new(&mut scratch[..]);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read)).map_err(|_| Fault::Gone)?;
            self.decoder.feed(read.filled());
            Poll::Ready(Ok(read.filled().len()))
        })
    }

    /// The message [`Socket::ready`] waited for.
    ///
    /// # Errors
    /// It was none; the connection cannot be read any further.
    pub fn take(&mut self) -> Result<Option<Message<'_>>, Fault> {
        self.decoder.take()
    }

    /// Queues a frame for [`Socket::flush`].
    pub fn queue(&mut self, frame: Bytes) {
        self.writing.push_back(frame);
    }

    /// Writes everything queued. Dropping this future loses nothing.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn flush(&mut self) -> Result<(), Fault> {
        poll_fn(|cx| self.poll_flush(cx)).await
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        while !self.writing.is_empty() {
            let mut slices = [IoSlice::new(&[]); WRITE_AT_ONCE];
            for (slice, frame) in slices.iter_mut().zip(&self.writing) {
                *slice = IoSlice::new(frame);
            }
            let filled = &slices[..self.writing.len().min(WRITE_AT_ONCE)];
            match ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, filled)) {
                Ok(0) | Err(_) => return Poll::Ready(Err(Fault::Gone)),
                Ok(written) => self.wrote(written),
            }
        }
        ready!(Pin::new(&mut self.stream).poll_flush(cx)).map_err(|_| Fault::Gone)?;
        self.writing = VecDeque::new();
        Poll::Ready(Ok(()))
    }

    fn wrote(&mut self, mut written: usize) {
        while let Some(first) = self.writing.front_mut() {
            if written < first.len() {
                self.midway |= written > 0;
                first.advance(written);
                break;
            }
            written -= first.len();
            self.midway = false;
            self.writing.pop_front();
        }
    }

    /// Closes with a code (RFC 6455 §7.1.2): a frame that is midway is finished, the rest of the queue is dropped, and the
    /// closing handshake may take `timeout`.
    pub async fn close(mut self, code: u16, timeout: Duration) {
        self.writing.truncate(usize::from(self.midway));
        self.queue(encoder::close(code));
        // Whether it arrived or not, the connection ends here.
        let _ = tokio::time::timeout(timeout, async {
            self.flush().await?;
            self.drain().await
        })
        .await;
    }

    /// Shuts our half down and reads until the client has closed its own: closing with bytes unread would reset the
    /// connection before the close frame arrives.
    async fn drain(&mut self) -> Result<(), Fault> {
        poll_fn(|cx| Pin::new(&mut self.stream).poll_shutdown(cx)).await.map_err(|_| Fault::Gone)?;
        let mut seen = 0;
        while seen <= PARTING_BYTES {
            match poll_fn(|cx| self.poll_discard(cx)).await? {
                0 => return Ok(()),
                n => seen += n,
            }
        }
        Ok(())
    }

    /// Reads once and throws it away.
    fn poll_discard(&mut self, cx: &mut Context<'_>) -> Poll<Result<usize, Fault>> {
        SCRATCH.with_borrow_mut(|scratch| {
            let mut read = ReadBuf::new(&mut scratch[..]);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read)).map_err(|_| Fault::Gone)?;
            Poll::Ready(Ok(read.filled().len()))
        })
    }
}
