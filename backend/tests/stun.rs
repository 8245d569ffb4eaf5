//! The STUN responder over real UDP.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, TestServer, person};
use plenum_server::{Config, Count, Rate, Server};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, UdpSocket};

fn request(transaction: u8) -> Vec<u8> {
    [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[transaction; 12]].concat()
}

async fn client(server: &TestServer) -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(server.stun_address().unwrap()).await.unwrap();
    socket
}

#[tokio::test]
async fn the_asker_learns_their_address_and_nonsense_is_not_answered() {
    let server = TestServer::start_with(|config| config.stun_port = Some(0)).await;
    let socket = client(&server).await;
    for nonsense in [&b""[..], b"hello", &request(1)[..19], &[request(2), vec![0]].concat(), &[0; 1500]] {
        socket.send(nonsense).await.unwrap();
    }
    socket.send(&request(7)).await.unwrap();
    let mut answer = [0; 100];
    let length = socket.recv(&mut answer).await.unwrap();
    assert_eq!(length, 32, "20 bytes asked for, 12 more");
    assert_eq!(answer[..20], [&[1, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat());
    let port = u16::from_be_bytes([answer[26], answer[27]]) ^ 0x2112;
    assert_eq!(port, socket.local_addr().unwrap().port());
    let address: Vec<u8> = answer[28..32].iter().zip([0x21, 0x12, 0xa4, 0x42]).map(|(a, b)| a ^ b).collect();
    assert_eq!(address, [127, 0, 0, 1]);
    assert_eq!((server.count(Count::StunMalformed), server.count(Count::StunAnswered)), (5, 1));
}

#[tokio::test]
async fn an_address_gets_its_share_and_not_one_more() {
    let server = TestServer::start_with(|config| {
        config.stun_port = Some(0);
        config.limits.turn.bindings_per_address = Rate { burst: 3, every: Duration::from_secs(3600) };
    })
    .await;
    let socket = client(&server).await;
    let mut answer = [0; 100];
    for n in 0..3 {
        socket.send(&request(n)).await.unwrap();
        socket.recv(&mut answer).await.unwrap();
    }
    socket.send(&request(4)).await.unwrap();
    // Counted some time after it was sent, and nothing comes back that could be waited for.
    while server.count(Count::StunLimited) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.count(Count::StunAnswered), 3);
}

#[tokio::test]
async fn pages_are_told_of_stun_only_where_there_is_one() {
    let without = TestServer::start().await;
    assert_eq!(Client::join(&without, &person(1, 1, 1)).await.1.stun_port, None);
    let with = TestServer::start_with(|config| config.stun_port = Some(0)).await;
    let port = with.stun_address().unwrap().port();
    assert_eq!(Client::join(&with, &person(1, 1, 1)).await.1.stun_port, Some(port));
    let taken = TestServer::start_with(|config| config.stun_port = Some(port)).await;
    assert!(taken.stun_address().is_none(), "a port that is taken is no reason not to start");
    assert_eq!(Client::join(&taken, &person(1, 1, 1)).await.1.stun_port, None);
}

/// A server on all addresses of this machine, and its STUN port.
async fn everywhere(listen: &str) -> (TestServer, u16) {
    let config = Config { stun_port: Some(0), ..Config::default() };
    let listener = TcpListener::bind(listen).await.unwrap();
    let server = TestServer(Server::new(config).unwrap().listen(listener).await.unwrap());
    let port = server.stun_address().unwrap().port();
    (server, port)
}

#[tokio::test]
async fn the_answer_comes_from_the_address_that_was_asked() {
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let (_server, port) = everywhere(listen).await;
        // Every address of 127.0.0.0/8 is one of this machine's; the system alone would answer from 127.0.0.1.
        for asked in ["127.0.0.1", "127.0.0.2", "127.9.8.7"] {
            let asked = SocketAddr::new(asked.parse().unwrap(), port);
            let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            socket.send_to(&request(7), asked).await.unwrap();
            let (_, from) = socket.recv_from(&mut [0; 100]).await.unwrap();
            assert_eq!(from, asked, "{listen}");
        }
    }
}

#[tokio::test]
async fn both_families_are_answered() {
    let (_server, port) = everywhere("[::]:0").await;
    let socket = UdpSocket::bind("[::1]:0").await.unwrap();
    let asked = SocketAddr::new("::1".parse().unwrap(), port);
    socket.send_to(&request(7), asked).await.unwrap();
    let (length, from) = socket.recv_from(&mut [0; 100]).await.unwrap();
    assert_eq!((length, from), (44, asked));
}
