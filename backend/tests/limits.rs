//! Every limit of the server at its number and one past it, as seen from outside; the rest stand beside their code.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, Heard, TestServer, person};
use plenum_server::{Count, Rate};
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, NoticeKind, Refusal, ServerMessage};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const NEVER: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_room_holds_its_members_and_not_one_more() {
    let server = TestServer::start_with(|config| config.limits.room_size = 2).await;
    let (_ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let mut cem = Client::knock(&server, &person(1, 1, 3)).await;
    assert_eq!(cem.refusal().await, (Refusal::RoomFull, Some(30_000), 4002));
    let (_again, _) = Client::join(&server, &person(1, 1, 2)).await;
    assert_eq!(ben.closed().await, 4001, "who has a seat gets it back in a full room");
    Client::join(&server, &person(1, 2, 3)).await;
    assert_eq!(server.doors(), 2, "another door has room of its own");
}

#[tokio::test]
async fn the_server_holds_its_doors_and_not_one_more() {
    let server = TestServer::start_with(|config| config.limits.doors = 2).await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (_ben, _) = Client::join(&server, &person(2, 1, 2)).await;
    let mut cem = Client::knock(&server, &person(3, 1, 3)).await;
    assert_eq!(cem.refusal().await, (Refusal::Busy, Some(30_000), 4002));
    Client::join(&server, &person(2, 1, 4)).await;
    ada.say(&ClientMessage::Leave {}).await;
    ada.closed().await;
    Client::join(&server, &person(3, 1, 3)).await;
}

#[tokio::test]
async fn an_address_makes_its_doors_and_not_one_more() {
    let server = TestServer::start_with(|config| config.limits.new_doors = Rate { burst: 2, every: NEVER }).await;
    let (_ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (_ben, _) = Client::join(&server, &person(2, 1, 2)).await;
    let mut cem = Client::knock(&server, &person(3, 1, 3)).await;
    let (reason, retry, code) = cem.refusal().await;
    assert_eq!((reason, code), (Refusal::TooMany, 4002));
    assert!(retry.is_some_and(|ms| ms > 3_500_000));
    Client::join(&server, &person(2, 1, 4)).await;
    assert_eq!((server.doors(), server.count(Count::TooManyDoors)), (2, 1));
}

#[tokio::test]
async fn a_fast_talker_is_read_more_slowly_and_not_closed() {
    let server = TestServer::start_with(|config| {
        config.limits.messages = Rate { burst: 5, every: Duration::from_millis(2) };
    })
    .await;
    let (mut ada, welcome) = Client::join(&server, &person(1, 1, 1)).await;
    assert_eq!((welcome.limits.burst_messages, welcome.limits.messages_per_second), (5, 500));
    for _ in 0..20 {
        ada.say(&ClientMessage::Ping {}).await;
    }
    for _ in 0..20 {
        assert_eq!(ada.message().await, ServerMessage::Pong {});
    }
    assert!(server.count(Count::Slowed) > 0);
}

#[tokio::test]
async fn a_slow_reader_is_closed_while_the_others_go_on() {
    let server = TestServer::start_with(|config| {
        config.limits.messages = Rate { burst: 1_000_000, every: Duration::from_micros(1) };
        config.limits.burst_bytes = u32::MAX;
        config.limits.queue_bytes = 256 * 1024;
        config.limits.write_stall = Duration::from_millis(200);
    })
    .await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let (mut cem, _) = Client::join(&server, &person(1, 1, 3)).await;
    assert!(matches!(ada.message().await, ServerMessage::Arrived { .. }));
    assert!(matches!(ada.message().await, ServerMessage::Arrived { .. }));
    let (to_ben, to_cem) = (Seat { slot: 1, generation: 0 }, Seat { slot: 2, generation: 0 });
    while server.count(Count::SlowReader) == 0 {
        ada.send_peer_message(to_ben, &[7; 60_000]).await;
        ada.nothing_else().await;
        ada.send_peer_message(to_cem, b"meanwhile").await;
        assert_eq!(cem.peer_message().await.1, b"meanwhile");
    }
    // What the kernel held still arrives, in order and whole, and then the end.
    assert!(matches!(ben.hear().await, Heard::Server(ServerMessage::Arrived { .. })));
    let end = loop {
        match ben.hear().await {
            Heard::Peer(_, peer_message) => assert_eq!(peer_message.len(), 60_000),
            Heard::Closed(code) => break code,
            Heard::Server(message) => panic!("{message:?}"),
        }
    };
    assert!(end == 1013 || end == 1006, "told if the connection still took it");
    ada.nothing_else().await;
}

#[tokio::test]
async fn one_message_in_is_one_message_out() {
    let server = TestServer::start().await;
    let mut clients = Vec::new();
    for who in 0..5 {
        clients.push(Client::join(&server, &person(1, 1, who)).await.0);
    }
    for _ in 0..50 {
        clients[0].send_peer_message(Seat { slot: 3, generation: 0 }, b"x").await;
    }
    clients[0].socket.close(None).await.unwrap();
    clients[0].closed().await;
    assert_eq!(server.count(Count::Message), 50);
    for (at, client) in clients.iter_mut().enumerate().skip(1) {
        let mut peer_messages = 0;
        client.say(&ClientMessage::Ping {}).await;
        loop {
            match client.hear().await {
                Heard::Peer(..) => peer_messages += 1,
                Heard::Server(ServerMessage::Pong {}) => break,
                Heard::Server(_) => {}
                Heard::Closed(code) => panic!("closed with {code}"),
            }
        }
        assert_eq!(peer_messages, if at == 3 { 50 } else { 0 });
    }
}

#[tokio::test]
async fn a_connection_is_pinged_and_closed_without_an_answer() {
    let server = TestServer::start_with(|config| {
        config.limits.ping = Duration::from_millis(50);
        config.limits.dead = Duration::from_secs(1);
    })
    .await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    for _ in 0..25 {
        assert_eq!(ada.message().await, ServerMessage::Ping {});
        ada.say(&ClientMessage::Pong {}).await;
    }
    assert_eq!(server.count(Count::Silent), 0, "who answers stays for longer than a dead connection");
    assert_eq!(ada.closed().await, 4003);
    assert_eq!(server.count(Count::Silent), 1);
}

#[tokio::test]
async fn newcomers_are_let_in_while_strangers_stand_around() {
    let server = TestServer::start_with(|config| config.limits.unadmitted = 4).await;
    let mut strangers = Vec::new();
    for _ in 0..8 {
        let mut stranger = TcpStream::connect(server.address()).await.unwrap();
        stranger.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
        strangers.push(stranger);
    }
    for stranger in &mut strangers[..4] {
        // The end or a reset: gone either way.
        let _ = stranger.read_to_end(&mut Vec::new()).await;
    }
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    ada.nothing_else().await;
    assert_eq!(server.sockets(), (4, 3), "three strangers and one client with a seat");
    assert_eq!(server.count(Count::Evicted), 5);
}

#[tokio::test]
async fn an_address_holds_its_connections_and_is_told_so_beyond() {
    let server = TestServer::start_with(|config| config.limits.sockets_per_address = 2).await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (_ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let mut page = TcpStream::connect(server.address()).await.unwrap();
    page.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    page.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "the page and its health are there");
    let mut third = Client::knock(&server, &person(1, 1, 3)).await;
    assert_eq!(third.refusal().await, (Refusal::TooMany, Some(30_000), 4002));
    assert_eq!(server.count(Count::AddressFull), 1);
    ada.message().await;
    ada.nothing_else().await;
}

#[tokio::test]
async fn a_proxys_connections_go_on_its_clients_accounts() {
    let server = TestServer::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        config.limits.sockets_per_address = 1;
    })
    .await;
    let dial = |client: &'static str| {
        let address = server.address();
        async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = format!(
                "GET /ws/01 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 X-Forwarded-For: 198.51.100.66, {client}\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).await.unwrap();
            (stream, String::from_utf8_lossy(&status).into_owned())
        }
    };
    let (_one, status) = dial("192.0.2.1").await;
    assert_eq!(status, "HTTP/1.1 101");
    let (_two, status) = dial("192.0.2.2").await;
    assert_eq!(status, "HTTP/1.1 101");
    // One address may always have eight without a seat; the ninth takes the place of its first.
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let (stream, status) = dial("192.0.2.1").await;
        assert_eq!(status, "HTTP/1.1 101", "one who only waits makes room for the next");
        waiting.push(stream);
    }
    assert_eq!(server.count(Count::Evicted), 1);
}

