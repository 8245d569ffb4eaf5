//! Canaries: messages that must never reach the server are looked for in its memory, its log and its disk.
//!
//! Linux only, since it reads `/proc/<pid>/mem` of a server of its own.
#![cfg(target_os = "linux")]

mod meeting;

use meeting::Meeting;
use plenum_engine::api::intent::{AppIntent, Intent, Passphrase};
use plenum_engine::api::view::SignalingState;
use plenum_engine::crypto::key_schedule::{self, KeySchedule};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const NAME: &str = "Kanarienvogel";
const PASSPHRASE: &str = "Kanarienvogel vor der Tür";
const CANDIDATE: &str = "203.0.113.199";
/// Every page dials from here, see `meeting/page.rs`.
const ADDRESS: &str = "127.77.88.99";

/// A server process whose every writable place is one empty folder.
struct Server {
    process: Child,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let log = File::create(folder.path().join("log")).expect("a log");
        let place = folder.path().join("disk");
        fs::create_dir(&place).expect("a disk");
        let mut process = Command::new(env!("CARGO_BIN_EXE_plenum"))
            .args(["--listen", "127.0.0.1:0", "--stun-port", "0", "--log", "trace"])
            .current_dir(&place)
            .env_clear()
            .env("HOME", &place)
            .env("TMPDIR", &place)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut said = String::new();
        let mut out = BufReader::new(process.stdout.take().expect("piped"));
        out.read_line(&mut said).expect("it says where it is");
        let port = said.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Server { process, address: SocketAddr::from(([127, 0, 0, 1], port)), folder }
    }

    /// Everything in the memory of the process that can be read.
    fn memory(&self) -> Vec<u8> {
        let process = Path::new("/proc").join(self.process.id().to_string());
        let maps = fs::read_to_string(process.join("maps")).expect("its maps");
        let mut memory = File::open(process.join("mem")).expect("its memory");
        let mut all = Vec::new();
        for map in maps.lines().filter(|map| map.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw"))) {
            let range = map.split(' ').next().and_then(|range| range.split_once('-'));
            let Some((from, to)) = range else { continue };
            let (Ok(from), Ok(to)) = (u64::from_str_radix(from, 16), u64::from_str_radix(to, 16)) else { continue };
            if memory.seek(SeekFrom::Start(from)).is_ok() {
                // Some ranges cannot be read; those that hold data can.
                let _ = (&mut memory).take(to - from).read_to_end(&mut all);
            }
        }
        all
    }

    /// Everything it logged, once it has been told to stop and has stopped.
    fn last_words(&mut self) -> Vec<u8> {
        let id = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(told.success(), "the server is gone already");
        self.process.wait().expect("it stops");
        fs::read(self.folder.path().join("log")).expect("the log")
    }

    /// Files left anywhere the server could write.
    fn disk(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("disk")).expect("the disk");
        entries.flatten().map(|entry| entry.path().display().to_string()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

#[tokio::test]
async fn neither_memory_nor_log_nor_disk_hold_what_people_say() {
    let mut server = Server::start();
    let mut meeting = Meeting::at(server.address, CANDIDATE);
    meeting.open(NAME, None);
    meeting.act(0, Intent::App(AppIntent::StartMeeting));
    let fragment = meeting.fragment(0);
    meeting.act(0, Intent::App(AppIntent::Join));
    meeting.join(NAME, &fragment);
    meeting.until(|meeting| meeting.complete()).await;

    let locked = meeting.open(NAME, None);
    let passphrase = Passphrase::new(PASSPHRASE.into());
    meeting.act(locked, Intent::App(AppIntent::StartProtected { passphrase, remember: true }));
    meeting.until(|meeting| meeting.pages[locked].engine.view().signaling == SignalingState::Seated).await;
    let link = plenum_engine::invite::read(&meeting.fragment(locked)).expect("a link").link;
    let pass = plenum_passphrase::stretching::stretch(PASSPHRASE, &key_schedule::salt(&link)).expect("a passphrase");

    let secret = plenum_engine::invite::read(&fragment).expect("a link").link;
    let keys = KeySchedule::derive(&secret, None).expect("no passphrase");
    let canaries: [(&str, Vec<u8>); 9] = [
        ("a passphrase", PASSPHRASE.into()),
        ("what a passphrase was stretched to", pass.to_vec()),
        ("the code of a link with a passphrase", link.code().into_bytes()),
        ("a name", NAME.into()),
        ("a candidate", CANDIDATE.into()),
        ("the code of the link", fragment.clone().into_bytes()),
        ("the secret of the link", code_bytes(&fragment)),
        ("the key of the hellos", keys.hello_key().to_vec()),
        ("a description", b"a=fingerprint:sha-256".to_vec()),
    ];
    let memory = server.memory();
    // The search itself works: what a server has to know is found.
    let known = meeting.pages[0].peer.expect("seated");
    let room = keys.room();
    assert!(holds(&memory, &room.0) || holds(&memory, &known.0), "the search finds nothing at all");
    for (what, canary) in &canaries {
        assert!(!holds(&memory, canary), "the server's memory holds {what}");
    }

    for page in [0, 1] {
        meeting.act(page, Intent::App(AppIntent::Leave));
    }
    // The log of a lost connection too.
    let lost = meeting.join(NAME, &fragment);
    meeting.until(|meeting| meeting.pages[lost].engine.view().signaling == SignalingState::Seated).await;
    meeting.pages[lost].cut();
    let log = server.last_words();
    assert!(holds(&log, b"listening") && holds(&log, b"stopping"), "this is not the whole log");
    let room = plenum_shared::bytes::encode(&room.0);
    for (what, canary) in canaries.iter().chain(&[("an address", ADDRESS.into()), ("a room", room.into_bytes())]) {
        assert!(!holds(&log, canary), "the server's log holds {what}");
    }
    assert_eq!(server.disk(), Vec::<String>::new(), "the server wrote to its disk");
}

/// The 16 bytes of the secret: 26 characters of five bits, most significant first, and two flags at the end.
fn code_bytes(code: &str) -> Vec<u8> {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let bits = code.chars().take(26).fold((Vec::new(), 0_u32, 0), |(mut bytes, mut bits, mut have), character| {
        let value = ALPHABET.find(character).expect("a character of the alphabet") as u32;
        bits = bits << 5 | value;
        have += 5;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
        (bytes, bits, have)
    });
    bits.0
}
