//! What strangers send, each with its stated outcome; beside every one a client that must not notice.

#![allow(clippy::unwrap_used)]

mod common;

use common::corpus::{Case, cases};
use common::{Client, Heard, TestServer, person};
use futures_util::SinkExt;
use plenum_server::{Count, Rate};
use plenum_shared::codec::encode;
use plenum_shared::message::{ClientMessage, ServerMessage};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::tungstenite::Message;

/// Without the limits that would hide what is tested here.
async fn unhurried() -> TestServer {
    TestServer::start_with(|config| {
        config.limits.messages = Rate { burst: 10_000, every: Duration::from_millis(1) };
        config.limits.burst_bytes = 1 << 30;
        config.limits.close_timeout = Duration::from_millis(100);
    })
    .await
}

/// What became of a client: it still answers, or how it was closed.
async fn outcome(client: &mut Client) -> String {
    let ping = Message::text(encode(&ClientMessage::Ping {}));
    // It may be closed already; then the close is still to be heard.
    let _ = client.socket.send(ping).await;
    loop {
        match client.hear().await {
            Heard::Server(ServerMessage::Pong {}) => return "alive".to_owned(),
            Heard::Closed(code) => return format!("close {code}"),
            Heard::Server(_) | Heard::Peer(..) => {}
        }
    }
}

async fn send_raw(client: &mut Client, bytes: &[u8]) {
    let MaybeTlsStream::Plain(stream) = client.socket.get_mut() else { panic!("not plain") };
    stream.write_all(bytes).await.unwrap();
}

/// Names every case at once whose outcome is another one.
fn all_as_stated(seen: Vec<(Case, String)>) {
    let wrong = seen.iter().filter(|(case, outcome)| case.outcome != *outcome);
    let wrong: Vec<String> = wrong.map(|(case, seen)| format!("{}: {seen}, not {}", case.name, case.outcome)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn frames_have_their_stated_outcome() {
    let server = unhurried().await;
    let (mut witness, _) = Client::join(&server, &person(1, 1, 1)).await;
    let ben = person(1, 1, 2);
    Client::join(&server, &ben).await;
    witness.message().await;
    let mut seen = Vec::new();
    for case in cases("websocket") {
        let (mut client, _) = Client::join(&server, &ben).await;
        send_raw(&mut client, &case.hex()).await;
        seen.push((case, outcome(&mut client).await));
        witness.nothing_else().await;
    }
    all_as_stated(seen);
}

#[tokio::test]
async fn messages_have_their_stated_outcome() {
    let server = unhurried().await;
    let (mut witness, _) = Client::join(&server, &person(1, 1, 1)).await;
    let mut seen = Vec::new();
    for case in cases("messages") {
        let (mut client, _) = Client::join(&server, &person(2, 1, 2)).await;
        client.send(Message::text(case.body.clone())).await;
        seen.push((case, outcome(&mut client).await));
        witness.nothing_else().await;
    }
    all_as_stated(seen);
}

#[tokio::test]
async fn frames_before_the_join_get_no_further() {
    let server = unhurried().await;
    let mut seen = Vec::new();
    for mut case in cases("websocket") {
        let is_peer_message = case.name.starts_with("message-of-64") || case.name.starts_with("fragments-64");
        if is_peer_message && case.outcome == "alive" {
            // A peer message before there is a seat, or larger than any join.
            let is_large = case.name.starts_with("message");
            case.outcome = if is_large { "close 1009" } else { "close 4000" }.to_owned();
        }
        let mut client = Client::dial(&server, 1).await;
        send_raw(&mut client, &case.hex()).await;
        seen.push((case, outcome(&mut client).await));
    }
    all_as_stated(seen);
    assert_eq!(server.count(Count::Seated), 0);
}

/// Status and whole answer of a raw request on its own connection.
async fn ask(server: &TestServer, request: &[u8]) -> (String, String) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    // The server may hang up before it has read everything: that, too, is an answer.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap_or("nothing").to_owned(), answer)
}

#[tokio::test]
async fn requests_have_their_stated_outcome_and_the_strict_headers() {
    let server = TestServer::start().await;
    let (mut witness, _) = Client::join(&server, &person(1, 1, 1)).await;
    let mut seen = Vec::new();
    for case in cases("http") {
        let (status, answer) = ask(&server, &case.escaped()).await;
        let Some((head, body)) = answer.split_once("\r\n\r\n") else {
            seen.push((case, status));
            continue;
        };
        strict(&case.name, head);
        if status != "200" && status != "101" {
            assert!(!body.contains("<!doctype"), "{}: the page instead of an error", case.name);
        }
        if case.name == "head" {
            assert!(body.is_empty() && head.contains("content-type: text/html"), "{head}");
        }
        if status == "101" {
            assert!(!head.contains("sec-websocket-extensions") && !head.contains("sec-websocket-protocol"));
        }
        witness.nothing_else().await;
        seen.push((case, status));
    }
    all_as_stated(seen);
}

fn strict(name: &str, head: &str) {
    let needed = [
        "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
        "origin-agent-cluster: ?1",
        "permissions-policy: camera=(self)",
        "x-robots-tag: noindex, nofollow",
    ];
    for line in needed {
        assert_eq!(head.matches(line).count(), 1, "{name} lacks {line}:\n{head}");
    }
    for never in ["\r\nserver:", "set-cookie", "access-control-"] {
        assert!(!head.contains(never), "{name} has {never}");
    }
}

#[tokio::test]
async fn a_smuggled_request_is_not_answered() {
    let server = TestServer::start().await;
    let smuggle = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
        0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    let (status, answer) = ask(&server, smuggle).await;
    assert_eq!((&status[..], answer.matches("HTTP/1.1").count()), ("405", 1), "{answer}");
}

#[tokio::test]
async fn who_says_nothing_or_too_slowly_is_hung_up_on() {
    let server = TestServer::start_with(|config| config.limits.request_head = Duration::from_millis(60)).await;
    let mut silent = TcpStream::connect(server.address()).await.unwrap();
    assert_eq!(silent.read_to_end(&mut Vec::new()).await.unwrap(), 0);
    let mut slow = TcpStream::connect(server.address()).await.unwrap();
    let mut answer = Vec::new();
    for byte in b"GET / HTTP/1.1\r\nHost: ".iter().chain(std::iter::repeat(&b'a')) {
        if slow.write_all(&[*byte]).await.is_err() {
            break;
        }
        // The pace of the attack, not a wait for an outcome.
        if tokio::time::timeout(Duration::from_millis(10), slow.read_to_end(&mut answer)).await.is_ok() {
            break;
        }
    }
    assert!(answer.is_empty());
    // Answered once, then silent: the same clock runs again.
    let mut idle = TcpStream::connect(server.address()).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    idle.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(server.count(Count::HttpTimeout), 3);
}
