//! Slips of a host, and what the program itself says about them.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Person, person};
use futures_util::{SinkExt, StreamExt};
use plenum_shared::codec::{decode, encode};
use plenum_shared::message::{ClientMessage, Refusal, ServerMessage};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// The program with a folder as its page, its log in a file.
struct Program {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Program {
    fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Program {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<title>the page</title>").unwrap();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_plenum"))
            .args(["--listen", "127.0.0.1:0", "--web-root"])
            .arg(folder.path())
            .env("PLENUM_STUN_PORT", "0")
            .args(arguments)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("it started");
        Program { process, folder, port }
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// All it logged until now; every line is written before the answer it belongs to.
    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_variable_set_to_nothing_is_not_set() {
    let names = ["CONFIG", "ORIGIN", "ROOM_SIZE", "ICE_SERVERS", "TRUSTED_PROXY", "SOCKETS_PER_ADDRESS", "LOG"];
    for value in ["", "  "] {
        let variables: Vec<(String, &str)> = names.iter().map(|name| (format!("PLENUM_{name}"), value)).collect();
        let borrowed: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let program = Program::start(&[], &borrowed);
        assert!(program.ask("GET /healthz HTTP/1.0\r\n\r\n").contains(" 200 OK\r\n"));
    }
}

#[test]
fn a_log_that_is_no_terminal_has_no_colours() {
    let program = Program::start(&[], &[]);
    assert!(program.log().contains("listening on port"));
    assert!(!program.log().contains('\x1b'));
}

#[tokio::test]
async fn a_log_for_programs_is_an_object_a_line_and_names_nobody() {
    let program = Program::start(&["--log-format", "json", "--log", "trace", "--sockets-per-address", "1"], &[]);
    let mut sockets = Vec::new();
    for who in 0..3 {
        sockets.push(join(&program, &person(0x41, 1, who)).await.0);
    }
    let log = program.log();
    let said: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let message = |line: &serde_json::Value| line["fields"]["message"].as_str().unwrap().to_owned();
    assert!(said.iter().any(|line| message(line).starts_with("listening on port") && line["level"] == "INFO"), "{log}");
    assert!(
        said.iter().any(|line| message(line).contains("has all the connections") && line["level"] == "WARN"),
        "{log}"
    );
    for line in &said {
        let fields: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["fields", "level", "target", "timestamp"], "no span, no thread, nothing of a request");
        assert_eq!(line["fields"].as_object().unwrap().len(), 1, "{line}");
    }
    for secret in ["127.0.0", "4141", "[65", "/ws/", "QUFB"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

/// Whether STUN is answered there.
fn answers(at: &str) -> bool {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(at).unwrap();
    socket.set_read_timeout(Some(std::time::Duration::from_secs(2))).unwrap();
    socket.send(&[&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat()).unwrap();
    // A port on which nobody listens is reported at once.
    socket.recv(&mut [0; 100]).is_ok()
}

#[test]
fn behind_a_proxy_stun_is_answered_everywhere() {
    let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = free.to_string();
    let program = Program::start(&["--stun-port", &port, "--origin", "https://10.0.0.1"], &[]);
    assert!(answers(&format!("127.0.0.2:{port}")), "the page listens on 127.0.0.1 alone");
    drop(program);
    let at_home = Program::start(&["--stun-port", &port], &[]);
    assert!(answers(&format!("127.0.0.1:{port}")) && !answers(&format!("127.0.0.2:{port}")));
    assert!(!at_home.log().contains("WARN"), "as `make run` starts it, nobody has set anything wrong");
    assert!(at_home.log().contains(&format!("relaying on port {port}")));
    assert!(!Program::start(&[], &[]).log().contains("relay"), "nothing is said where there is none");
}

#[test]
fn a_hash_that_was_escaped_still_leads_to_the_page_and_is_not_logged() {
    let program = Program::start(&["--log", "trace"], &[]);
    for path in ["/", "/%23abc-def", "/%23"] {
        let answer = program.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("<title>the page</title>"), "{path}");
    }
    for path in ["/%24abc", "/x/%23abc"] {
        let answer = program.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}");
    }
    let log = program.log();
    assert!(log.contains("listening") && !log.contains("abc") && !log.contains("%23"), "{log}");
}

#[test]
fn a_proxy_that_leaves_headers_out_is_named_once() {
    let program = Program::start(&[], &[]);
    for _ in 0..3 {
        let key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let answer = program.ask(&format!("GET /ws/01 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{key}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 426"));
        let upgrade = format!("Upgrade: websocket\r\nConnection: upgrade\r\n{key}");
        let answer = program.ask(&format!(
            "GET /ws/01 HTTP/1.1\r\nHost: backend:8080\r\nOrigin: https://meet.example\r\n{upgrade}\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        ));
        assert!(answer.starts_with("HTTP/1.1 403"));
    }
    let log = program.log();
    for hint in ["without its Upgrade header", "proxy_set_header Host"] {
        assert_eq!(log.matches(hint).count(), 1, "{hint}");
    }
    assert!(!log.contains("meet.example") && !log.contains("backend:8080"), "nothing of a request is logged");
}

/// Somebody joins a program as a page does; the socket, and what it was told in the end.
async fn join(program: &Program, who: &Person) -> (Socket, ServerMessage) {
    let at = format!("ws://127.0.0.1:{}", program.port);
    let (mut socket, _) = connect_async(format!("{at}/ws/{:02x}", who.room.shard())).await.unwrap();
    loop {
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("it ended without a message") };
        match decode(&text).unwrap().message {
            ServerMessage::Challenge(challenge) => {
                let join = ClientMessage::Join(who.join(&at, &challenge));
                socket.send(Message::text(encode(&join))).await.unwrap();
            }
            last @ (ServerMessage::Seated {} | ServerMessage::Refused { .. }) => return (socket, last),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_page_under_another_name_is_warned_of_once() {
    let program = Program::start(&["--origin", "https://meet.example"], &[]);
    for who in 0..3 {
        let (_, told) = join(&program, &person(1, 1, who)).await;
        assert!(matches!(told, ServerMessage::Refused { reason: Refusal::Origin, .. }));
    }
    let log = program.log();
    assert_eq!(log.matches("under another name than https://meet.example").count(), 1);
    assert!(!log.contains("127.0.0.1"), "nothing of a request is logged");
}

#[tokio::test]
async fn an_address_that_has_all_its_connections_is_warned_of_once() {
    let program = Program::start(&["--sockets-per-address", "2"], &[]);
    let mut sockets = Vec::new();
    for who in 0..5 {
        let (socket, told) = join(&program, &person(1, 1, who)).await;
        assert_eq!(matches!(told, ServerMessage::Seated {}), who < 2);
        assert_eq!(
            program.log().matches("one address has all the connections it may have").count(),
            usize::from(who >= 2)
        );
        sockets.push(socket);
    }
    assert!(!program.log().contains("127.0.0.1"), "no address is ever logged");
}

#[test]
fn nobody_asks_for_a_connection_by_mistake_and_nothing_is_said() {
    let program = Program::start(&[], &[]);
    assert!(program.ask("GET /ws/01 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 426"));
    assert!(!program.log().contains("WARN"));
}
