//! Holds the code and `PEER-PROTOCOL.md` together: messages, test vectors, bounds, rates. Change one, and this tells.

#![allow(clippy::unwrap_used)]

mod kinds;
mod times;

use kinds::{DESCRIPTIONS, KINDS, MEMBERS, PRESENCES, REASONS, REQUESTS, SIZES};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use plenum_engine::api::{effect::Source, event::Channel};
use plenum_engine::base::{rng::Rng, untrusted_text::NAME_CHARACTERS};
use plenum_engine::crypto::hello::{self, BODY_BYTES, Hello, SEALED_BYTES};
use plenum_engine::crypto::identity::{Identity, verify_vouch};
use plenum_engine::crypto::key_schedule::{self, KeySchedule};
use plenum_engine::crypto::sealing::{CLASSES, MAX_BODY, Pair, Path, WINDOW};
use plenum_engine::files;
use plenum_engine::invite::{LENGTH, Link, read};
use plenum_engine::messaging::bundle::{self, MAX_ACKNOWLEDGEMENTS, MAX_DEPTH, MAX_MESSAGES};
use plenum_engine::messaging::fragment::{self, Fragment, StreamId, Topic};
use plenum_engine::messaging::message::{Bundle, BundleEntry, FileId, LinkMessage, PeerMessage, RoomMessage, VERSIONS};
use plenum_engine::messaging::streams;
use plenum_engine::sdp::{self, Reach};
use plenum_passphrase::stretching::{self, ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES};
use plenum_shared::{bytes, limits::HELLO_BYTES};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const CREDIT: usize = streams::CREDIT as usize;
const PAGE: &str = include_str!("../../PEER-PROTOCOL.md");

fn examples() -> impl Iterator<Item = Value> {
    let blocks = PAGE.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}")))
}

fn vector(name: &str) -> Value {
    examples().find(|example| example["vector"] == name).unwrap_or_else(|| panic!("no vector {name}"))
}

fn decode(value: &Value) -> Vec<u8> {
    bytes::decode(value.as_str().unwrap()).unwrap()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    decode(value).try_into().unwrap()
}

fn is(told: &Value, field: &str, computed: impl AsRef<[u8]>) {
    assert_eq!(told[field], bytes::encode(computed.as_ref()), "{field}");
}

