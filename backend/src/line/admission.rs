//! From challenge to seat: what a page has to prove before any seat is touched.

use super::outbox::Outbox;
use super::pace::{Pace, SeatPace};
use super::{Caller, Farewell, seated};
use crate::counters::Count;
use crate::hints::Hint;
use crate::house::House;
use crate::origin::Origin;
use crate::rooms::door::Guest;
use crate::rooms::{Greeting, NoSeat};
use crate::websocket::decoder::Message;
use crate::websocket::socket::Socket;
use crate::websocket::{Opcode, encoder};
use ed25519_dalek::{Signature, VerifyingKey};
use plenum_shared::admit::Admission;
use plenum_shared::codec::{decode, encode};
use plenum_shared::ids::PublicKey;
use plenum_shared::limits::{HELLO_BYTES, MESSAGE_BYTES, WELCOME_PEERS};
use plenum_shared::message::{Challenge, ClientMessage, IceServers, Join, Limits, Refusal, ServerMessage, Welcome};
use plenum_shared::{OLDEST_VERSION, VERSION, close, ids};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// When to come back to a server, a room or an address that has all it can hold.
const BUSY_RETRY: Duration = Duration::from_secs(30);

/// Says the challenge, hears the join, and finds a seat.
///
/// # Errors
/// How to close.
pub async fn admit(house: &Arc<House>, socket: &mut Socket, caller: &Caller) -> Result<seated::Seat, Farewell> {
    let nonce: [u8; 32] = random().ok_or(Farewell::Close(close::TRY_LATER))?;
    say(socket, &ServerMessage::Challenge(Challenge { versions: [OLDEST_VERSION, VERSION], nonce })).await?;
    let (join, pace, size) = hear_join(house, socket).await?;
    match seat(house, caller, &nonce, &join, pace, size) {
        Ok(seat) => Ok(seat),
        Err(Refused { reason, retry_after }) => {
            let origin = match reason {
                Refusal::Origin => house.origins.first().map(Origin::url),
                Refusal::Proof
                | Refusal::Shard
                | Refusal::Version
                | Refusal::RoomFull
                | Refusal::Busy
                | Refusal::TooMany
                | Refusal::Unknown => None,
            };
            let retry_after_ms = retry_after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
            say(socket, &ServerMessage::Refused { reason, retry_after_ms, origin }).await?;
            Err(Farewell::Close(close::REFUSED))
        }
    }
}

struct Refused {
    reason: Refusal,
    retry_after: Option<Duration>,
}

impl Refused {
    fn finally(reason: Refusal) -> Refused {
        Refused { reason, retry_after: None }
    }

    fn until(reason: Refusal, retry_after: Duration) -> Refused {
        Refused { reason, retry_after: Some(retry_after) }
    }
}

async fn say(socket: &mut Socket, message: &ServerMessage) -> Result<(), Farewell> {
    socket.queue(encoder::text(&encode(message)));
    socket.flush().await.map_err(|_| Farewell::Gone)
}

