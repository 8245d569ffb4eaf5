//! The real program under a service manager: it stops in order, tells when to return, and restarts without refusing anybody.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use common::program::{ask, free_port, page};
use common::{Client, Heard, person};
use plenum_shared::message::{NoticeKind, ServerMessage};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Longest stop, and what a busy machine takes beside it.
const STOP: Duration = Duration::from_secs(5 + 5);

/// Runs a line of sh that ends in `exec "$@"`, with the program and these arguments.
fn sh(line: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh", env!("CARGO_BIN_EXE_plenum")]).args(arguments);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("PLENUM_CONFIG", "/dev/null");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Tells it to stop, as a service manager does.
fn terminate(process: &Child) {
    assert!(Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap().success());
}

/// It ended by itself, with nothing wrong, in time.
fn ended(mut process: Child, since: Instant) {
    assert_eq!(process.wait().unwrap().code(), Some(0));
    assert!(since.elapsed() < STOP, "{:?}", since.elapsed());
}

/// The port it says it is at.
fn port(process: &mut Child) -> u16 {
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("it said {line}"))
}

fn status(port: u16, path: &str) -> String {
    ask(port, &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1")).split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_there_is_told_another_time_to_return_and_the_program_ends() {
    const ROOMS: u8 = 3;
    const PEOPLE: u8 = 30;
    let (page, watched) = (page(), free_port());
    let at = format!("127.0.0.1:{watched}");
    let told = ["--listen", "127.0.0.1:0", "--stun-port", "0", "--web-root", page.path().to_str().unwrap()];
    let more = ["--metrics-listen", &at, "--sockets-per-address", "200"];
    let mut process = sh("exec \"$@\"", &[&told[..], &more].concat()).spawn().unwrap();
    let port = port(&mut process);
    let mut clients = Vec::new();
    for room in 0..ROOMS {
        for who in 0..PEOPLE {
            clients.push((room, Client::join_at(port, &person(room, 1, who)).await.0));
        }
    }
    // Somebody who never ends the closing handshake, so that there is time to look around: two seconds.
    let mut stuck = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let upgrade = "Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    stuck.write_all(format!("GET /ws/01 HTTP/1.1\r\nHost: a\r\n{upgrade}\r\n\r\n").as_bytes()).unwrap();
    stuck.read_exact(&mut [0; 12]).unwrap();
    assert_eq!((status(watched, "/readyz"), status(port, "/readyz")), ("200".into(), "200".into()));

    let since = Instant::now();
    terminate(&process);
    let mut times = Vec::new();
    for (room, client) in &mut clients {
        loop {
            match client.hear().await {
                Heard::Server(ServerMessage::Arrived { .. }) => {}
                Heard::Server(ServerMessage::Notice { kind: NoticeKind::Drain, retry_after_ms: Some(after) }) => {
                    times.push((after, *room));
                }
                Heard::Closed(code) => break assert_eq!(code, 1001),
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(status(watched, "/readyz"), "503", "whoever sends people elsewhere can know");
    assert_eq!(status(watched, "/healthz"), "200", "it needs nobody to start it anew");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err(), "nobody new is taken in");
    drop(stuck);
    ended(process, since);

    times.sort_unstable();
    let all = u64::from(ROOMS) * u64::from(PEOPLE);
    let apart: BTreeSet<u64> = times.iter().map(|(after, _)| *after).collect();
    assert_eq!(apart, (0..all).collect(), "one each millisecond, and none with another");
    let rooms: Vec<u8> = times.iter().map(|(_, room)| *room).collect();
    assert!(rooms.is_sorted(), "those of one room return together");
}

/// What the program tells its service manager.
struct Manager {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Manager {
    fn new() -> Manager {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Manager { socket, folder }
    }

    /// Starts the program with this listener as file 3.
    fn start(&self, listener: &TcpListener, root: &Path, arguments: &[&str]) -> Child {
        let told = [&["--stun-port", "0", "--web-root", root.to_str().unwrap()], arguments].concat();
        let held = OwnedFd::from(listener.try_clone().unwrap());
        sh("LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\" 3<&0 0</dev/null", &told)
            .env("NOTIFY_SOCKET", self.folder.path().join("notify"))
            .env("WATCHDOG_USEC", "200000")
            .stdin(Stdio::from(held))
            .spawn()
            .unwrap()
    }

    /// Waits until it says this.
    fn hears(&self, what: &str) {
        let mut said = [0; 100];
        loop {
            let n = self.socket.recv(&mut said).unwrap();
            match std::str::from_utf8(&said[..n]).unwrap().trim() {
                one if one == what => return,
                other => assert_eq!(other, "WATCHDOG=1"),
            }
        }
    }
}

/// Asks again and again over connections of its own, each as soon as the last is answered.
fn ask_for_ever(port: u16, answers: &mpsc::SyncSender<Result<(), String>>) {
    loop {
        let asked = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
            stream.set_read_timeout(Some(Duration::from_secs(60)))?;
            stream.write_all(b"GET /instance/0a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let answer = match asked() {
            Ok(answer) if answer.starts_with("HTTP/1.1 200 OK") => Ok(()),
            Ok(other) => Err(other),
            Err(why) => Err(why.to_string()),
        };
        if answers.send(answer).is_err() {
            return;
        }
    }
}

#[test]
fn a_restart_with_a_socket_that_is_held_refuses_nobody() {
    const RESTARTS: usize = 5;
    const BETWEEN: usize = 50;
    let (manager, page) = (Manager::new(), page());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (answers, heard) = mpsc::sync_channel(0);
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let answers = answers.clone();
            // The first wait for the first program: the socket is there before it.
            thread::spawn(move || ask_for_ever(port, &answers))
        })
        .collect();
    let some = |when: &str| {
        for _ in 0..BETWEEN {
            assert_eq!(heard.recv().unwrap(), Ok(()), "{when}");
        }
    };
    for _ in 0..RESTARTS {
        let process = manager.start(&listener, page.path(), &[]);
        manager.hears("READY=1");
        some("while it is up");
        manager.hears("WATCHDOG=1");
        let since = Instant::now();
        terminate(&process);
        // They go on asking while it stops and while there is none.
        manager.hears("STOPPING=1");
        let drained = thread::scope(|scope| {
            let stops = scope.spawn(|| ended(process, since));
            let mut drained = Vec::new();
            while !stops.is_finished() {
                drained.extend(heard.recv_timeout(Duration::from_millis(10)));
            }
            stops.join().unwrap();
            drained
        });
        assert!(drained.iter().all(Result::is_ok), "{drained:?}");
    }
    let process = manager.start(&listener, page.path(), &["--listen", &format!("127.0.0.1:{port}")]);
    manager.hears("READY=1");
    some("after the last restart");
    drop(heard);
    askers.into_iter().for_each(|asker| asker.join().unwrap());
    terminate(&process);
    ended(process, Instant::now());
}

#[test]
fn a_socket_that_cannot_be_meant_is_refused() {
    let (manager, page) = (Manager::new(), page());
    let refused = |mut process: Child| {
        let mut why = String::new();
        process.stderr.take().unwrap().read_to_string(&mut why).unwrap();
        assert_eq!(process.wait().unwrap().code(), Some(1), "{why}");
        why
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let told = ["--stun-port", "0", "--web-root", page.path().to_str().unwrap()];
    for (line, more, hint) in [
        (
            "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\" 3<&0 0</dev/null",
            &["--listen", "127.0.0.1:1"][..],
            "listen says 127.0.0.1:1",
        ),
        ("LISTEN_PID=$$ LISTEN_FDS=2 exec \"$@\" 3<&0 4<&0 0</dev/null", &[], "2 sockets were passed, and one"),
        ("LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\" 3</dev/null", &[], "cannot be used"),
    ] {
        let held = OwnedFd::from(listener.try_clone().unwrap());
        let mut command = sh(line, &[&told, more].concat());
        let why = refused(command.stdin(Stdio::from(held)).stderr(Stdio::piped()).spawn().unwrap());
        assert!(why.contains(hint), "{why}");
    }
    // Those of another process are not ours.
    let mut stranger =
        sh("LISTEN_PID=1 LISTEN_FDS=1 exec \"$@\" 3</dev/null", &[&told[..], &["--listen", "127.0.0.1:0"]].concat())
            .spawn()
            .unwrap();
    assert_ne!(port(&mut stranger), 0);
    terminate(&stranger);
    ended(stranger, Instant::now());
    drop(manager);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_files_for_all_of_them_who_is_seated_stays_and_newcomers_come_in() {
    const STRANGERS: usize = 400;
    let (page, watched) = (page(), free_port());
    let at = format!("127.0.0.1:{watched}");
    let told = ["--listen", "127.0.0.1:0", "--stun-port", "0", "--web-root", page.path().to_str().unwrap()];
    let mut process = sh(
        "ulimit -n 200; exec \"$@\"",
        &[&told[..], &["--sockets-per-address", "2000", "--metrics-listen", &at]].concat(),
    )
    .spawn()
    .unwrap();
    let port = port(&mut process);
    let mut seated = Vec::new();
    for who in 0..20 {
        seated.push(Client::join_at(port, &person(1, 1, who)).await.0);
    }
    let mut strangers = Vec::new();
    for _ in 0..STRANGERS {
        // Half a request, and then nothing: each holds a file for as long as it is let.
        let mut stranger = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        let _ = stranger.write_all(b"GET / HTTP/1.1\r\nX: ");
        strangers.push(stranger);
    }
    assert_eq!(status(port, "/readyz"), "200");
    let (mut late, welcome) = Client::join_at(port, &person(1, 1, 99)).await;
    assert_eq!(welcome.peers.len(), 20, "nobody who was there has gone");
    late.nothing_else().await;
    for client in &mut seated {
        client.say(&plenum_shared::message::ClientMessage::Ping {}).await;
        while client.message().await != (ServerMessage::Pong {}) {}
    }
    let metrics = ask(watched, "GET /metrics HTTP/1.1\r\nHost: localhost");
    let evicted =
        metrics.lines().find_map(|line| line.strip_prefix("plenum_evicted_total{what=\"connection\"} ")).unwrap();
    assert!(evicted.parse::<usize>().unwrap() > 100, "strangers make room: the system is never out of files");
    drop(strangers);
    terminate(&process);
    ended(process, Instant::now());
}

#[test]
fn the_units_fit_each_other_and_the_program() {
    let deployed =
        |name: &str| std::fs::read_to_string(format!("{}/../deploy/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (socket, service, settings) = (deployed("plenum.socket"), deployed("plenum.service"), deployed("plenum.toml"));
    let listen = socket.lines().find_map(|line| line.strip_prefix("ListenStream=")).unwrap();
    assert!(settings.contains(&format!("\nlisten = \"{listen}\"\n")), "systemd holds what the settings say");
    for line in ["Type=notify", "WatchdogSec=30s", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"] {
        assert!(service.lines().any(|one| one == line), "{line}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_log_on_a_full_disk_stops_nobody() {
    let page = page();
    let told = ["--listen", "127.0.0.1:0", "--stun-port", "0", "--web-root", page.path().to_str().unwrap()];
    for format in ["text", "json"] {
        let more = ["--log", "trace", "--log-format", format];
        let mut process = sh("exec \"$@\" 2>/dev/full", &[&told[..], &more].concat()).spawn().unwrap();
        let port = port(&mut process);
        // A page of another server: something to be noted.
        let upgrade = "Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        let refused =
            ask(port, &format!("GET /ws/01 HTTP/1.1\r\nHost: a\r\nOrigin: https://other.example\r\n{upgrade}"));
        assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
        assert_eq!(status(port, "/readyz"), "200");
        terminate(&process);
        ended(process, Instant::now());
    }
}
