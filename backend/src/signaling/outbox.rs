//! The outbound queue of one session: bounded, allocated as used, and the only way to reach the session.

use bytes::Bytes;
use plenum_rooms::close::CloseReason;
use plenum_rooms::lock;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

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

/// The queue of one session.
pub struct Outbox {
    capacity: Capacity,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    queue: VecDeque<Waiting>,
    bytes: usize,
    // Invariant: a slot is here only while a message of its member waits, so that an idle session holds no memory for it.
    shares: Vec<Share>,
    waiting: Option<Waker>,
    closing: Option<CloseReason>,
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

/// The session is closing: nothing more is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing;

/// Why a message was not queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The session is closing.
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
        lock(&self.inner)
    }

    /// Queues a message from the member of this slot; what is beyond their share is dropped.
    // Invariant: no peer message ever closes its receiver's session, and peer messages together leave the last share to the
    // server's own messages, so that a flood costs its sender and not its receiver.
    ///
    /// # Errors
    /// It was not queued.
    pub fn push_peer_message(&self, slot: u16, frame: Bytes) -> Result<(), NotSent> {
        let mut inner = self.lock();
        if inner.closing.is_some() {
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
        inner.enqueue(frame, Some(slot));
        wake(inner);
        Ok(())
    }

    /// Queues one of the server's own messages.
    ///
    /// # Errors
    /// The session is closing, perhaps because this very frame was too much for it.
    pub fn push(&self, frame: Bytes) -> Result<(), Closing> {
        let mut inner = self.lock();
        if inner.closing.is_some() {
            return Err(Closing);
        }
        let too_many = inner.queue.len() >= self.capacity.messages;
        if too_many || inner.bytes + frame.len() > self.capacity.bytes {
            drop(inner);
            self.close(CloseReason::SlowReader);
            return Err(Closing);
        }
        inner.enqueue(frame, None);
        wake(inner);
        Ok(())
    }

    /// Closes the session. The first reason stands.
    pub fn close(&self, reason: CloseReason) {
        let mut inner = self.lock();
        if inner.closing.is_none() {
            inner.closing = Some(reason);
            // Invariant: a session that is over holds no memory for its reader; what was queued before the server stops
            // is still written.
            if reason != CloseReason::GoingAway {
                inner.queue = VecDeque::new();
                inner.shares = Vec::new();
                inner.bytes = 0;
            }
        }
        wake(inner);
    }

    /// Waits until [`Outbox::take`] has frames to write. Dropping this future loses nothing.
    ///
    /// # Errors
    /// There is nothing more to write: close the session.
    pub async fn ready(&self) -> Result<(), CloseReason> {
        poll_fn(|cx| self.poll_ready(cx)).await
    }

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), CloseReason>> {
        let mut inner = self.lock();
        match (inner.queue.is_empty(), inner.closing) {
            (false, _) => return Poll::Ready(Ok(())),
            (true, Some(reason)) => return Poll::Ready(Err(reason)),
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
    fn enqueue(&mut self, frame: Bytes, sender: Option<u16>) {
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

    fn drained(outbox: &Outbox) -> Result<usize, CloseReason> {
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
        assert_eq!(drained(&outbox), Err(CloseReason::SlowReader));
    }

    #[test]
    fn it_holds_its_bytes_and_not_one_more() {
        let outbox = Outbox::new(CAPACITY);
        assert_eq!(outbox.push(Bytes::from_static(&[0; 100])), Ok(()));
        assert_eq!(drained(&outbox), Ok(1));
        assert_eq!(outbox.push(Bytes::from_static(&[0; 100])), Ok(()));
        assert_eq!(outbox.push(Bytes::from_static(b"x")), Err(Closing));
        assert_eq!(drained(&outbox), Err(CloseReason::SlowReader));
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
        outbox.close(CloseReason::GoingAway);
        outbox.close(CloseReason::SlowReader);
        assert_eq!(outbox.push(Bytes::from_static(b"late")), Err(Closing));
        let mut seen = Vec::new();
        outbox.take(|frame| seen.push(frame));
        assert_eq!(seen, ["notice"]);
        assert_eq!(drained(&outbox), Err(CloseReason::GoingAway));
    }
}