/// Waits for `join` and says how many bytes it had; small talk before it is answered, anything else ends the line.
async fn hear_join(house: &House, socket: &mut Socket) -> Result<(Join, Pace, usize), Farewell> {
    let mut pace = Pace::new(Instant::now());
    loop {
        if let Some(wait) = pace.wait(&house.limits, Instant::now()) {
            house.counters.add(Count::Slowed);
            tokio::time::sleep(wait).await;
        }
        socket.ready().await.map_err(|fault| house.farewell(fault))?;
        let (reply, size) = match socket.take().map_err(|fault| house.farewell(fault))? {
            None | Some(Message::Pong) => (None, 0),
            Some(Message::Ping(bytes)) => (Some(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
            Some(Message::Close(_)) => return Err(Farewell::Close(super::NORMAL)),
            Some(Message::Binary(_)) => return Err(house.not_understood()),
            Some(Message::Text(text)) => {
                let said = decode::<ClientMessage>(text).map_err(|_| house.not_understood())?;
                house.counters.add_many(Count::UnknownField, said.unknown_fields as u64);
                match said.message {
                    ClientMessage::Join(join) => return Ok((join, pace, text.len())),
                    ClientMessage::Leave {} => return Err(Farewell::Close(super::NORMAL)),
                    ClientMessage::Ping {} => (Some(encoder::text(&encode(&ServerMessage::Pong {}))), text.len()),
                    ClientMessage::Pong {} => (None, text.len()),
                    ClientMessage::Unknown => {
                        house.counters.add(Count::UnknownMessage);
                        (None, text.len())
                    }
                }
            }
        };
        pace.spent(&house.limits, size, Instant::now());
        if let Some(reply) = reply {
            socket.queue(reply);
            socket.flush().await.map_err(|_| Farewell::Gone)?;
        }
    }
}

/// Checks everything, then sits the guest down.
fn seat(
    house: &Arc<House>,
    caller: &Caller,
    nonce: &[u8; 32],
    join: &Join,
    pace: Pace,
    size: usize,
) -> Result<seated::Seat, Refused> {
    if !(OLDEST_VERSION..=VERSION).contains(&join.version) {
        house.counters.add(Count::BadVersion);
        return Err(Refused::finally(Refusal::Version));
    }
    if join.room.shard() != caller.shard {
        house.counters.add(Count::BadShard);
        return Err(Refused::finally(Refusal::Shard));
    }
    // Invariant: no seat, door or room is looked at before both proofs hold, and no limiter either: a right proof
    // never waits for the wrong ones of its neighbours. All failures read the same.
    if !is_proven(&caller.origins, nonce, join) {
        if is_proven(&caller.other_names, nonce, join) {
            house.counters.add(Count::OtherName);
            house.hints.give(Hint::OtherName, &house.origins);
            return Err(Refused::finally(Refusal::Origin));
        }
        house.counters.add(Count::BadProof);
        return Err(match house.failed_admissions.take(caller.address) {
            Ok(()) => Refused::finally(Refusal::Proof),
            Err(wait) => {
                house.counters.add(Count::TooManyFailures);
                Refused::until(Refusal::TooMany, wait)
            }
        });
    }
    if !caller.visit.may_sit() {
        house.counters.add(Count::AddressFull);
        house.hints.give(Hint::AddressFull, &house.origins);
        return Err(Refused::until(Refusal::TooMany, BUSY_RETRY));
    }
    let line = house.rooms.line();
    let outbox = Arc::new(Outbox::new(house.queue_capacity()));
    let pace = SeatPace::new(pace);
    let guest = Guest { session_key: join.session_key, hello: &join.hello, line, outbox: &outbox, pace: &pace };
    let ice_servers = house.fresh_ice_servers();
    let greet = |greeting| welcome(house, &outbox, greeting, ice_servers);
    let (seated, pace) =
        house.rooms.enter(join.room, join.admission_key, &guest, caller.address, greet).map_err(|why| match why {
            NoSeat::RoomFull => {
                house.counters.add(Count::RoomFull);
                Refused::until(Refusal::RoomFull, BUSY_RETRY)
            }
            NoSeat::DoorsFull => {
                house.counters.add(Count::DoorsFull);
                Refused::until(Refusal::Busy, BUSY_RETRY)
            }
            NoSeat::TooManyDoors(wait) => {
                house.counters.add(Count::TooManyDoors);
                Refused::until(Refusal::TooMany, wait)
            }
            NoSeat::TooManyArrivals(wait) => {
                house.counters.add(Count::TooManyArrivals);
                Refused::until(Refusal::TooMany, wait)
            }
            NoSeat::Closed => Refused::until(Refusal::Busy, Duration::ZERO),
        })?;
    // A join is a message of its seat, so that joining again and again is no way around the pace.
    let wait = pace.spent(&house.limits, size, Instant::now());
    Ok(seated::Seat { seated, outbox, pace, wait })
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

fn is_proven(origins: &[String], nonce: &[u8; 32], join: &Join) -> bool {
    if join.hello.len() > HELLO_BYTES {
        return false;
    }
    let (Some(admission_key), Some(session_key)) = (strong(&join.admission_key), strong(&join.session_key)) else {
        return false;
    };
    origins.iter().any(|origin| {
        let said = Admission {
            origin,
            nonce,
            room: &join.room,
            admission_key: &join.admission_key,
            session_key: &join.session_key,
            hello: &join.hello,
            version: join.version,
        }
        .bytes();
        is_signed(&admission_key, &said, &join.admission_signature)
            && is_signed(&session_key, &said, &join.session_signature)
    })
}

/// A point of large order (a small one would verify many signatures over many messages).
fn strong(key: &PublicKey) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&key.0).ok().filter(|key| !key.is_weak())
}

fn is_signed(key: &VerifyingKey, said: &[u8], signature: &ids::Signature) -> bool {
    key.verify_strict(said, &Signature::from_bytes(&signature.0)).is_ok()
}

/// Lines up `welcome`, those who did not fit into it, and `seated`.
fn welcome(house: &House, outbox: &Outbox, greeting: Greeting, ice: IceServers) {
    let mut peers = greeting.seated_peers;
    let rest = peers.split_off(peers.len().min(WELCOME_PEERS));
    let limits = Limits {
        message_bytes: MESSAGE_BYTES as u32,
        room_size: house.limits.room_size,
        burst_messages: house.limits.messages.burst,
        messages_per_second: per_second(house.limits.messages.every),
    };
    let welcome = Welcome {
        seat: greeting.seat,
        instance: house.instance.clone(),
        peers,
        ice_servers: ice.ice_servers,
        credential_lifetime_ms: ice.credential_lifetime_ms,
        stun_port: house.stun_port(),
        limits,
        other_door: greeting.other_door,
        capabilities: Vec::new(),
    };
    let present = rest.into_iter().map(|seated_peer| ServerMessage::Arrived { seated_peer, present: true });
    for message in [ServerMessage::Welcome(welcome)].into_iter().chain(present).chain([ServerMessage::Seated {}]) {
        // The largest room fits into an empty outbox (`LARGEST_ROOM`).
        let _ = outbox.push(encoder::text(&encode(&message)));
    }
}

fn per_second(every: Duration) -> u32 {
    (Duration::from_secs(1).as_nanos() / every.as_nanos().max(1)).try_into().unwrap_or(u32::MAX)
}
