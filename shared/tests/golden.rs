//! Holds the code, the golden files and the examples of `PROTOCOL.md` together: change one, and this tells you.

#![allow(clippy::unwrap_used)]

use plenum_shared::admit::Admission;
use plenum_shared::ids::{PeerId, PublicKey, RoomId, Seat, Signature};
use plenum_shared::message::{
    Challenge, ClientMessage, IceServer, IceServers, Join, Limits, NoticeKind, Refusal, SeatedPeer, ServerMessage,
    Welcome,
};
use plenum_shared::{bytes, codec, frame};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;

fn here(file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn golden(name: &str) -> String {
    std::fs::read_to_string(here("golden").join(name).with_extension("json")).unwrap().trim_end().to_owned()
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    bytes::decode(text).unwrap().try_into().unwrap()
}

/// What is written is the file, and what is read from the file is the message.
fn holds<W: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, message: &W) {
    assert_eq!(codec::encode(message), golden(name), "{name} is written differently");
    let read = codec::decode::<W>(&golden(name)).unwrap();
    assert_eq!((&read.message, read.unknown_fields), (message, 0), "{name} is read differently");
}

fn seated_peer(slot: u16, key: &str, hello: &[u8]) -> SeatedPeer {
    SeatedPeer { seat: Seat { slot, generation: 0 }, session_key: PublicKey(array(key)), hello: hello.to_vec() }
}

fn nonce() -> [u8; 32] {
    std::array::from_fn(|n| n as u8)
}

fn join() -> Join {
    Join {
        version: 1,
        room: RoomId(std::array::from_fn(|n| 0xa0 + n as u8)),
        admission_key: PublicKey(array("iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w")),
        session_key: PublicKey(array("gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q")),
        admission_signature: Signature(array(
            "KfDGfhzwt1ZmpjaMacFQFkEKlUQ80hM4HY0nkoJmAsLW0Eu93TXeEgKkOOSanYXyNjTaIY8eQFohmpUZO2KRCw",
        )),
        session_signature: Signature(array(
            "lQJEhDDANQf0WNwhirqJrKH5R4XICx5BqWu7cp8m1xiSIWfyvlIoWS1vYqi9IMGwT96jUnbKLBJcocgHmYNSAQ",
        )),
        hello: b"sealed hello of Ben".to_vec(),
    }
}

#[test]
fn a_page_sends_these_messages() {
    holds("join", &ClientMessage::Join(join()));
    holds("leave", &ClientMessage::Leave {});
    holds("ping", &ClientMessage::Ping {});
    holds("pong", &ClientMessage::Pong {});
}

