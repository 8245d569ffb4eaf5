//! One line's life: prove, sit, pass messages on, say goodbye. One task, no buffers of its own.

pub mod admission;
pub mod outbox;
pub mod pace;
pub mod seated;

use crate::address::AddressKey;
use crate::counters::Count;
use crate::gate::Visit;
use crate::house::House;
use crate::websocket::socket::Socket;
use plenum_shared::close;
use plenum_shared::limits::MESSAGE_BYTES;
use std::sync::Arc;

/// The close code for an end both sides wanted (RFC 6455 §7.4.1).
const NORMAL: u16 = 1000;

/// Who dialled, as far as the server knows.
pub struct Caller {
    /// The socket's place at the gate.
    pub visit: Arc<Visit>,
    /// On whose account failures go.
    pub address: AddressKey,
    /// First byte of the rooms this line may ask for.
    pub shard: u8,
    /// WebSocket origins a proof may have been made for.
    pub origins: Vec<String>,
    /// WebSocket origins of the host that was dialled, where it is another than the configured ones: who proves for
    /// one of them made no mistake but opened the wrong address.
    pub other_names: Vec<String>,
}

/// How a line came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The other side is gone: nobody to tell.
    Gone,
    /// To be closed with this code.
    Close(u16),
}

/// Runs a line from its first message to its last.
pub async fn run(house: Arc<House>, mut socket: Socket, caller: Caller) {
    house.counters.add(Count::LineOpened);
    // On the heap while it lasts: an idle line does not carry the memory of its admission.
    let farewell = match Box::pin(admit(&house, &mut socket, caller)).await {
        Ok((visit, seat)) => {
            let farewell = seated::run(&house, &mut socket, seat).await;
            goodbye(&house, socket, farewell).await;
            drop(visit);
            return;
        }
        Err(farewell) => farewell,
    };
    goodbye(&house, socket, farewell).await;
}

async fn admit(
    house: &Arc<House>,
    socket: &mut Socket,
    caller: Caller,
) -> Result<(Arc<Visit>, seated::Seat), Farewell> {
    let visit = Arc::clone(&caller.visit);
    let seat = tokio::select! {
        seat = admission::admit(house, socket, &caller) => seat?,
        () = tokio::time::sleep(house.limits.admission) => {
            house.counters.add(Count::AdmissionTimeout);
            return Err(Farewell::Close(close::TIMEOUT));
        }
        () = visit.asked_to_leave() => return Err(Farewell::Close(leaving_code(house))),
    };
    match visit.seated() {
        Ok(()) => {
            socket.allow(MESSAGE_BYTES);
            Ok((visit, seat))
        }
        Err(_) => Err(Farewell::Close(leaving_code(house))),
    }
}

/// A line without a seat goes because the server does, or because others need its place.
fn leaving_code(house: &House) -> u16 {
    match house.gate.is_closed() {
        true => close::GOING_AWAY,
        false => close::TRY_LATER,
    }
}

async fn goodbye(house: &House, socket: Socket, farewell: Farewell) {
    match farewell {
        Farewell::Gone => {}
        Farewell::Close(code) => Box::pin(socket.close(code, house.limits.goodbye)).await,
    }
}
