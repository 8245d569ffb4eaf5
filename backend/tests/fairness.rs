//! A flood costs its sender, not its receiver, and nobody pays for a neighbour.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, Heard, Person, TestServer, person};
use plenum_server::{Count, Rate};
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, Refusal, ServerMessage};
use std::time::Duration;
use tokio::time::timeout;

const NEVER: Duration = Duration::from_secs(3600);
const UNLIMITED: Rate = Rate { burst: 1_000_000, every: Duration::from_nanos(1) };
/// Over which "nothing comes" is asserted: before, it came within a millisecond.
const SILENCE: Duration = Duration::from_millis(300);

/// Leaves for good, and hears the server say so.
async fn leave(mut client: Client) {
    client.say(&ClientMessage::Leave {}).await;
    assert_eq!(client.closed().await, 1000);
}

/// Closes without `leave`, and waits until the server has noticed.
async fn lose(mut client: Client) {
    client.socket.close(None).await.unwrap();
    client.closed().await;
}

#[tokio::test]
async fn a_burst_closes_nobody_but_is_cut_to_a_share() {
    let server = TestServer::start_with(|config| {
        config.limits.messages = UNLIMITED;
        config.limits.burst_bytes = u32::MAX;
        config.limits.bytes_per_second = u32::MAX;
        config.limits.write_stall = NEVER;
    })
    .await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut eve, _) = Client::join(&server, &person(1, 1, 66)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let to_ada = Seat { slot: 0, generation: 0 };
    // 40 MB to somebody who does not read for now: more than all kernel buffers and the whole queue.
    for _ in 0..640 {
        eve.send_peer_message(to_ada, &[0; 60_000]).await;
    }
    eve.say(&ClientMessage::Ping {}).await;
    while eve.hear().await != Heard::Server(ServerMessage::Pong {}) {}
    assert!(server.count(Count::MessageBeyondShare) > 0, "what is beyond the share is dropped");
    ben.send_peer_message(to_ada, b"hello").await;
    ben.nothing_else().await;
    // Everything that was lined up comes, Ben's peer message with it, and the connection stands.
    loop {
        match ada.hear().await {
            Heard::Peer(_, peer_message) if peer_message == b"hello" => break,
            Heard::Peer(..) | Heard::Server(_) => {}
            Heard::Closed(code) => panic!("the reader was closed with {code}"),
        }
    }
    ada.nothing_else().await;
    assert_eq!(server.count(Count::SlowReader), 0);
}

#[tokio::test]
async fn joining_again_gives_no_fresh_pace() {
    let server =
        TestServer::start_with(|config| config.limits.messages = Rate { burst: 10, every: Duration::from_secs(60) })
            .await;
    let eve = person(1, 1, 66);
    let (mut client, _) = Client::join(&server, &eve).await;
    for _ in 0..8 {
        client.nothing_else().await;
    }
    // The join and eight pings were nine; the tenth is joining again, as the same or with another hello.
    for hello in [vec![66; 40], vec![67; 40], vec![66; 40]] {
        let again = Person { hello, ..eve.clone() };
        let (mut client, _) = Client::join(&server, &again).await;
        client.say(&ClientMessage::Ping {}).await;
        assert!(timeout(SILENCE, client.hear()).await.is_err(), "its seat has nothing left");
    }
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    ada.nothing_else().await;
}

