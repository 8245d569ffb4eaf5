//! A seated session: relays messages both ways, sends pings, renews ICE servers, and ends with a close reason.

use super::context::Context;
use super::outbox::{End, Outbox};
use super::pace::SeatPace;
use super::rooms::Seated;
use super::session::{CloseReason, NORMAL};
use crate::base::counters::Count;
use crate::ws::decoder::Message;
use crate::ws::socket::Socket;
use crate::ws::{Opcode, encoder};
use bytes::Bytes;
use plenum_shared::codec::{decode, encode};
use plenum_shared::message::{ClientMessage, ServerMessage};
use plenum_shared::{close, frame};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// What a session has once it is admitted.
pub struct Seat {
    /// The hold on the seat.
    pub seated: Seated,
    /// The queue of messages to this session.
    pub outbox: Arc<Outbox>,
    /// What this seat has used of its allowance.
    pub pace: SeatPace,
    /// How long its socket is not to be read at first.
    pub wait: Option<Duration>,
}

/// What one message asks for.
enum Action {
    Nothing,
    Reply(Bytes),
    Leave,
    End(CloseReason),
}

/// Relays messages until the session ends.
pub async fn run(context: &Context, socket: &mut Socket, seat: Seat) -> CloseReason {
    let Seat { seated, outbox, pace, wait } = seat;
    let limits = &context.limits;
    let mut heard_at = Instant::now();
    let mut ping_at = heard_at + limits.ping;
    let mut read_at = heard_at + wait.unwrap_or_default();
    let mut renew_at = context.ice_servers.ends().then(|| heard_at + limits.credential_renewal);
    let mut alarm = pin!(sleep_until(ping_at));
    loop {
        let may_read = read_at <= Instant::now();
        let wake_at = if may_read { ping_at.min(heard_at + limits.dead) } else { ping_at.min(read_at) };
        let wake_at = renew_at.map_or(wake_at, |renew_at| wake_at.min(renew_at));
        if alarm.deadline() != wake_at {
            alarm.as_mut().reset(wake_at);
        }
        tokio::select! {
            // The queue is written first, so that a client cannot fill it by sending without pause.
            biased;
            waiting = outbox.ready() => {
                if let Err(end) = waiting {
                    return ended(context, end);
                }
                outbox.take(|frame| socket.queue(frame));
                if let Some(reason) = flush(context, socket).await {
                    return reason;
                }
            }
            ready = socket.ready(), if may_read => {
                if let Err(fault) = ready {
                    return context.faulted(fault);
                }
                heard_at = Instant::now();
                let (action, size) = receive(context, socket, &seated);
                if let Some(wait) = pace.spent(limits, size, heard_at) {
                    context.counters.add(Count::Slowed);
                    read_at = heard_at + wait;
                }
                match action {
                    Action::Nothing => {}
                    Action::Reply(frame) => {
                        socket.queue(frame);
                        if let Some(reason) = flush(context, socket).await {
                            return reason;
                        }
                    }
                    Action::Leave => {
                        seated.leave();
                        return CloseReason::Code(NORMAL);
                    }
                    Action::End(reason) => return reason,
                }
            }
            () = alarm.as_mut() => {
                let now = Instant::now();
                if may_read && now >= heard_at + limits.dead {
                    context.counters.add(Count::Silent);
                    return CloseReason::Code(close::TIMEOUT);
                }
                if now >= ping_at {
                    ping_at = now + limits.ping;
                    let _ = outbox.push(encoder::text(&encode(&ServerMessage::Ping {})));
                }
                if renew_at.is_some_and(|renew_at| now >= renew_at) {
                    renew_at = Some(now + limits.credential_renewal);
                    let fresh = ServerMessage::IceServers(context.fresh_ice_servers());
                    let _ = outbox.push(encoder::text(&encode(&fresh)));
                }
            }
        }
    }
}

/// Writes what is queued. Nothing is read meanwhile: a client that does not read is not relayed either.
async fn flush(context: &Context, socket: &mut Socket) -> Option<CloseReason> {
    match timeout(context.limits.write_stall, socket.flush()).await {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(context.faulted(fault)),
        Err(_) => Some(ended(context, End::TooSlow)),
    }
}

fn ended(context: &Context, end: End) -> CloseReason {
    let (count, code) = match end {
        End::Displaced => (Count::Displaced, close::DISPLACED),
        End::TooSlow => (Count::SlowReader, close::TRY_LATER),
        End::GoingAway => return CloseReason::Code(close::GOING_AWAY),
    };
    context.counters.add(count);
    CloseReason::Code(code)
}

/// Acts on the message the socket has ready, and says how many bytes it cost.
fn receive(context: &Context, socket: &mut Socket, seated: &Seated) -> (Action, usize) {
    match socket.take() {
        Err(fault) => (Action::End(context.faulted(fault)), 0),
        Ok(None | Some(Message::Pong)) => (Action::Nothing, 0),
        Ok(Some(Message::Ping(bytes))) => (Action::Reply(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
        // Closing without `leave` is losing the session: the seat is kept.
        Ok(Some(Message::Close(_))) => (Action::End(CloseReason::Code(NORMAL)), 0),
        Ok(Some(Message::Binary(bytes))) => match frame::split(bytes) {
            Some((to, message)) => {
                seated.deliver(to, message);
                (Action::Nothing, bytes.len())
            }
            None => (Action::End(context.not_understood()), bytes.len()),
        },
        Ok(Some(Message::Text(text))) => (receive_text(context, text), text.len()),
    }
}

fn receive_text(context: &Context, text: &str) -> Action {
    let Ok(decoded) = decode::<ClientMessage>(text) else { return Action::End(context.not_understood()) };
    context.counters.add_many(Count::UnknownField, decoded.unknown_fields as u64);
    match decoded.message {
        ClientMessage::Join(_) => Action::End(context.not_understood()),
        ClientMessage::Ping {} => Action::Reply(encoder::text(&encode(&ServerMessage::Pong {}))),
        ClientMessage::Pong {} => Action::Nothing,
        ClientMessage::Leave {} => Action::Leave,
        ClientMessage::Unknown => {
            context.counters.add(Count::UnknownMessage);
            Action::Nothing
        }
    }
}