#[tokio::test]
async fn a_stopping_server_says_so_and_closes_every_connection() {
    let server = TestServer::start().await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(2, 1, 2)).await;
    let mut waiting = Client::dial(&server, 1).await;
    let lost = Client::join(&server, &person(1, 1, 3)).await;
    ada.message().await;
    drop(lost);
    let address = server.address();
    let heard = tokio::spawn(async move {
        // The third of them may be counted still.
        for (client, to_return) in [(&mut ada, 0..=0), (&mut ben, 1..=2)] {
            match client.message().await {
                ServerMessage::Notice { kind: NoticeKind::Drain, retry_after_ms: Some(after) } => {
                    assert!(to_return.contains(&after), "{after}");
                }
                other => panic!("no notice but {other:?}"),
            }
            assert_eq!(client.hear().await, Heard::Closed(1001));
        }
        assert_eq!(waiting.closed().await, 1001);
    });
    server.0.stop().await;
    heard.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "the port is free again");
}

#[tokio::test]
async fn whoever_has_just_dialled_is_answered_by_a_server_that_stops() {
    let server = TestServer::start_with(|config| {
        config.limits.first_request = NEVER;
        config.limits.drain = NEVER;
    })
    .await;
    let request = b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut known = TcpStream::connect(server.address()).await.unwrap();
    known.write_all(request).await.unwrap();
    known.read_exact(&mut [0; 12]).await.unwrap();
    let mut fresh = TcpStream::connect(server.address()).await.unwrap();
    while server.sockets() != (2, 2) {
        tokio::task::yield_now().await;
    }
    let stopping = tokio::spawn(server.0.stop());
    // The end of the other connection: from now on the server stops.
    known.read_to_end(&mut Vec::new()).await.unwrap();
    drop(known);
    fresh.write_all(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    fresh.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("stopping\n"), "{answer}");
    drop(fresh);
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_join_has_its_bytes_and_not_one_more() {
    let server = TestServer::start().await;
    let ada = person(1, 1, 1);
    for (more, fits) in [(0, true), (1, false)] {
        let mut client = Client::dial(&server, 1).await;
        let join = ada.join(&client.origin, &client.challenge);
        let said = serde_json::to_string(&ClientMessage::Join(join)).unwrap();
        let padded = format!("{said:width$}", width = 8192 + more);
        client.send(tokio_tungstenite::tungstenite::Message::text(padded)).await;
        match fits {
            true => assert!(client.welcome().await.peers.is_empty()),
            false => assert_eq!(client.closed().await, 1009),
        }
    }
}

#[tokio::test]
async fn an_idle_connection_ends_without_a_reset() {
    let server = TestServer::start_with(|config| {
        config.limits.request_head = Duration::from_millis(50);
        config.limits.close_timeout = NEVER;
    })
    .await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.ends_with(b"ok\n"), "it is kept for more, and its end is an end");
    // A request that crosses that end on its way is read and forgotten; after a reset the second write would fail.
    for _ in 0..2 {
        stream.write_all(request).await.unwrap();
    }
    assert_eq!(stream.read(&mut [0; 10]).await.unwrap(), 0);
    assert_eq!(server.sockets(), (1, 1), "it keeps its place for that long");
    drop(stream);
    while server.sockets() != (0, 0) {
        tokio::task::yield_now().await;
    }
}