/// What is read and written again is the same.
fn holds<T: serde::Serialize + serde::de::DeserializeOwned>(example: &Value) -> T {
    let read: T = serde_json::from_value(example.clone()).unwrap_or_else(|error| panic!("{error}: {example}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), *example, "written differently");
    read
}

/// The bundles shown, also those inside vectors; a message that stands alone counts as one.
fn bundles() -> Vec<Bundle> {
    let of = |example: Value| match &example {
        Value::Object(fields) if fields.contains_key("bundle") => Some(holds(&example["bundle"])),
        Value::Object(fields) if fields.contains_key("vector") => None,
        Value::Object(fields) if fields.contains_key("messages") => Some(holds(&example)),
        Value::Object(fields) if fields.contains_key("exchange_key") => holds::<Option<Hello>>(&example).and(None),
        _ => Some(Bundle { acks: Vec::new(), messages: vec![holds::<BundleEntry>(&example)] }),
    };
    examples().filter_map(of).collect()
}

fn keys() -> KeySchedule {
    KeySchedule::derive(&Link::from_parts(array(&vector("key schedule")["secret"]), false), None).unwrap()
}

/// The seeds from which the sessions and nonces of the examples were made, so that they can be made again.
fn session(name: &str) -> (Identity, [Rng; 2]) {
    let [seed, hello, message] = if name == "ada" { [0x11, 0x33, 0x55] } else { [0x22, 0x44, 0x66] };
    (Identity::from_seed([seed; 32]), [Rng::new([hello; 32]), Rng::new([message; 32])])
}

fn pair(own: &str, theirs: &str) -> Pair {
    let hellos = vector("hellos");
    let (session, them) = (session(own).0, session(theirs).0);
    let [ours, hello] = [own, theirs].map(|name| decode(&hellos[name]["sealed"]));
    let opened = hello::open(&keys(), &them.public_key(), &hello).unwrap();
    Pair::new(&keys(), &session, &ours, them.peer(), &hello, &opened.exchange_key).unwrap()
}

fn number(told: &Value, field: &str) -> u64 {
    told[field].as_u64().unwrap()
}

fn path(told: &Value) -> Path {
    [Path::Server, Path::Channel, Path::Carried][number(told, "path") as usize]
}

#[test]
fn every_example_is_a_message_that_is_read_and_written_so() {
    let mut kinds = BTreeSet::new();
    for bundle in bundles() {
        bundle::read(&serde_json::to_vec(&bundle).unwrap()).unwrap();
        for BundleEntry { message, .. } in bundle.messages {
            let said = serde_json::to_value(&message).unwrap();
            let kind = said["type"].as_str().map_or_else(String::new, |name| format!("`{name}` "));
            let row = format!("| `{}` | {kind}|", said["topic"].as_str().unwrap());
            let told = PAGE.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("no row {row}"));
            for field in said.as_object().unwrap().keys().filter(|field| !["topic", "type"].contains(&field.as_str())) {
                assert!(told.contains(&format!("`{field}`")), "{field} is not in {row}");
            }
            kinds.insert(row);
            match message {
                PeerMessage::Link(LinkMessage::Description(told)) => {
                    let fingerprint = sdp::check(&sdp::screened(&told.sdp, Reach::Network).unwrap()).unwrap();
                    assert!(PAGE.contains(&format!("\"mine\": \"{fingerprint}\"")));
                }
                PeerMessage::Link(LinkMessage::Candidates { candidates }) => {
                    assert!(candidates.iter().all(|one| sdp::fit_candidate(&one.candidate, Reach::Network)));
                }
                PeerMessage::Room(RoomMessage::Status(status)) if status.resumes.is_some() => {
                    let proof = vector("resumes");
                    assert!(["key", "signature"].iter().all(|field| said["resumes"][field] == proof[field]));
                }
                _ => {}
            }
        }
    }
    for name in KINDS.iter().filter(|name| **name != "unknown") {
        assert!(kinds.contains(*name), "{name} has no example");
    }
    for word in [PRESENCES, REASONS, DESCRIPTIONS, REQUESTS, SIZES, MEMBERS].concat() {
        assert!(word == "unknown" || PAGE.contains(&format!("`{word}`")), "{word}");
    }
    for name in examples().filter_map(|one| Some(one["vector"].as_str()?.to_owned())) {
        assert!(include_str!("main.rs").contains(&format!("vector(\"{name}\")")), "{name} is tested nowhere");
    }
}

#[test]
fn link_codes_and_readings_are_these() {
    for told in vector("link codes")["codes"].as_array().unwrap() {
        let link = Link::from_parts(array(&told["secret"]), told["flags"] == 2);
        assert_eq!((told["code"].as_str().unwrap(), LENGTH), (&*link.code(), 30));
        assert_eq!(read(&link.code()).unwrap().link, link);
    }
    for told in vector("link readings")["readings"].as_array().unwrap() {
        match read(told["text"].as_str().unwrap()) {
            Ok(visit) => assert_eq!(told["code"], visit.link.code(), "{told}"),
            Err(error) => assert_eq!(told["error"], error.to_string(), "{told}"),
        }
    }
}

#[test]
fn the_keys_of_a_room_are_these() {
    for told in [vector("key schedule"), vector("key schedule with passphrase")] {
        let link = Link::from_parts(array(&told["secret"]), told["flags"] == 2);
        let pass = told["passphrase"].as_str().map(|passphrase| {
            is(&told, "salt", key_schedule::salt(&link));
            let stretched = stretching::stretch(passphrase, &key_schedule::salt(&link)).unwrap();
            key_schedule::Stretched::from_bytes(*stretched)
        });
        let keys = KeySchedule::derive(&link, pass.as_ref()).unwrap();
        is(&told, "room", keys.room().0);
        is(&told, "admission_key", keys.admission_key().0);
        is(&told, "hello_key", keys.hello_key());
        is(&told, "cache_key", keys.cache_key());
        is(&told, "cache_name", keys.cache_name().0);
        // What stays inside the engine follows from the text alone.
        let (prk, _) = Hkdf::<Sha256>::extract(Some(b"plenum/v1"), &decode(&told["secret"]));
        let pass = pass.map_or([0; 32], |pass| *pass.as_bytes());
        let flags = [number(&told, "flags") as u8];
        let (root, from_root) = Hkdf::<Sha256>::extract(Some(&prk), &[&flags[..], &pass].concat());
        let mut admission = [0; 32];
        from_root.expand(b"admission", &mut admission).unwrap();
        is(&told, "root", root);
        is(&told, "admission_seed", admission);
        is(&told, "admission_key", ed25519_dalek::SigningKey::from_bytes(&admission).verifying_key());
        if flags == [0] { is(&told, "prk", prk) } else { is(&told, "pass", pass) }
    }
}

#[test]
fn sessions_hellos_and_resumes_are_these() {
    let (sessions, hellos, keys) = (vector("sessions"), vector("hellos"), keys());
    for name in ["ada", "ben"] {
        let (told, (session, [mut rng, _])) = (&sessions[name], session(name));
        is(told, "signing_seed", session.signing_seed());
        is(told, "session_key", session.public_key().0);
        is(told, "peer_id", session.peer().0);
        is(told, "exchange_key", session.exchange_key());
        let exchange = x25519_dalek::StaticSecret::from(array::<32>(&told["exchange_secret"]));
        is(told, "exchange_key", x25519_dalek::PublicKey::from(&exchange));
        let told = &hellos[name];
        let sealed = decode(&told["sealed"]);
        let hello = hello::open(&keys, &session.public_key(), &sealed).unwrap();
        assert_eq!(serde_json::to_value(&hello).unwrap(), told["body"]);
        assert_eq!(hello::make(&session, &keys, &hello, &mut rng).unwrap(), sealed);
        is(told, "nonce", &sealed[..24]);
        is(told, "hash", Sha256::digest(&sealed));
        let body = serde_json::to_vec(&hello).unwrap();
        let signed = [&b"plenum hello v1"[..], &keys.room().0, &session.public_key().0, &body].concat();
        is(told, "signature", session.sign(&signed).0);
    }
    assert_eq!(session("ada").0.peer().cmp(&session("ben").0.peer()), std::cmp::Ordering::Greater);

    let told = vector("resumes");
    let [old, new] = ["old", "new"].map(|who| session(told[who].as_str().unwrap()).0);
    let signed = [&b"plenum resume v1"[..], &keys.room().0, &old.peer().0, &new.peer().0].concat();
    is(&told, "bytes", &signed);
    is(&told, "key", old.public_key().0);
    is(&told, "signature", old.sign(&signed).0);
    assert!(verify_vouch(&old.public_key(), &keys.room(), &new.peer(), &old.sign(&signed)));
}

/// The key of a direction as the text says it, from nothing of the engine but ids.
fn pair_key(from: &str, to: &str, path_and_generation: [u8; 2]) -> [u8; 32] {
    let (sessions, hellos, told) = (vector("sessions"), vector("hellos"), vector("pair keys"));
    let secret = x25519_dalek::StaticSecret::from(array::<32>(&sessions[from]["exchange_secret"]));
    let dh = secret.diffie_hellman(&array::<32>(&sessions[to]["exchange_key"]).into());
    is(&told, "dh", dh.as_bytes());
    let (prk, pair) = Hkdf::<Sha256>::extract(Some(keys().hello_key()), dh.as_bytes());
    is(&told, "pair", prk);
    let id = |who: &str| decode(&sessions[who]["peer_id"]);
    let mut both = [from, to];
    both.sort_by_key(|who| id(who));
    let [one, two] = both.map(|who| decode(&hellos[who]["hash"]));
    let info =
        [&b"plenum pair v1"[..], &path_and_generation, &keys().room().0, &one, &two, &id(from), &id(to)].concat();
    let mut key = [0; 32];
    pair.expand(&info, &mut key).unwrap();
    key
}

#[test]
fn the_keys_of_a_pair_and_sealed_messages_are_these() {
    for told in vector("pair keys")["keys"].as_array().unwrap() {
        let [from, to] = ["from", "to"].map(|field| told[field].as_str().unwrap());
        is(told, "key", pair_key(from, to, ["path", "generation"].map(|field| number(told, field) as u8)));
    }
    for told in [vector("sealed message by the server"), vector("sealed message by the data channel")] {
        let [from, to] = ["from", "to"].map(|field| told[field].as_str().unwrap());
        let (message, epoch) = (decode(&told["message"]), number(&told, "epoch") as u32);
        // The engine opens it, and writes the same bytes.
        let opened = pair(to, from).open(&message, path(&told)).unwrap();
        let bundle = serde_json::to_value(bundle::read(&opened.body).unwrap()).unwrap();
        assert_eq!((opened.epoch, &bundle), (epoch, &told["bundle"]));
        let [_, mut rng] = session(from).1;
        assert_eq!(pair(from, to).seal(path(&told), epoch, &opened.body, &mut rng).unwrap(), message);
        // So does who has only the text.
        let way = ["path", "generation"].map(|field| number(&told, field) as u8);
        let header = [&[1][..], &way, &number(&told, "sequence").to_le_bytes()].concat();
        let id = |who: &str| session(who).0.peer().0;
        let aad = [&header[..], &keys().room().0, &id(from), &id(to)].concat();
        is(&told, "additional_data", &aad);
        is(&told, "nonce", &message[11..35]);
        assert_eq!(message[..11], header);
        let cipher = XChaCha20Poly1305::new(&pair_key(from, to, way).into());
        let sealed = Payload { msg: &message[35..], aad: &aad };
        let plain = cipher.decrypt(&array::<24>(&told["nonce"]).into(), sealed).unwrap();
        let text = [&epoch.to_le_bytes()[..], &(opened.body.len() as u16).to_le_bytes(), &opened.body].concat();
        is(&told, "plaintext", &text);
        assert!(plain.starts_with(&text) && plain[text.len()..].iter().all(|byte| *byte == 0));
    }
}

#[test]
fn sizes_and_heartbeats_are_these() {
    for told in vector("sizes")["messages"].as_array().unwrap() {
        let bytes = path(told).message_bytes(number(told, "body") as usize);
        assert_eq!(told["bytes"].as_u64(), bytes.map(|bytes| bytes as u64), "{told}");
    }
    let told = vector("heartbeat");
    is(&told, "bytes", ["number", "clock_ms"].map(|field| (number(&told, field) as u32).to_le_bytes()).concat());
}

#[test]
fn fragments_are_these() {
    let told = vector("fragments");
    let of = |part: &str, field: &str| number(&told[part], field) as u32;
    let fragments = [
        Fragment::Data {
            stream: StreamId(of("data", "stream")),
            offset: of("data", "offset"),
            total: of("data", "total"),
            topic: Topic(of("data", "topic") as u8),
            bytes: decode(&told["data"]["bytes"]),
        },
        Fragment::Credit {
            stream: StreamId(of("credit", "stream")),
            received: of("credit", "received"),
            limit: of("credit", "limit"),
        },
    ];
    is(&told, "body", fragment::write(&fragments));
    assert_eq!(fragment::read(&fragment::write(&fragments)).unwrap(), fragments);
}

#[test]
fn pieces_of_files_are_these() {
    let told = vector("file piece");
    let (offset, bytes) = (number(&told, "offset"), decode(&told["bytes"]));
    let piece = files::Piece { file: FileId(array(&told["file"])), offset, bytes: &bytes };
    is(&told, "body", files::write(piece));
    assert_eq!(files::read(&files::write(piece)), Some(piece));
    assert!((0..24).all(|length| files::read(&files::write(piece)[..length]).is_none()));
}

fn big(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", big(number / 1_000), number % 1_000) }
}

/// Whether the page says this, wherever its lines end.
fn says(text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    words(PAGE).contains(&words(text))
}

#[test]
fn bounds_and_channels_are_those_of_the_code() {
    let (sizes, bundle, memory) = (CLASSES.map(big), big(bundle::MAX_BYTES), big(ARGON2_MEMORY_KIB as usize));
    let numbers = [
        format!("| hello, sealed | {} bytes read, {SEALED_BYTES} written |", big(HELLO_BYTES)),
        format!("| hello, body | {BODY_BYTES} bytes written |"),
        format!("| sealed message, body | {} bytes |", big(MAX_BODY)),
        format!("| bundle | {bundle} bytes, {MAX_MESSAGES} messages, {MAX_ACKNOWLEDGEMENTS} acknowledgements, "),
        format!("acknowledgements, {MAX_DEPTH} arrays and objects inside each other |"),
        format!("| description | {} bytes, {} media sections", big(sdp::MAX_BYTES), sdp::SECTIONS),
        format!("one of eight sizes: {}, {} or {} bytes", sizes[..6].join(", "), sizes[6], sizes[7]),
        format!("or is {} or more below the highest", big(WINDOW as usize)),
        format!("it remembers the highest and which of the {} below it", big(WINDOW as usize - 1)),
        format!("shows at most {NAME_CHARACTERS} characters of it"),
        format!("this page is version {}", VERSIONS[1]),
        format!("{memory} KiB of memory, {ARGON2_PASSES} passes, {ARGON2_LANES} lane"),
        format!("one body of 1 to {} bytes", big(streams::MAX_BYTES)),
        format!("so many bytes, {} at most |", big(fragment::MAX_DATA)),
        format!("fragments follow it to its end, {} at most", fragment::MAX_FRAGMENTS),
        format!("a stream may begin with {} bytes, may have {} bytes", big(fragment::MAX_DATA), big(CREDIT)),
        format!("pieces of files, {} bytes at most", big(streams::MAX_FILE_BYTES)),
        format!("1 to {} bytes. This is", big(files::MAX_PIECE)),
        format!("at most {} bytes beyond where it stands", big(files::AHEAD * files::MAX_PIECE)),
        format!("| {} | messages |", Channel::Messages as u8),
        format!("| {} | bulk |", Channel::Bulk as u8),
        format!("| {} | heartbeats |", Channel::Heartbeats as u8),
    ];
    for said in numbers {
        assert!(says(&said), "the page does not say: {said}");
    }
    assert_eq!(Source::ALL, [Source::Microphone, Source::Camera, Source::Screen, Source::ScreenSound]);
    assert!(says(
        "| 1 | audio | microphone | | 2 | video | camera | | 3 | video | screen | | 4 | audio | sound of the"
    ));
}
