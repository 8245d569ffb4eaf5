//! The real program in its commands, a folder as its page, and a proxy to put in between.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// The program with nothing from outside: no variables, no `/etc/plenum.toml`.
fn plenum() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenum"));
    command.env_clear().env("PLENUM_CONFIG", "/dev/null").stdin(Stdio::null());
    command
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs a command to its end.
pub fn run(arguments: &[&str]) -> Ended {
    let output = plenum().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A command that goes on until it is dropped.
pub struct Program {
    process: Child,
    out: BufReader<ChildStdout>,
    /// The first line it said.
    pub line: String,
}

impl Program {
    pub fn start(arguments: &[&str]) -> Program {
        let mut process = plenum().args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(process.stdout.take().unwrap());
        let mut program = Program { process, out, line: String::new() };
        program.line = program.next_line();
        program
    }

    /// What it says next.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// A server of this page at a free port of 127.0.0.1, without STUN.
    pub fn serve(page: &Path, more: &[&str]) -> Program {
        let served = ["--listen", "127.0.0.1:0", "--stun-port", "0", "--web-root", page.to_str().unwrap()];
        Program::start(&[&served, more].concat())
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The port of the first address it said.
    pub fn port(&self) -> u16 {
        let address = self.line.rsplit("://").next().unwrap_or_default();
        let port = address.split(['/', '#']).next().and_then(|address| address.rsplit(':').next());
        port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("it did not start: {}", self.line))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A small page with a script, a style and a program.
pub fn page() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    let index = "<!doctype html>\n<html><head><meta charset=\"utf-8\"><script>let a = 1;</script></head><body>Plenum</body></html>\n";
    for (name, bytes) in [
        ("index.html", index.as_bytes()),
        ("app/plenum.js", b"export const answer = 42;\n"),
        ("app/plenum.wasm", b"\0asm\x01\0\0\0"),
        ("style.css", b"body { margin: 0 }\n"),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// A port of 127.0.0.1 that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One request over a connection of its own.
pub fn ask(port: u16, head: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// A proxy that changes the heads of requests and answers, and remembers what it passed on to the server.
pub struct Proxy {
    pub port: u16,
    passed: Arc<Mutex<Vec<u8>>>,
}

/// Another head in place of this one.
pub type Change = fn(String) -> String;

impl Proxy {
    pub fn to(server: u16, request: Change, answer: Change) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let passed = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&passed);
        thread::spawn(move || {
            for browser in listener.incoming().flatten() {
                let remembered = Arc::clone(&remembered);
                thread::spawn(move || pass(browser, server, request, answer, &remembered));
            }
        });
        Proxy { port, passed }
    }

    /// All bytes that went to the server until now.
    pub fn passed(&self) -> Vec<u8> {
        self.passed.lock().unwrap().clone()
    }
}

/// Bytes until the empty line.
fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn pass(mut browser: TcpStream, server: u16, request: Change, answer: Change, passed: &Mutex<Vec<u8>>) -> Option<()> {
    let mut server = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], server))).ok()?;
    let mut asked = request(head(&mut browser)?);
    // One request each, so that every head is seen.
    if !asked.to_ascii_lowercase().contains("upgrade: websocket") {
        asked = asked.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    }
    passed.lock().unwrap().extend(asked.as_bytes());
    server.write_all(asked.as_bytes()).ok()?;
    let (mut up, mut to_server) = (browser.try_clone().ok()?, server.try_clone().ok()?);
    browser.write_all(answer(head(&mut server)?).as_bytes()).ok()?;
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = up.read(&mut bytes) {
                passed.lock().unwrap().extend(&bytes[..length]);
                if to_server.write_all(&bytes[..length]).is_err() {
                    break;
                }
            }
            let _ = to_server.shutdown(Shutdown::Write);
        });
        let _ = std::io::copy(&mut server, &mut browser);
        let _ = browser.shutdown(Shutdown::Both);
    });
    Some(())
}

/// Adds a line to a head.
pub fn with_line(head: &str, line: &str) -> String {
    head.replacen("\r\n", &format!("\r\n{line}\r\n"), 1)
}

/// Takes the lines of a header out of a head.
pub fn without(head: &str, name: &str) -> String {
    let keeps = |line: &&str| !line.to_ascii_lowercase().starts_with(&format!("{name}:"));
    head.split("\r\n").filter(keeps).collect::<Vec<_>>().join("\r\n")
}