#[test]
fn a_server_sends_these_messages() {
    holds("challenge", &ServerMessage::Challenge(Challenge { versions: [1, 1], nonce: nonce() }));
    let turn = IceServer {
        urls: vec!["turn:turn.example:3478".into()],
        username: Some("1796000000:AAAAAAAAAAAAAAAA".into()),
        credential: Some("bm90IGEgcmVhbCBvbmUhIQ==".into()),
    };
    let welcome = Welcome {
        seat: Seat { slot: 1, generation: 0 },
        instance: "UsciWSmiDb-zho1a".into(),
        peers: vec![seated_peer(0, "7UkoxijRwsbq6QM4kFmVYSlZJzpcY_k2NsFGFKyHN9E", b"sealed hello of Ada")],
        ice_servers: vec![turn.clone()],
        credential_lifetime_ms: Some(3_600_000),
        stun_port: Some(3478),
        limits: Limits { message_bytes: 65_536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
        other_door: false,
        capabilities: Vec::new(),
    };
    holds("welcome", &ServerMessage::Welcome(welcome));
    let cem = seated_peer(2, "ypOsFwUYcHHWe4PH_w7-gQjo7EUwV113JoeTM9vavnw", b"sealed hello of Cem");
    holds("arrived", &ServerMessage::Arrived { seated_peer: cem, present: false });
    holds("seated", &ServerMessage::Seated {});
    holds("departed", &ServerMessage::Departed { seat: Seat { slot: 2, generation: 0 } });
    let full = ServerMessage::Refused { reason: Refusal::RoomFull, retry_after_ms: Some(30_000), origin: None };
    holds("refused", &full);
    let origin = Some("https://meet.example".into());
    holds("refused_origin", &ServerMessage::Refused { reason: Refusal::Origin, retry_after_ms: None, origin });
    let fresh = IceServers { ice_servers: vec![turn], credential_lifetime_ms: Some(3_600_000) };
    holds("ice_servers", &ServerMessage::IceServers(fresh));
    holds("notice", &ServerMessage::Notice { kind: NoticeKind::Drain, retry_after_ms: Some(1200) });
    holds("ping", &ServerMessage::Ping {});
    holds("pong", &ServerMessage::Pong {});
}

#[test]
fn a_peer_message_looks_like_this() {
    let told: Value = serde_json::from_str(&golden("peer_message")).unwrap();
    let text = |field: &str| bytes::decode(told[field].as_str().unwrap()).unwrap();
    let seat: Seat = serde_json::from_value(told.clone()).unwrap();
    assert_eq!(frame::join(seat, &text("message")), text("frame"));
    assert_eq!(frame::split(&text("frame")), Some((seat, &text("message")[..])));
}

/// Known answer, made with another language (Python's `struct` and `hashlib`, OpenSSL for keys and signatures: the
/// seeds are 32 times 0x01 for admission, 32 times 0x02 for the session).
#[test]
fn the_signed_bytes_are_these() {
    let told: Value = serde_json::from_str(&golden("admission")).unwrap();
    let text = |field: &str| told[field].as_str().unwrap().to_owned();
    let join = join();
    let said = Admission {
        origin: &text("origin"),
        nonce: &nonce(),
        room: &join.room,
        admission_key: &join.admission_key,
        session_key: &join.session_key,
        hello: &join.hello,
        version: join.version,
    };
    assert_eq!(bytes::encode(&said.bytes()), text("bytes"));
    assert_eq!(bytes::encode(&PeerId::of(&join.session_key).0), text("peer_id"));
    // The other fields are those of the messages beside it.
    let message: Value = serde_json::from_str(&golden("join")).unwrap();
    for field in ["room", "admission_key", "session_key", "hello", "version"] {
        assert_eq!(told[field], message[field], "{field}");
    }
}

#[test]
fn the_page_shows_every_golden_file_and_no_other_example() {
    let page = std::fs::read_to_string(here("PROTOCOL.md")).unwrap();
    let shown = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut shown: Vec<Value> = shown.map(|example| serde_json::from_str(example).unwrap()).collect();
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(here("golden")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        files.insert(name.clone(), serde_json::from_str::<Value>(&golden(&name)).unwrap());
    }
    for (name, value) in files {
        let at = shown.iter().position(|example| *example == value);
        shown.remove(at.unwrap_or_else(|| panic!("{name} is not shown, or differs")));
    }
    assert!(shown.is_empty(), "shown but no golden file: {shown:?}");
}

#[test]
fn the_page_names_every_reason_kind_and_close_code() {
    let page = std::fs::read_to_string(here("PROTOCOL.md")).unwrap();
    let reasons = [Refusal::Proof, Refusal::Origin, Refusal::Shard, Refusal::Version, Refusal::RoomFull];
    for reason in reasons.into_iter().chain([Refusal::Busy, Refusal::TooMany]) {
        let name = serde_json::to_value(reason).unwrap();
        assert!(page.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name}");
    }
    for kind in [NoticeKind::Drain, NoticeKind::Full, NoticeKind::ClosedByHost] {
        let name = serde_json::to_value(kind).unwrap();
        assert!(page.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name}");
    }
    use plenum_shared::close::*;
    for code in [GOING_AWAY, PROTOCOL, NOT_UTF8, TOO_BIG, TRY_LATER, NOT_UNDERSTOOD, DISPLACED, REFUSED, TIMEOUT] {
        assert!(page.contains(&format!("| {code} |")), "{code}");
    }
}
