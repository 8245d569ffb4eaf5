//! `plenum open`: the page of this machine at a link's server, which learns neither the link nor who serves the page.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Program, Proxy, ask, free_port, page, run};
use common::{Person, person};
use futures_util::{SinkExt, StreamExt};
use plenum_shared::codec::{decode, encode};
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, ServerMessage};
use std::path::Path;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn open(page: &Path, server: u16) -> Program {
    let link = format!("http://localhost:{server}/#a-canary-of-a-link");
    Program::start(&["open", &link, "--port", "0", "--web-root", page.to_str().unwrap()])
}

/// Dials a port as the page of an origin.
async fn dial(port: u16, origin: &str) -> Result<Socket, Error> {
    let mut request = format!("ws://127.0.0.1:{port}/ws/01").into_client_request().unwrap();
    request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
    request.headers_mut().insert("user-agent", HeaderValue::from_static("a-canary-of-a-browser"));
    Ok(connect_async(request).await?.0)
}

/// The next message.
async fn heard(socket: &mut Socket) -> ServerMessage {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => return decode(&text).unwrap().message,
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("no message but {other:?}"),
        }
    }
}

/// Joins with a proof for this server, and gives the seat.
async fn join(socket: &mut Socket, who: &Person, server: &str) -> Seat {
    let ServerMessage::Challenge(challenge) = heard(socket).await else { panic!("no challenge") };
    let join = ClientMessage::Join(who.join(server, &challenge));
    socket.send(Message::text(encode(&join))).await.unwrap();
    let ServerMessage::Welcome(welcome) = heard(socket).await else { panic!("no welcome") };
    while !matches!(heard(socket).await, ServerMessage::Seated {}) {}
    welcome.seat
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_page_of_their_own_meets_somebody_with_the_servers() {
    let (theirs, ours) = (page(), page());
    std::fs::write(theirs.path().join("index.html"), "<html><head></head>the server's page</html>").unwrap();
    let server = Program::serve(theirs.path(), &[]);
    let between = Proxy::to(server.port(), |head| head, |head| head);
    let program = open(ours.path(), between.port);
    let port = program.port();
    assert_eq!(program.line, format!("The page of this machine is at http://127.0.0.1:{port}/#a-canary-of-a-link"));

    let own = ask(port, &format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}"));
    let (head, body) = own.split_once("\r\n\r\n").unwrap();
    let told = format!("<head><meta name=\"plenum-server\" content=\"http://localhost:{}\">", between.port);
    assert!(body.contains(&told) && body.contains("let a = 1;") && !own.contains("the server's page"), "{own}");
    assert!(
        head.contains(&format!("connect-src 'self' ws://127.0.0.1:{port};")) && head.contains("x-frame-options: DENY")
    );
    let script = ask(port, &format!("GET /app/plenum.js HTTP/1.1\r\nHost: 127.0.0.1:{port}"));
    assert!(script.ends_with("export const answer = 42;\n"));
    let instance = |port, host: &str| {
        let answer = ask(port, &format!("GET /instance/01 HTTP/1.1\r\nHost: {host}"));
        answer.rsplit("\r\n\r\n").next().unwrap().to_owned()
    };
    assert_eq!(instance(port, &format!("127.0.0.1:{port}")), instance(server.port(), "a"));

    // Ada has the server's page, Ben his own; both name the server in their proofs.
    let named = format!("ws://localhost:{}", between.port);
    let [ada, ben] = [person(1, 1, 1), person(1, 1, 2)];
    let mut request = format!("{named}/ws/01").into_client_request().unwrap();
    request.headers_mut().insert("origin", HeaderValue::from_str(&named.replace("ws", "http")).unwrap());
    let (mut adas, _) = connect_async(request).await.unwrap();
    join(&mut adas, &ada, &named).await;
    let before = between.passed().len();
    let mut bens = dial(port, &format!("http://127.0.0.1:{port}")).await.unwrap();
    let bens_seat = join(&mut bens, &ben, &named).await;
    let ServerMessage::Arrived { seated_peer, .. } = heard(&mut adas).await else { panic!("nobody arrived") };
    assert_eq!(seated_peer, ben.seated_peer(bens_seat));

    let passed = String::from_utf8_lossy(&between.passed()[before..]).to_ascii_lowercase();
    assert!(
        passed.starts_with("get /ws/01 http/1.1\r\n") && passed.contains(&format!("host: localhost:{}", between.port))
    );
    for canary in ["canary", "origin:", "user-agent", &format!("127.0.0.1:{port}")] {
        assert!(!passed.contains(canary), "the server learns {canary}: {passed}");
    }
    assert!(!String::from_utf8_lossy(&between.passed()).contains("a-canary-of-a-link"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_page_gets_anything_or_through() {
    let page = page();
    let server = Program::serve(page.path(), &[]);
    let between = Proxy::to(server.port(), |head| head, |head| head);
    let program = open(page.path(), between.port);
    let port = program.port();
    let refused = |result: Result<Socket, Error>| match result {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused but {:?}", other.map(drop)),
    };
    for origin in [
        "https://evil.example",
        "null",
        &format!("http://localhost:{port}"),
        "http://127.0.0.1",
        &format!("https://127.0.0.1:{port}"),
    ] {
        assert_eq!(refused(dial(port, origin).await), 403, "{origin}");
    }
    for host in [format!("evil.example:{port}"), format!("localhost:{port}"), "127.0.0.1".to_owned()] {
        for path in ["/", "/app/plenum.js", "/instance/01", "/ws/01"] {
            let answer = ask(port, &format!("GET {path} HTTP/1.1\r\nHost: {host}"));
            assert!(answer.starts_with("HTTP/1.1 403"), "{host}{path}: {answer}");
        }
    }
    for path in ["/seen", "/healthz", "/ws/1", "/ws/01/../../", "/nothing"] {
        let answer = ask(port, &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}"));
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    let said = ask(port, &format!("GET /host.json HTTP/1.1\r\nHost: 127.0.0.1:{port}"));
    assert!(said.ends_with(r#"{"donate":null,"embedders":[],"note":{}}"#), "nobody else may speak here: {said}");
    assert_eq!(between.passed(), b"", "nothing of it reached the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_said_to_the_page() {
    let page = page();
    let program = open(page.path(), free_port());
    let port = program.port();
    match dial(port, &format!("http://127.0.0.1:{port}")).await {
        Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), 502),
        other => panic!("not refused but {:?}", other.map(drop)),
    }
}

#[test]
fn what_is_no_link_is_refused_and_not_repeated() {
    let page = page();
    let root = page.path().to_str().unwrap();
    for link in
        ["https://meet.example/room#canary", "ftp://meet.example/#canary", "https://meet.example/#canary canary"]
    {
        let ended = run(&["open", link, "--web-root", root]);
        assert_eq!(ended.code, Some(1), "{link}");
        assert!(!ended.err.contains("canary") && ended.err.starts_with("plenum: "), "{}", ended.err);
    }
    std::fs::write(page.path().join("index.html"), "no head").unwrap();
    let ended = run(&["open", "https://meet.example/#canary", "--port", "0", "--web-root", root]);
    assert!(ended.err.contains("no <head>"), "{}", ended.err);
}
