//! A seated session: relays messages both ways, sends pings, renews ICE servers, and ends with a close reason.

use super::context::Context;
use super::outbox::Outbox;
use super::rooms::Seated;
use crate::base::counters::Count;
use crate::ice::turn::offer::{Hold, Holder};
use crate::net::listener::Transport;
use crate::ws::decoder::Message;
use crate::ws::socket::Socket;
use crate::ws::{Opcode, encoder};
use bytes::Bytes;
use plenum_rooms::close::CloseReason;
use plenum_rooms::keep_alive::{Due, KeepAlive};
use plenum_rooms::pace::SeatPace;
use plenum_rooms::request::{self, Request, Stage};
use plenum_shared::codec::encode;
use plenum_shared::message::ServerMessage;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep_until, timeout};

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
    /// What it has of our own relays.
    pub relays: Option<(Holder, Hold)>,
    /// False if those begin later: then its page is told when they do.
    pub is_told_of_relays: bool,
}

/// What is left to do after a message.
enum Action {
    Nothing,
    Reply(Bytes),
    Leave,
    End(CloseReason),
}

/// Relays messages until the session ends.
pub async fn run<S: Transport>(context: &Context, socket: &mut Socket<S>, seat: Seat) -> CloseReason {
    let Seat { seated, outbox, pace, wait, relays, mut is_told_of_relays } = seat;
    let clock = &context.clock;
    let begun = clock.now();
    let mut keep_alive = KeepAlive::new(context.intervals(), begun);
    let mut read_at = begun + wait.unwrap_or_default();
    let mut renew_at = context.renewal().map(|renewal| begun + renewal);
    let mut alarm = pin!(sleep_until(clock.instant(begun)));
    loop {
        let is_reading = read_at <= clock.now();
        let alive_at = keep_alive.deadline(context.intervals(), is_reading);
        let wake_at = if is_reading { alive_at } else { alive_at.min(read_at) };
        let wake_at = clock.instant(renew_at.map_or(wake_at, |renew_at| wake_at.min(renew_at)));
        if alarm.deadline() != wake_at {
            alarm.as_mut().reset(wake_at);
        }
        tokio::select! {
            // The queue is written first, so that a client cannot fill it by sending without pause.
            biased;
            waiting = outbox.ready() => {
                if let Err(reason) = waiting {
                    return context.closed(reason);
                }
                outbox.take(|frame| socket.queue(frame));
                if let Some(reason) = flush(context, socket).await {
                    return reason;
                }
            }
            ready = socket.ready(), if is_reading => {
                if let Err(fault) = ready {
                    return context.faulted(fault);
                }
                let now = clock.now();
                keep_alive.heard(now);
                let (action, size) = receive(context, socket, &seated);
                if let Some(wait) = pace.spent(&context.allowance, size, now) {
                    context.counters.add(Count::Slowed);
                    read_at = now + wait;
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
                        if let Some((_, hold)) = relays {
                            hold.leave();
                        }
                        return CloseReason::Normal;
                    }
                    Action::End(reason) => return reason,
                }
            }
            () = alarm.as_mut() => {
                let now = clock.now();
                match keep_alive.due(context.intervals(), is_reading, now) {
                    Due::Nothing => {}
                    Due::Ping => {
                        let _ = outbox.push(encoder::text(&encode(&ServerMessage::Ping {})));
                    }
                    Due::Dead => {
                        context.counters.add(Count::Silent);
                        return CloseReason::TimedOut;
                    }
                }
                if renew_at.is_some_and(|renew_at| now >= renew_at) {
                    renew_at = Some(now + context.limits.credential_renewal);
                    tell_ice_servers(context, &outbox, relays.as_ref());
                }
            }
            () = context.relays_begun(), if !is_told_of_relays => {
                is_told_of_relays = true;
                renew_at = Some(clock.now() + context.limits.credential_renewal);
                tell_ice_servers(context, &outbox, relays.as_ref());
            }
        }
    }
}

fn tell_ice_servers(context: &Context, outbox: &Outbox, relays: Option<&(Holder, Hold)>) {
    let fresh = ServerMessage::IceServers(context.fresh_ice_servers(relays.map(|(holder, _)| holder)));
    let _ = outbox.push(encoder::text(&encode(&fresh)));
}

/// Writes what is queued. Nothing is read meanwhile: a client that does not read is not relayed either.
async fn flush<S: Transport>(context: &Context, socket: &mut Socket<S>) -> Option<CloseReason> {
    match timeout(context.limits.write_stall, socket.flush()).await {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(context.faulted(fault)),
        Err(_) => Some(context.closed(CloseReason::SlowReader)),
    }
}

/// Acts on the message the socket has ready, and says how many bytes it cost.
fn receive<S: Transport>(context: &Context, socket: &mut Socket<S>, seated: &Seated) -> (Action, usize) {
    match socket.take() {
        Err(fault) => (Action::End(context.faulted(fault)), 0),
        Ok(None | Some(Message::Pong)) => (Action::Nothing, 0),
        Ok(Some(Message::Ping(bytes))) => (Action::Reply(encoder::frame(Opcode::Pong, &[bytes])), bytes.len()),
        // Closing without `leave` is losing the session: the seat is kept.
        Ok(Some(Message::Close(_))) => (Action::End(CloseReason::Normal), 0),
        Ok(Some(Message::Binary(bytes))) => (act(context, seated, request::binary(Stage::Seated, bytes)), bytes.len()),
        Ok(Some(Message::Text(text))) => {
            let (request, unknown_fields) = request::text(Stage::Seated, text);
            context.counters.add_many(Count::UnknownField, unknown_fields as u64);
            (act(context, seated, request), text.len())
        }
    }
}

fn act(context: &Context, seated: &Seated, request: Request<'_>) -> Action {
    match request {
        Request::Relay(to, message) => {
            seated.relay(to, message);
            Action::Nothing
        }
        Request::Reply(message) => Action::Reply(encoder::text(&encode(&message))),
        Request::Leave => Action::Leave,
        Request::Nothing => Action::Nothing,
        Request::Unknown => {
            context.counters.add(Count::UnknownMessage);
            Action::Nothing
        }
        // Only asked for before there is a seat.
        Request::Join(_) => Action::End(context.closed(CloseReason::NotUnderstood)),
        Request::Close(reason) => Action::End(context.closed(reason)),
    }
}
