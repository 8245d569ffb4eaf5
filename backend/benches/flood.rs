//! One flooder at the server's limits beside an honest meeting: who is closed, and how long honest peer messages take.
//!
//! `cargo bench -p plenum-server --bench flood`, or with another length in seconds: `… --bench flood -- 5`.

#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;
mod process;

use common::{Person, person};
use futures_util::{SinkExt, StreamExt};
use plenum_shared::codec::{decode, encode};
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, ServerMessage};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Seconds of each half unless said otherwise.
const SECONDS: u64 = 20;
/// Honest members: a usual meeting.
const HONEST: u8 = 6;
/// Between two peer messages of an honest member, each to the next of the others: half of what a seat may send.
const PAUSE: Duration = Duration::from_millis(100);
/// An honest peer message, bytes.
const MESSAGE: usize = 1024;
/// A peer message of the flood, bytes: the largest there is.
const FLOOD: usize = 64 * 1024 - frame::HEADER;
/// No honest peer message may take longer, 99 of 100.
const TARGET: Duration = Duration::from_millis(250);
/// After the last peer message, for those on their way.
const GRACE: Duration = Duration::from_secs(2);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn seat(server: SocketAddr, who: &Person) -> Socket {
    let (mut socket, _) = connect_async(format!("ws://{server}/ws/{:02x}", who.room.shard())).await.unwrap();
    loop {
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("ended before its seat") };
        match decode(&text).unwrap().message {
            ServerMessage::Challenge(challenge) => {
                let join = who.join(&format!("ws://{server}"), &challenge);
                socket.send(Message::text(encode(&ClientMessage::Join(join)))).await.unwrap();
            }
            ServerMessage::Seated {} => return socket,
            ServerMessage::Refused { reason, .. } => panic!("refused: {reason:?}"),
            _ => {}
        }
    }
}

/// What one honest member saw.
#[derive(Default)]
struct Seen {
    sent: usize,
    took: Vec<Duration>,
    closed: bool,
}

/// Talks to the others in turn until the end, and measures what comes from them.
async fn honest(mut socket: Socket, own: u8, begun: Instant, lasts: Duration) -> Seen {
    let (mut seen, mut turn, mut pause) = (Seen::default(), own, interval(PAUSE));
    while begun.elapsed() < lasts + GRACE {
        tokio::select! {
            _ = pause.tick() => {
                if begun.elapsed() > lasts {
                    continue;
                }
                turn = (turn + 1) % HONEST;
                if turn == own {
                    turn = (turn + 1) % HONEST;
                }
                let mut peer_message = vec![0; MESSAGE];
                peer_message[..8].copy_from_slice(&(begun.elapsed().as_nanos() as u64).to_le_bytes());
                let to = Seat { slot: turn.into(), generation: 0 };
                seen.closed |= socket.send(Message::binary(frame::join(to, &peer_message))).await.is_err();
                seen.sent += 1;
            }
            heard = socket.next() => match heard {
                Some(Ok(Message::Binary(bytes))) if bytes.len() == MESSAGE + frame::HEADER => {
                    let stamp = bytes[frame::HEADER..][..8].try_into().unwrap();
                    seen.took.push(begun.elapsed().saturating_sub(Duration::from_nanos(u64::from_le_bytes(stamp))));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => {
                    seen.closed = true;
                    return seen;
                }
                Some(Ok(_)) => {}
            },
        }
    }
    seen
}

/// As much as the server reads, all of it to everybody.
async fn flooder(mut socket: Socket, begun: Instant, lasts: Duration) -> usize {
    let mut sent = 0;
    while let Some(left) = lasts.checked_sub(begun.elapsed()) {
        let to = Seat { slot: (sent % usize::from(HONEST)) as u16, generation: 0 };
        match timeout(left, socket.send(Message::binary(frame::join(to, &[0; FLOOD])))).await {
            Ok(Ok(())) => sent += 1,
            Ok(Err(_)) | Err(_) => return sent,
        }
    }
    sent
}

/// One meeting; the 99th percentile and whether all honest connections stand.
async fn meeting(name: &str, lasts: Duration, flooded: bool) -> (Duration, bool) {
    let (_server, address) = process::start();
    let mut sockets = Vec::new();
    for who in 0..HONEST {
        sockets.push((who, seat(address, &person(1, 1, who)).await));
    }
    let flood = if flooded { Some(seat(address, &person(1, 1, 66)).await) } else { None };
    let begun = Instant::now();
    let flood = flood.map(|socket| tokio::spawn(flooder(socket, begun, lasts)));
    let honest: Vec<_> =
        sockets.into_iter().map(|(who, socket)| tokio::spawn(honest(socket, who, begun, lasts))).collect();
    let mut all = Seen::default();
    let mut closed = 0;
    for member in honest {
        let seen = member.await.unwrap();
        all.sent += seen.sent;
        all.took.extend(seen.took);
        closed += usize::from(seen.closed);
    }
    all.took.sort();
    let at = |hundredth: usize| all.took.get(all.took.len() * hundredth / 100).copied().unwrap_or(Duration::MAX);
    let ms = |took: Duration| took.as_secs_f64() * 1000.0;
    let floods = match flood {
        Some(flood) => format!(", {} peer messages of the flood", flood.await.unwrap()),
        None => String::new(),
    };
    println!(
        "{name}: honest peer messages p50 {:.1} ms, p99 {:.1} ms, {} of {} arrived, {closed} honest connections closed{floods}",
        ms(at(50)),
        ms(at(99)),
        all.took.len(),
        all.sent
    );
    (at(99), closed == 0)
}

fn main() {
    let seconds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(SECONDS);
    let lasts = Duration::from_secs(seconds);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let good = runtime.block_on(async {
        meeting("calm", lasts, false).await;
        let (p99, all_stand) = meeting("flooded", lasts, true).await;
        all_stand && p99 <= TARGET
    });
    assert!(
        good,
        "an honest connection was closed, or honest peer messages took longer than {} ms",
        TARGET.as_millis()
    );
}
