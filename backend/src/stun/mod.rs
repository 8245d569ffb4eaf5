//! "This is your address": answers STUN binding requests, and nothing else, on UDP.

pub mod message;

use crate::buckets::{Bucket, Buckets};
use crate::counters::Count;
use crate::house::House;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::Instant;

/// Larger than any binding request.
const DATAGRAM: usize = 1500;
/// Pause after the system could not receive.
const PAUSE: Duration = Duration::from_millis(10);

/// Answers until the server stops.
pub async fn serve(house: Arc<House>, socket: UdpSocket) {
    tokio::select! {
        () = answer(&house, &socket) => {}
        () = house.stopped.cancelled() => {}
    }
}

async fn answer(house: &House, socket: &UdpSocket) {
    let per_address = Buckets::new(house.limits.stun_per_address);
    let mut all = Bucket::new(Instant::now());
    let mut forget_at = Instant::now() + crate::server::FORGET;
    let mut datagram = [0; DATAGRAM];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut datagram).await else {
            // A port that is closed on the other side is reported here; it is no reason to end.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let now = Instant::now();
        if now >= forget_at {
            per_address.sweep();
            forget_at = now + crate::server::FORGET;
        }
        let Some(request) = message::read(&datagram[..length]) else {
            house.counters.add(Count::StunMalformed);
            continue;
        };
        // The address's own share first, so that one flood does not use up everybody's.
        let is_allowed =
            per_address.take(house.addresses.key(from.ip())).is_ok() && all.take(house.limits.stun, now).is_ok();
        if !is_allowed {
            house.counters.add(Count::StunLimited);
            continue;
        }
        // Sent or not: the asker asks again.
        let _ = socket.try_send_to(&request.answer(from), from);
        house.counters.add(Count::StunAnswered);
    }
}
