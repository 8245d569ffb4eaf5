//! Admission: sends the challenge, checks the `join` against it and against all limits, takes a seat, sends the welcome.

use super::context::Context;
use super::outbox::Outbox;
use super::seated;
use super::session::Client;
use crate::base::counters::Count;
use crate::base::warnings::Warning;
use crate::ice::turn::offer::{Holder, Offer};
use crate::net::listener::Transport;
use crate::net::origin::Origin;
use crate::ws::decoder::Message;
use crate::ws::socket::Socket;
use crate::ws::{Opcode, encoder};
use plenum_rooms::admission::{Asked, Rejected, check};
use plenum_rooms::close::CloseReason;
use plenum_rooms::door::Joiner;
use plenum_rooms::lock;
use plenum_rooms::pace::{Pace, SeatPace};
use plenum_rooms::request::{self, Request, Stage};
use plenum_rooms::rooms;
use plenum_rooms::welcome::{self, ServerInfo};
use plenum_shared::codec::encode;
use plenum_shared::limits::MESSAGE_BYTES;
use plenum_shared::message::{Challenge, Join, Limits, Refusal, ServerMessage};
use plenum_shared::{OLDEST_VERSION, VERSION};
use std::sync::Arc;
use std::time::Duration;

/// When to come back to a server, a room or an address that has all it can hold.
const BUSY_RETRY: Duration = Duration::from_secs(30);

