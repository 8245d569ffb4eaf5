//! "This is your address": answers STUN binding requests, and nothing else, on UDP.

pub mod message;
pub mod socket;

use crate::buckets::{Bucket, Buckets};
use crate::counters::Count;
use crate::house::House;
use socket::StunSocket;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Larger than any binding request.
const DATAGRAM: usize = 1500;
/// Pause after the system could not receive.
const PAUSE: Duration = Duration::from_millis(10);

/// Answers until the server stops.
pub async fn serve(house: Arc<House>, socket: StunSocket) {
    tokio::select! {
        () = answer(&house, &socket) => {}
        () = house.stopped.cancelled() => {}
    }
}

async fn answer(house: &House, socket: &StunSocket) {
    let per_address = Buckets::new(house.limits.stun_per_address);
    let mut all = Bucket::new(Instant::now());
    let mut forget_at = Instant::now() + crate::server::FORGET;
    let mut datagram = [0; DATAGRAM];
    loop {
        let Ok(asked) = socket.receive(&mut datagram).await else {
            // A port that is closed on the other side is reported here; it is no reason to end.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let now = Instant::now();
        if now >= forget_at {
            per_address.sweep();
            forget_at = now + crate::server::FORGET;
        }
        let received = &datagram[..asked.len.min(DATAGRAM)];
        // Several datagrams may have come at once; one without a byte is one too.
        let parts: Vec<&[u8]> = match received {
            [] => vec![received],
            some => some.chunks(asked.stride.max(1)).collect(),
        };
        for part in parts {
            let Some(request) = message::read(part) else {
                house.counters.add(Count::StunMalformed);
                continue;
            };
            // The address's own share first, so that one flood does not use up everybody's.
            let key = house.addresses.key(asked.addr.ip());
            if per_address.take(key).is_err() || all.take(house.limits.stun, now).is_err() {
                house.counters.add(Count::StunLimited);
                continue;
            }
            // Sent or not: the asker asks again.
            let _ = socket.answer(&asked, &request.answer(asked.addr));
            house.counters.add(Count::StunAnswered);
        }
    }
}
