//! Idle bytes per signaling connection: a server of its own process, thousands of connections over loopback, one number.
//!
//! `cargo bench -p plenum-server --bench idle`, or with another number of connections: `… --bench idle -- 1000`.

#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;
mod process;

use common::Person;
use ed25519_dalek::SigningKey;
use futures_util::{SinkExt, StreamExt};
use plenum_shared::codec::{decode, encode};
use plenum_shared::ids::RoomId;
use plenum_shared::message::{ClientMessage, ServerMessage};
use process::{resident, start};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Connections unless said otherwise.
const CONNECTIONS: usize = 4_000;
/// Members of one room: a usual meeting.
const ROOM: usize = 8;
/// Connections per source address, below the server's share.
const PER_ADDRESS: usize = 50;
/// Joins at the same time.
const AT_ONCE: usize = 32;
/// A sealed hello with its capabilities, bytes.
const HELLO: usize = 300;
/// The whole run; connections that answer no ping live for 45 s.
const PATIENCE: Duration = Duration::from_secs(40);

/// Number `n` of the crowd, in its room.
fn member(n: usize) -> Person {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&(n as u64).to_le_bytes());
    let mut room = [0; 16];
    room[..8].copy_from_slice(&((n / ROOM) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Person {
        room: RoomId(room),
        admission: SigningKey::from_bytes(&[1; 32]),
        session: SigningKey::from_bytes(&seed),
        hello: vec![n as u8; HELLO],
    }
}

async fn seat(n: usize, server: SocketAddr) -> WebSocketStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    let from = (n / PER_ADDRESS + 2) as u32;
    socket.bind(SocketAddr::from((Ipv4Addr::from(0x7f00_0000 + from), 0))).unwrap();
    let stream = socket.connect(server).await.unwrap();
    let config = WebSocketConfig::default().read_buffer_size(512).write_buffer_size(0);
    let person = member(n);
    let url = format!("ws://{server}/ws/{:02x}", person.room.shard());
    let (mut socket, _) = client_async_with_config(url, stream, Some(config)).await.unwrap();
    loop {
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("connection {n} ended before its seat") };
        match decode(&text).unwrap().message {
            ServerMessage::Challenge(challenge) => {
                let join = person.join(&format!("ws://{server}"), &challenge);
                socket.send(Message::text(encode(&ClientMessage::Join(join)))).await.unwrap();
            }
            ServerMessage::Seated {} => return socket,
            ServerMessage::Refused { reason, .. } => panic!("connection {n} was refused: {reason:?}"),
            _ => {}
        }
    }
}

async fn run(connections: usize) {
    let (server, address) = start();
    // One connection comes and goes first, so that what is made once is not counted.
    drop(seat(connections, address).await);
    let before = resident(&server);
    let begun = Instant::now();
    let mut seated = Vec::with_capacity(connections);
    for first in (0..connections).step_by(AT_ONCE) {
        let batch: Vec<_> = (first..connections.min(first + AT_ONCE)).map(|n| tokio::spawn(seat(n, address))).collect();
        for socket in batch {
            seated.push(socket.await.unwrap());
        }
    }
    let took = begun.elapsed();
    let after = resident(&server);
    let each = after.saturating_sub(before) / connections as u64;
    println!(
        "seated {connections} connections in {:.1} s, {:.0} per second",
        took.as_secs_f64(),
        connections as f64 / took.as_secs_f64()
    );
    println!("server resident: {} KiB before, {} KiB after", before / 1024, after / 1024);
    println!("idle bytes per signaling connection: {each}");
}

fn main() {
    let wanted = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CONNECTIONS);
    let files = rlimit::increase_nofile_limit(wanted as u64 + 100).unwrap_or(0) as usize;
    let connections = wanted.min(files.saturating_sub(100));
    if connections < wanted {
        println!("only {files} open files are allowed here (ulimit -n): {connections} connections instead of {wanted}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(PATIENCE, run(connections)).await.expect("the run took longer than a connection lives");
    });
}