#[tokio::test]
async fn wrong_proofs_lock_out_nobody_behind_the_same_address() {
    let server = TestServer::start().await;
    let (ada, eve) = (person(1, 1, 1), person(1, 1, 66));
    let (mut before, _) = Client::join(&server, &ada).await;
    for n in 0..20 {
        let mut client = Client::dial(&server, 1).await;
        let mut join = eve.join(&client.origin, &client.challenge);
        join.session_signature.0[0] ^= 1;
        client.say(&ClientMessage::Join(join)).await;
        let (reason, _, _) = client.refusal().await;
        assert_eq!(reason, if n < 5 { Refusal::Proof } else { Refusal::TooMany }, "attempt {n}");
    }
    let (_ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let (mut again, welcome) = Client::join(&server, &ada).await;
    assert_eq!(welcome.peers.len(), 1);
    assert_eq!(before.closed().await, 4001, "resuming waits for nobody either");
    again.nothing_else().await;
}

#[tokio::test]
async fn a_full_server_gives_up_the_door_longest_without_a_connection() {
    let server = TestServer::start_with(|config| config.limits.doors = 3).await;
    let (mut here, _) = Client::join(&server, &person(1, 1, 1)).await;
    for room in [2, 3] {
        lose(Client::join(&server, &person(room, 1, room)).await.0).await;
    }
    let (mut new, _) = Client::join(&server, &person(4, 1, 4)).await;
    assert_eq!((server.doors(), server.count(Count::DoorEvicted)), (3, 1));
    let (mut third, _) = Client::join(&server, &person(3, 1, 3)).await;
    assert_eq!(server.count(Count::Resumed), 1, "the door that was left last still stood");
    let mut late = Client::knock(&server, &person(5, 1, 5)).await;
    assert_eq!(late.refusal().await, (Refusal::Busy, Some(30_000), 4002), "where somebody is, nobody is sent away");
    for client in [&mut here, &mut new, &mut third] {
        client.nothing_else().await;
    }
}

#[tokio::test]
async fn a_full_room_gives_up_the_seat_longest_without_a_connection() {
    let server = TestServer::start_with(|config| config.limits.room_size = 3).await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let (cem, _) = Client::join(&server, &person(1, 1, 3)).await;
    lose(ben).await;
    lose(cem).await;
    let (mut dan, welcome) = Client::join(&server, &person(1, 1, 4)).await;
    assert_eq!((welcome.seat, server.count(Count::SeatEvicted)), (Seat { slot: 1, generation: 1 }, 1));
    for _ in 0..2 {
        assert!(matches!(ada.message().await, ServerMessage::Arrived { present: false, .. }));
    }
    assert_eq!(ada.message().await, ServerMessage::Departed { seat: Seat { slot: 1, generation: 0 } });
    let seated_peer = person(1, 1, 4).seated_peer(welcome.seat);
    assert_eq!(ada.message().await, ServerMessage::Arrived { seated_peer, present: false });
    let (_cem, _) = Client::join(&server, &person(1, 1, 3)).await;
    assert_eq!(server.count(Count::Resumed), 1);
    dan.nothing_else().await;
}

/// Three hundred come and go; says how many of them this member was told of.
async fn churn(server: &TestServer, member: &mut Client) -> usize {
    for _ in 0..300 {
        let mut client = Client::knock(server, &person(1, 1, 66)).await;
        match client.message().await {
            ServerMessage::Welcome(_) => leave(client).await,
            ServerMessage::Refused { reason, retry_after_ms, origin: _ } => {
                assert_eq!(reason, Refusal::TooMany);
                assert!(retry_after_ms.is_some_and(|ms| ms > 0));
            }
            other => panic!("neither welcome nor refused but {other:?}"),
        }
    }
    let mut told = 0;
    member.say(&ClientMessage::Ping {}).await;
    loop {
        match member.message().await {
            ServerMessage::Arrived { .. } => told += 1,
            ServerMessage::Departed { .. } => {}
            ServerMessage::Pong {} => return told,
            other => panic!("neither arrived nor departed but {other:?}"),
        }
    }
}

#[tokio::test]
async fn who_comes_and_goes_is_told_of_a_hundred_times_and_then_slowly() {
    for by_address in [true, false] {
        let server = TestServer::start_with(|config| match by_address {
            true => {
                config.limits.arrivals_per_door = UNLIMITED;
                config.limits.arrivals_per_address.every = NEVER;
            }
            false => {
                config.limits.arrivals_per_address = UNLIMITED;
                config.limits.arrivals_per_door.every = NEVER;
            }
        })
        .await;
        let ada = person(1, 1, 1);
        let (mut client, _) = Client::join(&server, &ada).await;
        assert_eq!(churn(&server, &mut client).await, 99, "Ada herself was the first of a hundred");
        assert_eq!(server.count(Count::TooManyArrivals), 201);
        let (mut again, _) = Client::join(&server, &ada).await;
        again.nothing_else().await;
        let changed = Person { hello: vec![9; 40], ..ada };
        let mut changed = Client::knock(&server, &changed).await;
        assert_eq!(changed.refusal().await.0, Refusal::TooMany, "another hello is told to everybody too");
        again.nothing_else().await;
    }
}

#[test]
fn the_usual_rates_are_those_that_were_agreed() {
    let limits = plenum_server::Limits::default();
    let rate = |burst, ms| Rate { burst, every: Duration::from_millis(ms) };
    assert_eq!(limits.arrivals_per_door, rate(100, 500));
    assert_eq!(limits.arrivals_per_address, rate(100, 1_000));
    assert_eq!(limits.new_doors, rate(100, 6_000));
    assert_eq!(limits.messages, rate(400, 50));
    assert_eq!(limits.failed_admissions, rate(5, 30_000));
}
