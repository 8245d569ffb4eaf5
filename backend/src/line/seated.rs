//! A line with a seat: messages in, messages out, a sign of life now and then.

use super::Farewell;
use super::outbox::{End, Outbox};
use super::pace::SeatPace;
use crate::counters::Count;
use crate::house::House;
use crate::rooms::Seated;
use crate::websocket::decoder::Message;
use crate::websocket::socket::Socket;
use crate::websocket::{Opcode, encoder};
use bytes::Bytes;
use plenum_shared::codec::{decode, encode};
use plenum_shared::message::{ClientMessage, ServerMessage};
use plenum_shared::{close, frame};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// What a line has once it is admitted.
pub struct Seat {
    /// The hold on the seat.
    pub seated: Seated,
    /// What waits to be written to this line.
    pub outbox: Arc<Outbox>,
    /// What this seat has used of its allowance.
    pub pace: SeatPace,
    /// How long its line is not to be read at first.
    pub wait: Option<Duration>,
}

/// What one message asks for.
enum Heard {
    Nothing,
    Reply(Bytes),
    Leave,
    End(Farewell),
}

/// Passes messages until the line ends.
pub async fn run(house: &House, socket: &mut Socket, seat: Seat) -> Farewell {
    let Seat { seated, outbox, pace, wait } = seat;
    let limits = &house.limits;
    let mut heard_at = Instant::now();
    let mut ping_at = heard_at + limits.ping;
    let mut read_at = heard_at + wait.unwrap_or_default();
    let mut renew_at = house.ice_servers.ends().then(|| heard_at + limits.credential_renewal);
    let mut alarm = pin!(sleep_until(ping_at));
    loop {
        let may_read = read_at <= Instant::now();
        let wake_at = if may_read { ping_at.min(heard_at + limits.dead) } else { ping_at.min(read_at) };
        let wake_at = renew_at.map_or(wake_at, |renew_at| wake_at.min(renew_at));
        if alarm.deadline() != wake_at {
            alarm.as_mut().reset(wake_at);
        }
        tokio::select! {
            // What is waiting goes out first, so that nobody can fill an outbox by keeping its line busy talking.
            biased;
            waiting = outbox.ready() => {
                if let Err(end) = waiting {
                    return ended(house, end);
                }
                outbox.take(|frame| socket.queue(frame));
                if let Some(farewell) = flush(house, socket).await {
                    return farewell;
                }
            }
            ready = socket.ready(), if may_read => {
                if let Err(fault) = ready {
                    return house.farewell(fault);
                }
                heard_at = Instant::now();
                let (heard, size) = hear(house, socket, &seated);
                if let Some(wait) = pace.spent(limits, size, heard_at) {
                    house.counters.add(Count::Slowed);
                    read_at = heard_at + wait;
                }
                match heard {
                    Heard::Nothing => {}
                    Heard::Reply(frame) => {
                        socket.queue(frame);
                        if let Some(farewell) = flush(house, socket).await {
                            return farewell;
                        }
                    }
                    Heard::Leave => {
                        seated.leave();
                        return Farewell::Close(super::NORMAL);
                    }
                    Heard::End(farewell) => return farewell,
                }
            }
            () = alarm.as_mut() => {
                let now = Instant::now();
                if may_read && now >= heard_at + limits.dead {
                    house.counters.add(Count::Silent);
                    return Farewell::Close(close::TIMEOUT);
                }
                if now >= ping_at {
                    ping_at = now + limits.ping;
                    let _ = outbox.push(encoder::text(&encode(&ServerMessage::Ping {})));
                }
                if renew_at.is_some_and(|renew_at| now >= renew_at) {
                    renew_at = Some(now + limits.credential_renewal);
                    let fresh = ServerMessage::IceServers(house.fresh_ice_servers());
                    let _ = outbox.push(encoder::text(&encode(&fresh)));
                }
            }
        }
    }
}

/// Writes what is lined up; not while reading too, so that who does not read is not heard either.
async fn flush(house: &House, socket: &mut Socket) -> Option<Farewell> {
    match timeout(house.limits.write_stall, socket.flush()).await {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(house.farewell(fault)),
        Err(_) => Some(ended(house, End::TooSlow)),
    }
}

fn ended(house: &House, end: End) -> Farewell {
    let (count, code) = match end {
        End::Displaced => (Count::Displaced, close::DISPLACED),
        End::TooSlow => (Count::SlowReader, close::TRY_LATER),
        End::GoingAway => return Farewell::Close(close::GOING_AWAY),
    };
    house.counters.add(count);
    Farewell::Close(code)
}

/// Acts on the message the socket has ready, and says how many bytes it cost.
fn hear(house: &House, socket: &mut Socket, seated: &Seated) -> (Heard, usize) {
    match socket.take() {
        Err(fault) => (Heard::End(house.farewell(fault)), 0),
        Ok(None | Some(Message::Pong)) => (Heard::Nothing, 0),
        Ok(Some(Message::Ping(bytes))) => (Heard::Reply(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
        // Hanging up without `leave` is losing the line: the seat is kept.
        Ok(Some(Message::Close(_))) => (Heard::End(Farewell::Close(super::NORMAL)), 0),
        Ok(Some(Message::Binary(bytes))) => match frame::split(bytes) {
            Some((to, message)) => {
                seated.deliver(to, message);
                (Heard::Nothing, bytes.len())
            }
            None => (Heard::End(house.not_understood()), bytes.len()),
        },
        Ok(Some(Message::Text(text))) => (hear_word(house, text), text.len()),
    }
}

fn hear_word(house: &House, text: &str) -> Heard {
    let Ok(said) = decode::<ClientMessage>(text) else { return Heard::End(house.not_understood()) };
    house.counters.add_many(Count::UnknownField, said.unknown_fields as u64);
    match said.message {
        ClientMessage::Join(_) => Heard::End(house.not_understood()),
        ClientMessage::Ping {} => Heard::Reply(encoder::text(&encode(&ServerMessage::Pong {}))),
        ClientMessage::Pong {} => Heard::Nothing,
        ClientMessage::Leave {} => Heard::Leave,
        ClientMessage::Unknown => {
            house.counters.add(Count::UnknownMessage);
            Heard::Nothing
        }
    }
}
