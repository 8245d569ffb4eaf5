//! One WebSocket session: admission, relaying, close. One task and no buffer of its own.

use super::context::Context;
use super::{admission, seated};
use crate::base::counters::Count;
use crate::net::address::AddressKey;
use crate::net::connection_limiter::Permit;
use crate::net::listener::Transport;
use crate::ws::socket::Socket;
use plenum_rooms::close::CloseReason;
use plenum_shared::limits::MESSAGE_BYTES;
use std::sync::Arc;

/// What the upgrade request tells of the client.
pub struct Client {
    /// The connection's place in the limiter.
    pub permit: Arc<Permit>,
    /// On whose account failures go.
    pub address: AddressKey,
    /// First byte of the rooms this session may join.
    pub shard: u8,
    /// WebSocket origins a proof may have been made for.
    pub origins: Vec<String>,
    /// WebSocket origins of the requested host, where it is none of the configured ones: a proof for one of them is
    /// no forgery, the page was opened under the wrong address.
    pub other_names: Vec<String>,
    /// The host of the page that asks, without port: there it finds our relays.
    pub host: String,
}

/// Runs a session from the challenge to the close frame.
pub async fn run<S: Transport>(context: Arc<Context>, mut socket: Socket<S>, client: Client) {
    context.counters.add(Count::SessionOpened);
    // On the heap while it lasts: an idle session does not carry the memory of its admission.
    let reason = match Box::pin(admit(&context, &mut socket, client)).await {
        Ok((permit, seat)) => {
            let reason = seated::run(&context, &mut socket, seat).await;
            close(&context, socket, reason).await;
            drop(permit);
            return;
        }
        Err(reason) => reason,
    };
    close(&context, socket, reason).await;
}

async fn admit<S: Transport>(
    context: &Arc<Context>,
    socket: &mut Socket<S>,
    client: Client,
) -> Result<(Arc<Permit>, seated::Seat), CloseReason> {
    let permit = Arc::clone(&client.permit);
    let seat = tokio::select! {
        seat = admission::admit(context, socket, &client) => seat?,
        () = tokio::time::sleep(context.limits.admission) => {
            context.counters.add(Count::AdmissionTimeout);
            return Err(CloseReason::TimedOut);
        }
        () = permit.revoked() => return Err(why_revoked(context)),
    };
    match permit.admit() {
        Ok(()) => {
            socket.allow(MESSAGE_BYTES);
            Ok((permit, seat))
        }
        Err(_) => Err(why_revoked(context)),
    }
}

/// A permit is revoked because the server stops, or because a newer connection needs the place.
fn why_revoked(context: &Context) -> CloseReason {
    match context.limiter.is_closed() {
        true => CloseReason::GoingAway,
        false => CloseReason::NoRoom,
    }
}

async fn close<S: Transport>(context: &Context, socket: Socket<S>, reason: CloseReason) {
    if let Some(code) = reason.code() {
        Box::pin(socket.close(code, context.limits.close_timeout)).await;
    }
}
