//! One WebSocket session: admission, relaying, close. One task and no buffer of its own.

use super::context::Context;
use super::{admission, seated};
use crate::base::counters::Count;
use crate::net::address::AddressKey;
use crate::net::connection_limiter::Permit;
use crate::ws::socket::Socket;
use plenum_shared::close;
use plenum_shared::limits::MESSAGE_BYTES;
use std::sync::Arc;

/// The close code for an end that both sides wanted (RFC 6455 §7.4.1).
pub const NORMAL: u16 = 1000;

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
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The connection is lost: there is nobody to send a close frame to.
    Gone,
    /// Ended by the server, or by both, with this close code.
    Code(u16),
}

/// Runs a session from the challenge to the close frame.
pub async fn run(context: Arc<Context>, mut socket: Socket, client: Client) {
    context.counters.add(Count::LineOpened);
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

async fn admit(
    context: &Arc<Context>,
    socket: &mut Socket,
    client: Client,
) -> Result<(Arc<Permit>, seated::Seat), CloseReason> {
    let permit = Arc::clone(&client.permit);
    let seat = tokio::select! {
        seat = admission::admit(context, socket, &client) => seat?,
        () = tokio::time::sleep(context.limits.admission) => {
            context.counters.add(Count::AdmissionTimeout);
            return Err(CloseReason::Code(close::TIMEOUT));
        }
        () = permit.revoked() => return Err(CloseReason::Code(revoked_code(context))),
    };
    match permit.admit() {
        Ok(()) => {
            socket.allow(MESSAGE_BYTES);
            Ok((permit, seat))
        }
        Err(_) => Err(CloseReason::Code(revoked_code(context))),
    }
}

/// A permit is revoked because the server stops, or because a newer connection needs the place.
fn revoked_code(context: &Context) -> u16 {
    match context.limiter.is_closed() {
        true => close::GOING_AWAY,
        false => close::TRY_LATER,
    }
}

async fn close(context: &Context, socket: Socket, reason: CloseReason) {
    match reason {
        CloseReason::Gone => {}
        CloseReason::Code(code) => Box::pin(socket.close(code, context.limits.close_timeout)).await,
    }
}
