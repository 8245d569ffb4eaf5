//! A whole session over a pipe in memory: nothing above the listener knows of TCP.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Heard, person};
use futures_util::{SinkExt, StreamExt};
use plenum_server::http::connection::HttpService;
use plenum_server::{Config, Server};
use plenum_shared::codec::{decode, encode};
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, ServerMessage};
use std::net::{IpAddr, Ipv4Addr};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Bytes the pipe holds: fewer than a welcome has, so that every write is cut.
const PIPE: usize = 61;
const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// A new connection's far end.
fn connect(service: &HttpService) -> DuplexStream {
    let (near, far) = duplex(PIPE);
    tokio::spawn(service.clone().serve(near, service.admit(FROM).unwrap()));
    far
}

struct Session(WebSocketStream<DuplexStream>);

impl Session {
    async fn hear(&mut self) -> Heard {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => Heard::Server(decode(&text).unwrap().message),
            Some(Ok(Message::Binary(bytes))) => {
                let (from, message) = frame::split(&bytes).unwrap();
                Heard::Peer(from, message.to_vec())
            }
            Some(Ok(Message::Close(close))) => Heard::Closed(close.map_or(1005, |close| close.code.into())),
            other => panic!("{other:?}"),
        }
    }

    async fn join(service: &HttpService, who: u8) -> (Session, Seat) {
        let person = person(1, 1, who);
        let (stream, _) = client_async("ws://meet.example/ws/01", connect(service)).await.unwrap();
        let mut session = Session(stream);
        let Heard::Server(ServerMessage::Challenge(challenge)) = session.hear().await else { panic!("no challenge") };
        let join = person.join("ws://meet.example", &challenge);
        session.0.send(Message::text(encode(&ClientMessage::Join(join)))).await.unwrap();
        let Heard::Server(ServerMessage::Welcome(welcome)) = session.hear().await else { panic!("no welcome") };
        assert_eq!(session.hear().await, Heard::Server(ServerMessage::Seated {}));
        (session, welcome.seat)
    }
}

#[tokio::test]
async fn two_sessions_over_pipes_meet_and_part() {
    let service = Server::new(Config::default()).unwrap().into_service();
    let (mut ada, seat_of_ada) = Session::join(&service, 1).await;
    let (mut ben, seat_of_ben) = Session::join(&service, 2).await;
    let seated_peer = person(1, 1, 2).seated_peer(seat_of_ben);
    assert_eq!(ada.hear().await, Heard::Server(ServerMessage::Arrived { seated_peer, present: false }));
    let message = vec![7; 5_000];
    ben.0.send(Message::binary(frame::join(seat_of_ada, &message))).await.unwrap();
    assert_eq!(ada.hear().await, Heard::Peer(seat_of_ben, message));
    ben.0.send(Message::text(encode(&ClientMessage::Leave {}))).await.unwrap();
    assert_eq!(ben.hear().await, Heard::Closed(1000));
    assert_eq!(ada.hear().await, Heard::Server(ServerMessage::Departed { seat: seat_of_ben }));
}

#[tokio::test]
async fn a_page_comes_over_a_pipe() {
    let service = Server::new(Config::default()).unwrap().into_service();
    let mut stream = connect(&service);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: meet.example\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
    assert!(answer.contains("content-security-policy: "), "{answer}");
}