/// Sends the challenge, checks the join, and takes a seat.
///
/// # Errors
/// How to close.
pub async fn admit<S: Transport>(
    context: &Arc<Context>,
    socket: &mut Socket<S>,
    client: &Client,
) -> Result<seated::Seat, CloseReason> {
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce).map_err(|_| CloseReason::NoRoom)?;
    send(socket, &ServerMessage::Challenge(Challenge { versions: [OLDEST_VERSION, VERSION], nonce })).await?;
    let (join, pace, size) = receive_join(context, socket).await?;
    match take_seat(context, client, &nonce, &join, pace, size) {
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
            Err(CloseReason::Refused)
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

async fn send<S: Transport>(socket: &mut Socket<S>, message: &ServerMessage) -> Result<(), CloseReason> {
    socket.queue(encoder::text(&encode(message)));
    socket.flush().await.map_err(|_| CloseReason::ConnectionLost)
}

/// Waits for `join`; also gives how many bytes it had. A `ping` before it is answered, anything else ends the session.
async fn receive_join<S: Transport>(
    context: &Context,
    socket: &mut Socket<S>,
) -> Result<(Box<Join>, Pace, usize), CloseReason> {
    let clock = &context.clock;
    let mut pace = Pace::new(clock.now());
    loop {
        if let Some(wait) = pace.wait(&context.allowance, clock.now()) {
            context.counters.add(Count::Slowed);
            tokio::time::sleep(wait).await;
        }
        socket.ready().await.map_err(|fault| context.faulted(fault))?;
        let (reply, size) = match socket.take().map_err(|fault| context.faulted(fault))? {
            None | Some(Message::Pong) => (None, 0),
            Some(Message::Ping(bytes)) => (Some(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
            Some(Message::Close(_)) => return Err(CloseReason::Normal),
            Some(Message::Binary(bytes)) => match request::binary(Stage::Joining, bytes) {
                Request::Close(reason) => return Err(context.closed(reason)),
                Request::Join(_)
                | Request::Reply(_)
                | Request::Relay(..)
                | Request::Leave
                | Request::Nothing
                | Request::Unknown => (None, bytes.len()),
            },
            Some(Message::Text(text)) => {
                let (request, unknown_fields) = request::text(Stage::Joining, text);
                context.counters.add_many(Count::UnknownField, unknown_fields as u64);
                match request {
                    Request::Join(join) => return Ok((join, pace, text.len())),
                    Request::Close(reason) => return Err(context.closed(reason)),
                    Request::Reply(message) => (Some(encoder::text(&encode(&message))), text.len()),
                    Request::Unknown => {
                        context.counters.add(Count::UnknownMessage);
                        (None, text.len())
                    }
                    Request::Nothing | Request::Leave | Request::Relay(..) => (None, text.len()),
                }
            }
        };
        pace.spent(&context.allowance, size, clock.now());
        if let Some(reply) = reply {
            socket.queue(reply);
            socket.flush().await.map_err(|_| CloseReason::ConnectionLost)?;
        }
    }
}

/// Checks everything, then takes a seat.
fn take_seat(
    context: &Context,
    client: &Client,
    nonce: &[u8; 32],
    join: &Join,
    pace: Pace,
    size: usize,
) -> Result<seated::Seat, Refused> {
    // Invariant: no seat, door, room or limiter is asked before both proofs hold: a right proof never waits for the
    // wrong ones of its neighbours.
    let asked = Asked { shard: client.shard, nonce, origins: &client.origins, other_names: &client.other_names };
    check(join, &asked).map_err(|why| rejected(context, client, why))?;
    if !client.permit.may_admit() {
        context.counters.add(Count::AddressFull);
        context.warnings.once(Warning::AddressFull);
        return Err(Refused::until(Refusal::TooMany, BUSY_RETRY));
    }
    let outbox = Arc::new(Outbox::new(context.queue_capacity()));
    let joiner = Joiner {
        session_key: join.session_key,
        hello: &join.hello,
        session: context.rooms.session(),
        handle: Arc::clone(&outbox),
        pace: SeatPace::new(pace),
    };
    let relays = context.relays.get();
    // Looked at before the welcome is made: told twice is told.
    let is_told_of_relays = relays.is_none_or(Offer::has_begun);
    let holder = relays.map(|relays| relays.holder(&join.room, &join.admission_key, &join.session_key, &client.host));
    let server = server_info(context, holder.as_ref());
    let greet = |roster| {
        for message in welcome::messages(roster, server) {
            // The largest room fits into an empty queue (`LARGEST_ROOM`).
            let _ = outbox.push(encoder::text(&encode(&message)));
        }
    };
    let door = (join.room, join.admission_key);
    let (seated, pace) =
        context.rooms.join(door, joiner, client.address, greet).map_err(|why| no_seat(context, why))?;
    // A join is a message of its seat, so that joining again and again is no way around the pace.
    let wait = pace.spent(&context.allowance, size, context.clock.now());
    // Before the welcome is written, so that a page finds the door of the relays open.
    let relays = relays.zip(holder).map(|(relays, holder)| {
        let hold = relays.seated(&holder);
        (holder, hold)
    });
    Ok(seated::Seat { seated, outbox, pace, wait, relays, is_told_of_relays })
}

/// Counts a join that proved nothing, and says how to answer it.
fn rejected(context: &Context, client: &Client, why: Rejected) -> Refused {
    match why {
        Rejected::Version => {
            context.counters.add(Count::BadVersion);
            Refused::finally(Refusal::Version)
        }
        Rejected::Shard => {
            context.counters.add(Count::BadShard);
            Refused::finally(Refusal::Shard)
        }
        Rejected::OtherName => {
            context.counters.add(Count::OtherName);
            context.warnings.once(Warning::OtherName);
            Refused::finally(Refusal::Origin)
        }
        Rejected::Proof => {
            context.counters.add(Count::BadProof);
            match lock(&context.failed_admissions).take(client.address, context.clock.now()) {
                Ok(()) => Refused::finally(Refusal::Proof),
                Err(wait) => {
                    context.counters.add(Count::TooManyFailures);
                    Refused::until(Refusal::TooMany, wait)
                }
            }
        }
    }
}

/// Counts a join for which there was no seat, and says how to answer it.
fn no_seat(context: &Context, why: rooms::Refused) -> Refused {
    match why {
        rooms::Refused::RoomFull => {
            context.counters.add(Count::RoomFull);
            Refused::until(Refusal::RoomFull, BUSY_RETRY)
        }
        rooms::Refused::DoorsFull => {
            context.counters.add(Count::DoorsFull);
            Refused::until(Refusal::Busy, BUSY_RETRY)
        }
        rooms::Refused::TooManyDoors(wait) => {
            context.counters.add(Count::TooManyDoors);
            Refused::until(Refusal::TooMany, wait)
        }
        rooms::Refused::TooManyArrivals(wait) => {
            context.counters.add(Count::TooManyArrivals);
            Refused::until(Refusal::TooMany, wait)
        }
        rooms::Refused::Closed => Refused::until(Refusal::Busy, Duration::ZERO),
    }
}

/// What a welcome tells of this server, with credentials that begin now.
fn server_info(context: &Context, holder: Option<&Holder>) -> ServerInfo {
    ServerInfo {
        instance: context.instance.clone(),
        ice_servers: context.fresh_ice_servers(holder),
        stun_port: context.stun_port.get().copied(),
        limits: Limits {
            message_bytes: MESSAGE_BYTES as u32,
            room_size: context.limits.room_size,
            burst_messages: context.limits.messages.burst,
            messages_per_second: per_second(context.limits.messages.every),
        },
    }
}

fn per_second(every: Duration) -> u32 {
    (Duration::from_secs(1).as_nanos() / every.as_nanos().max(1)).try_into().unwrap_or(u32::MAX)
}
