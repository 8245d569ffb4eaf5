//! The outbound queue of one session: bounded, allocated as used, and the only way to reach the session.

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
    queue: VecDeque<Waiting>,
    bytes: usize,
    // Invariant: a slot is here only while a message of its sitter waits, so that an idle line holds no memory for it.
    shares: Vec<Share>,
    waiting: Option<Waker>,
    end: Option<End>,
}

/// One frame that waits, and the slot of the member whose message it is; the server's own messages have none.
struct Waiting {
    frame: Bytes,
    sender: Option<u16>,
}

/// What waits here from one member.
#[derive(Clone, Copy)]
struct Share {
    slot: u16,
    messages: usize,
    bytes: usize,
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox(…)")
    }
}

/// The line is closing, or is now: nothing more gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing;

/// Why a message was not lined up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The line is closing, or is now.
    Closing,
    /// Its sender has a whole share waiting here, or all senders together have theirs.
    Dropped,
}

/// One sender's share of a queue, as a divisor: three floods at once still leave the server's own messages their place.
pub const SHARES: usize = 4;

impl Outbox {
    /// An empty one.
    pub fn new(capacity: Capacity) -> Outbox {
        Outbox { capacity, inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lines up a message from the sitter of this slot; what is beyond their share is dropped.
    // Invariant: no message ever closes its receiver's line, and messages together leave the last share to the
    // server's own messages, so that a flood costs its sender and not its receiver.
    ///
    /// # Errors
    /// It was not lined up.
    pub fn push_peer_message(&self, slot: u16, frame: Bytes) -> Result<(), NotSent> {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return Err(NotSent::Closing);
        }
        let share = inner.shares.iter().position(|share| share.slot == slot);
        let (messages, bytes) = share.map_or((0, 0), |at| (inner.shares[at].messages, inner.shares[at].bytes));
        let Capacity { messages: most, bytes: most_bytes, batch: _ } = self.capacity;
        let all = inner.shares.iter().fold((0, 0), |sum, share| (sum.0 + share.messages, sum.1 + share.bytes));
        let own_is_full = messages >= most / SHARES || bytes + frame.len() > most_bytes / SHARES;
        let all_is_full = all.0 >= most - most / SHARES || all.1 + frame.len() > most_bytes - most_bytes / SHARES;
        if own_is_full || all_is_full {
            return Err(NotSent::Dropped);
        }
        match share {
            Some(at) => {
                inner.shares[at].messages += 1;
                inner.shares[at].bytes += frame.len();
            }
            None => inner.shares.push(Share { slot, messages: 1, bytes: frame.len() }),
        }
        inner.line_up(frame, Some(slot));
        wake(inner);
        Ok(())
    }

    /// Lines up one of the server's own messages.
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
        inner.line_up(frame, None);
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
                    inner.shares = Vec::new();
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
            && let Some(Waiting { frame, sender }) = inner.queue.pop_front()
        {
            taken += frame.len();
            if let Some(slot) = sender {
                inner.give_back(slot, frame.len());
            }
            to(frame);
        }
        inner.bytes -= taken;
        if inner.queue.is_empty() {
            inner.queue = VecDeque::new();
            inner.shares = Vec::new();
        }
    }
}

impl Inner {
    fn line_up(&mut self, frame: Bytes, sender: Option<u16>) {
        self.bytes += frame.len();
        self.queue.push_back(Waiting { frame, sender });
    }

    fn give_back(&mut self, slot: u16, bytes: usize) {
        let Some(at) = self.shares.iter().position(|share| share.slot == slot) else { return };
        self.shares[at].messages -= 1;
        self.shares[at].bytes -= bytes;
        if self.shares[at].messages == 0 {
            self.shares.swap_remove(at);
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
    fn a_sender_has_a_quarter_and_not_one_more() {
        let outbox = Outbox::new(Capacity { messages: 8, bytes: 1000, batch: 10 });
        let message = |slot| outbox.push_peer_message(slot, Bytes::from_static(b"0123456789"));
        for slot in 0..3 {
            assert_eq!([message(slot), message(slot), message(slot)], [Ok(()), Ok(()), Err(NotSent::Dropped)]);
        }
        assert_eq!(message(3), Err(NotSent::Dropped), "the last quarter is for the server's own messages");
        assert_eq!([outbox.push(Bytes::from_static(b"x")), outbox.push(Bytes::from_static(b"x"))], [Ok(()), Ok(())]);
        assert_eq!(drained(&outbox), Ok(8), "and nobody was closed");
        assert_eq!(message(3), Ok(()));
    }

    #[test]
    fn a_senders_quarter_is_counted_in_bytes_too() {
        let outbox = Outbox::new(Capacity { messages: 100, bytes: 400, batch: 10 });
        assert_eq!(outbox.push_peer_message(0, Bytes::from_static(&[0; 100])), Ok(()));
        assert_eq!(outbox.push_peer_message(0, Bytes::from_static(b"x")), Err(NotSent::Dropped));
        outbox.take(drop);
        assert_eq!(outbox.push_peer_message(0, Bytes::from_static(b"x")), Ok(()));
        assert_eq!(outbox.push_peer_message(1, Bytes::from_static(&[0; 101])), Err(NotSent::Dropped));
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
