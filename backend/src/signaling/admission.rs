//! Admission: the challenge, the checks of a `join` (version, shard, both signatures, limits), and the welcome.

use super::context::Context;
use super::door::Guest;
use super::outbox::Outbox;
use super::pace::{Pace, SeatPace};
use super::rooms::{Greeting, NoSeat};
use super::seated;
use super::session::{Client, CloseReason, NORMAL};
use crate::base::counters::Count;
use crate::base::warnings::Warning;
use crate::net::origin::Origin;
use crate::ws::decoder::Message;
use crate::ws::socket::Socket;
use crate::ws::{Opcode, encoder};
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

/// Sends the challenge, checks the join, and takes a seat.
///
/// # Errors
/// How to close.
pub async fn admit(context: &Arc<Context>, socket: &mut Socket, client: &Client) -> Result<seated::Seat, CloseReason> {
    let nonce: [u8; 32] = random().ok_or(CloseReason::Code(close::TRY_LATER))?;
    send(socket, &ServerMessage::Challenge(Challenge { versions: [OLDEST_VERSION, VERSION], nonce })).await?;
    let (join, pace, size) = receive_join(context, socket).await?;
    match seat(context, client, &nonce, &join, pace, size) {
        Ok(seat) => Ok(seat),
        Err(Refused { reason, retry_after }) => {
            let origin = match reason {
                Refusal::Origin => context.origins.first().map(Origin::url),
                Refusal::Proof
                | Refusal::Shard
                | Refusal::Version
                | Refusal::RoomFull
                | Refusal::Busy
                | Refusal::TooMany
                | Refusal::Unknown => None,
            };
            let retry_after_ms = retry_after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
            send(socket, &ServerMessage::Refused { reason, retry_after_ms, origin }).await?;
            Err(CloseReason::Code(close::REFUSED))
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

async fn send(socket: &mut Socket, message: &ServerMessage) -> Result<(), CloseReason> {
    socket.queue(encoder::text(&encode(message)));
    socket.flush().await.map_err(|_| CloseReason::Gone)
}

/// Waits for `join`; also gives how many bytes it had. A `ping` before it is answered, anything else ends the session.
async fn receive_join(context: &Context, socket: &mut Socket) -> Result<(Join, Pace, usize), CloseReason> {
    let mut pace = Pace::new(Instant::now());
    loop {
        if let Some(wait) = pace.wait(&context.limits, Instant::now()) {
            context.counters.add(Count::Slowed);
            tokio::time::sleep(wait).await;
        }
        socket.ready().await.map_err(|fault| context.faulted(fault))?;
        let (reply, size) = match socket.take().map_err(|fault| context.faulted(fault))? {
            None | Some(Message::Pong) => (None, 0),
            Some(Message::Ping(bytes)) => (Some(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
            Some(Message::Close(_)) => return Err(CloseReason::Code(NORMAL)),
            Some(Message::Binary(_)) => return Err(context.not_understood()),
            Some(Message::Text(text)) => {
                let decoded = decode::<ClientMessage>(text).map_err(|_| context.not_understood())?;
                context.counters.add_many(Count::UnknownField, decoded.unknown_fields as u64);
                match decoded.message {
                    ClientMessage::Join(join) => return Ok((join, pace, text.len())),
                    ClientMessage::Leave {} => return Err(CloseReason::Code(NORMAL)),
                    ClientMessage::Ping {} => (Some(encoder::text(&encode(&ServerMessage::Pong {}))), text.len()),
                    ClientMessage::Pong {} => (None, text.len()),
                    ClientMessage::Unknown => {
                        context.counters.add(Count::UnknownMessage);
                        (None, text.len())
                    }
                }
            }
        };
        pace.spent(&context.limits, size, Instant::now());
        if let Some(reply) = reply {
            socket.queue(reply);
            socket.flush().await.map_err(|_| CloseReason::Gone)?;
        }
    }
}

/// Checks everything, then takes a seat.
fn seat(
    context: &Arc<Context>,
    client: &Client,
    nonce: &[u8; 32],
    join: &Join,
    pace: Pace,
    size: usize,
) -> Result<seated::Seat, Refused> {
    if !(OLDEST_VERSION..=VERSION).contains(&join.version) {
        context.counters.add(Count::BadVersion);
        return Err(Refused::finally(Refusal::Version));
    }
    if join.room.shard() != client.shard {
        context.counters.add(Count::BadShard);
        return Err(Refused::finally(Refusal::Shard));
    }
    // Invariant: no seat, door, room or limiter is asked before both proofs hold: a right proof never waits for the
    // wrong ones of its neighbours. All failures are answered with the same bytes.
    if !is_proven(&client.origins, nonce, join) {
        if is_proven(&client.other_names, nonce, join) {
            context.counters.add(Count::OtherName);
            context.warnings.once(Warning::OtherName);
            return Err(Refused::finally(Refusal::Origin));
        }
        context.counters.add(Count::BadProof);
        return Err(match context.failed_admissions.take(client.address) {
            Ok(()) => Refused::finally(Refusal::Proof),
            Err(wait) => {
                context.counters.add(Count::TooManyFailures);
                Refused::until(Refusal::TooMany, wait)
            }
        });
    }
    if !client.permit.may_admit() {
        context.counters.add(Count::AddressFull);
        context.warnings.once(Warning::AddressFull);
        return Err(Refused::until(Refusal::TooMany, BUSY_RETRY));
    }
    let line = context.rooms.line();
    let outbox = Arc::new(Outbox::new(context.queue_capacity()));
    let pace = SeatPace::new(pace);
    let guest = Guest { session_key: join.session_key, hello: &join.hello, line, outbox: &outbox, pace: &pace };
    let ice_servers = context.fresh_ice_servers();
    let greet = |greeting| welcome(context, &outbox, greeting, ice_servers);
    let (seated, pace) =
        context.rooms.enter(join.room, join.admission_key, &guest, client.address, greet).map_err(|why| match why {
            NoSeat::RoomFull => {
                context.counters.add(Count::RoomFull);
                Refused::until(Refusal::RoomFull, BUSY_RETRY)
            }
            NoSeat::DoorsFull => {
                context.counters.add(Count::DoorsFull);
                Refused::until(Refusal::Busy, BUSY_RETRY)
            }
            NoSeat::TooManyDoors(wait) => {
                context.counters.add(Count::TooManyDoors);
                Refused::until(Refusal::TooMany, wait)
            }
            NoSeat::TooManyArrivals(wait) => {
                context.counters.add(Count::TooManyArrivals);
                Refused::until(Refusal::TooMany, wait)
            }
            NoSeat::Closed => Refused::until(Refusal::Busy, Duration::ZERO),
        })?;
    // A join is a message of its seat, so that joining again and again is no way around the pace.
    let wait = pace.spent(&context.limits, size, Instant::now());
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
fn welcome(context: &Context, outbox: &Outbox, greeting: Greeting, ice: IceServers) {
    let mut peers = greeting.seated_peers;
    let rest = peers.split_off(peers.len().min(WELCOME_PEERS));
    let limits = Limits {
        message_bytes: MESSAGE_BYTES as u32,
        room_size: context.limits.room_size,
        burst_messages: context.limits.messages.burst,
        messages_per_second: per_second(context.limits.messages.every),
    };
    let welcome = Welcome {
        seat: greeting.seat,
        instance: context.instance.clone(),
        peers,
        ice_servers: ice.ice_servers,
        credential_lifetime_ms: ice.credential_lifetime_ms,
        stun_port: context.stun_port.get().copied(),
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
