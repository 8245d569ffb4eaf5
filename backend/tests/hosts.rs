//! Slips of a host, and what the program itself says about them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

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

#[test]
fn stun_where_nobody_needs_it_is_warned_of() {
    let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = Program::start(&["--stun-port", &free.to_string()], &[]);
    assert_eq!(program.log().matches("STUN answers on this machine only").count(), 1);
    assert!(!Program::start(&[], &[]).log().contains("STUN"), "nothing is said where there is none");
}

#[test]
fn a_hash_that_was_escaped_still_leads_to_the_page() {
    let program = Program::start(&[], &[]);
    for path in ["/", "/%23abc-def", "/%23"] {
        let answer = program.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("<title>the page</title>"), "{path}");
    }
    for path in ["/%24abc", "/x/%23abc"] {
        let answer = program.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}");
    }
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

#[test]
fn nobody_asks_for_a_line_by_mistake_and_nothing_is_said() {
    let program = Program::start(&[], &[]);
    assert!(program.ask("GET /ws/01 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 426"));
    assert!(!program.log().contains("WARN"));
}
