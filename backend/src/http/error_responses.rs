//! Strict headers on the error responses (400, 414, 431) that hyper writes by itself, before a request exists.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream on which a bare `400`, `414` or `431` is replaced by one with our headers. Everything else passes through.
///
/// hyper has no hook for the answers it gives before a request exists; they have no body, and are the only writes
/// that begin like this without a policy among their headers.
#[derive(Debug)]
pub struct ErrorResponses<S> {
    stream: S,
    replacement: Arc<Replacement>,
    /// What is still to be written of a replacement.
    rest: Vec<u8>,
}

/// What is written instead, and what is called then.
pub struct Replacement {
    /// Header lines with their line ends.
    pub header_lines: Vec<u8>,
    /// Called for every such answer.
    pub on_replaced: Box<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Replacement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Replacement(…)")
    }
}

impl<S> ErrorResponses<S> {
    /// Wraps a stream.
    pub fn new(stream: S, replacement: Arc<Replacement>) -> ErrorResponses<S> {
        ErrorResponses { stream, replacement, rest: Vec::new() }
    }

    /// The stream, once it is no HTTP any more.
    pub fn into_inner(self) -> S {
        self.stream
    }
}

/// The status line of one of hyper's own answers.
fn fault(head: &[u8]) -> Option<&'static [u8]> {
    const FAULTS: [&[u8]; 3] = [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"HTTP/1.1 414 URI Too Long\r\n",
        b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
    ];
    let policy = b"content-security-policy:";
    let is_ours = || head.windows(policy.len()).any(|window| window == policy);
    FAULTS.into_iter().find(|line| head.starts_with(line)).filter(|_| !is_ours())
}

impl<S: AsyncWrite + Unpin> ErrorResponses<S> {
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.rest))?;
            self.rest.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ErrorResponses<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ErrorResponses<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_rest(cx))?;
        let Some(status) = fault(buf) else { return Pin::new(&mut self.stream).poll_write(cx, buf) };
        (self.replacement.on_replaced)();
        let tail = b"cache-control: no-store\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        self.rest = [status, &self.replacement.header_lines, tail].concat();
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    // One buffer at a time, so that a head is seen whole.
    fn is_write_vectored(&self) -> bool {
        false
    }
}
