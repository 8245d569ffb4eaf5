//! The STUN responder: answers binding requests (RFC 8489) on UDP with the address they came from, and nothing else.

pub mod binding;
pub mod message;
pub mod socket;

use crate::base::clock::Clock;
use crate::base::counters::{Count, Counters};
use crate::base::limits::{FORGET, Rate};
use crate::net::address::Addresses;
use plenum_rooms::rate::{Bucket, Buckets};
use socket::StunSocket;
use std::sync::Arc;
use std::time::Duration;

/// Larger than any binding request.
const DATAGRAM: usize = 1500;
/// Pause after the system could not receive.
const PAUSE: Duration = Duration::from_millis(10);

/// What the responder is held to, and where it counts.
#[derive(Debug)]
pub struct Responder {
    /// Answers in all.
    pub all: Rate,
    /// Answers per address.
    pub per_address: Rate,
    /// The clock of the server.
    pub clock: Clock,
    /// Keys of client addresses.
    pub addresses: Arc<Addresses>,
    /// What happened.
    pub counters: Arc<Counters>,
}

impl Responder {
    /// Answers for ever.
    pub async fn serve(&self, socket: &StunSocket) {
        let mut per_address = Buckets::new(self.per_address);
        let mut all = Bucket::new(self.clock.now());
        let mut forget_at = self.clock.now() + FORGET;
        let mut datagram = [0; DATAGRAM];
        loop {
            let Ok(asked) = socket.receive(&mut datagram).await else {
                // A port that is closed on the other side is reported here; it is no reason to end.
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let now = self.clock.now();
            if now >= forget_at {
                per_address.sweep(now);
                forget_at = now + FORGET;
            }
            let received = &datagram[..asked.len.min(DATAGRAM)];
            // Several datagrams may have come at once; one without a byte is one too.
            let parts: Vec<&[u8]> = match received {
                [] => vec![received],
                some => some.chunks(asked.stride.max(1)).collect(),
            };
            for part in parts {
                let Some(request) = message::read(part) else {
                    self.counters.add(Count::StunMalformed);
                    continue;
                };
                // The address's own share first, so that one flood does not use up everybody's.
                let key = self.addresses.key(asked.addr.ip());
                if per_address.take(key, now).is_err() || all.take(self.all, now).is_err() {
                    self.counters.add(Count::StunLimited);
                    continue;
                }
                // Sent or not: the client retransmits.
                let _ = socket.answer(&asked, &request.answer(asked.addr));
                self.counters.add(Count::StunAnswered);
            }
        }
    }
}
