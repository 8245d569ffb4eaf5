//! What waits to be written to one line: bounded, allocated as used, and the only way anybody reaches it.

use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Why a line is being closed from inside the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Another line of the same peer took over: close 4001.
    Displaced,
    /// It reads too slowly: close 1013.
    TooSlow,
    /// The server stops: close 1001, after what was said before.
    GoingAway,
}

/// How much one outbox may hold.
#[derive(Clone, Copy, Debug)]
pub struct Capacity {
    /// Messages.
    pub messages: usize,
    /// Bytes on the wire.
    pub bytes: usize,
    /// Bytes handed out at once, before the message that reaches it.
    pub batch: usize,
}

/// The queue of one line.
pub struct Outbox {
    capacity: Capacity,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    queue: VecDeque<Bytes>,
    bytes: usize,
    waiting: Option<Waker>,
    end: Option<End>,
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox(…)")
    }
}

/// The line is closing, or is now: nothing more gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing;

impl Outbox {
    /// An empty one.
    pub fn new(capacity: Capacity) -> Outbox {
        Outbox { capacity, inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lines up one frame.
    ///
    /// # Errors
    /// The line is closing; also when this very frame was too much for it.
    pub fn push(&self, frame: Bytes) -> Result<(), Closing> {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return Err(Closing);
        }
        let too_many = inner.queue.len() >= self.capacity.messages;
        if too_many || inner.bytes + frame.len() > self.capacity.bytes {
            drop(inner);
            self.end(End::TooSlow);
            return Err(Closing);
        }
        inner.bytes += frame.len();
        inner.queue.push_back(frame);
        wake(inner);
        Ok(())
    }

    /// Closes the line. The first reason stands.
    pub fn end(&self, end: End) {
        let mut inner = self.lock();
        if inner.end.is_none() {
            inner.end = Some(end);
            match end {
                // Invariant: a line that is over holds no memory for its reader.
                End::Displaced | End::TooSlow => {
                    inner.queue = VecDeque::new();
                    inner.bytes = 0;
                }
                End::GoingAway => {}
            }
        }
        wake(inner);
    }

    /// Waits until [`Outbox::take`] has frames to write. Dropping this future loses nothing.
    ///
    /// # Errors
    /// There is nothing more to write: close the line.
    pub async fn ready(&self) -> Result<(), End> {
        poll_fn(|cx| self.poll_ready(cx)).await
    }

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), End>> {
        let mut inner = self.lock();
        match (inner.queue.is_empty(), inner.end) {
            (false, _) => return Poll::Ready(Ok(())),
            (true, Some(end)) => return Poll::Ready(Err(end)),
            (true, None) => {}
        }
        match &mut inner.waiting {
            Some(waker) => waker.clone_from(cx.waker()),
            empty @ None => *empty = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    /// Moves one batch of frames over.
    pub fn take(&self, mut to: impl FnMut(Bytes)) {
        let mut inner = self.lock();
        let mut taken = 0;
        while taken < self.capacity.batch
            && let Some(frame) = inner.queue.pop_front()
        {
            taken += frame.len();
            to(frame);
        }
        inner.bytes -= taken;
        if inner.queue.is_empty() {
            inner.queue = VecDeque::new();
        }
    }
}

fn wake(mut inner: MutexGuard<'_, Inner>) {
    let waker = inner.waiting.take();
    drop(inner);
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPACITY: Capacity = Capacity { messages: 3, bytes: 100, batch: 10 };

    fn drained(outbox: &Outbox) -> Result<usize, End> {
        let (mut all, mut cx) = (0, Context::from_waker(Waker::noop()));
        loop {
            match outbox.poll_ready(&mut cx) {
                Poll::Ready(Ok(())) => outbox.take(|_| all += 1),
                Poll::Ready(Err(end)) => return Err(end),
                Poll::Pending => return Ok(all),
            }
        }
    }

    #[test]
    fn it_holds_its_messages_and_not_one_more() {
        let outbox = Outbox::new(CAPACITY);
        for _ in 0..3 {
            assert_eq!(outbox.push(Bytes::from_static(b"x")), Ok(()));
        }
        assert_eq!(drained(&outbox), Ok(3));
        for _ in 0..3 {
            assert_eq!(outbox.push(Bytes::from_static(b"x")), Ok(()));
        }
        assert_eq!(outbox.push(Bytes::from_static(b"x")), Err(Closing));
        assert_eq!(drained(&outbox), Err(End::TooSlow));
    }

    #[test]
    fn it_holds_its_bytes_and_not_one_more() {
        let outbox = Outbox::new(CAPACITY);
        assert_eq!(outbox.push(Bytes::from_static(&[0; 100])), Ok(()));
        assert_eq!(drained(&outbox), Ok(1));
        assert_eq!(outbox.push(Bytes::from_static(&[0; 100])), Ok(()));
        assert_eq!(outbox.push(Bytes::from_static(b"x")), Err(Closing));
        assert_eq!(drained(&outbox), Err(End::TooSlow));
    }

    #[test]
    fn a_stopping_server_still_delivers_what_was_said() {
        let outbox = Outbox::new(CAPACITY);
        outbox.push(Bytes::from_static(b"notice")).unwrap();
        outbox.end(End::GoingAway);
        outbox.end(End::TooSlow);
        assert_eq!(outbox.push(Bytes::from_static(b"late")), Err(Closing));
        let mut seen = Vec::new();
        outbox.take(|frame| seen.push(frame));
        assert_eq!(seen, ["notice"]);
        assert_eq!(drained(&outbox), Err(End::GoingAway));
    }
}
