//! What it takes to get a seat, and what everybody else hears.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, Heard, Person, TestServer, person, public};
use ed25519_dalek::{Signature as Proof, SigningKey, VerifyingKey};
use plenum_server::{Count, Rate};
use plenum_shared::admit::Admission;
use plenum_shared::codec::decode;
use plenum_shared::ids::{PublicKey, RoomId, Signature};
use plenum_shared::message::{Challenge, ClientMessage, Join, Refusal, ServerMessage};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// A server on which one may fail often.
async fn patient() -> TestServer {
    TestServer::start_with(|config| config.limits.failed_admissions = Rate { burst: 1000, every: Duration::ZERO }).await
}

/// What a join changed by `spoil` is answered with.
async fn answer(server: &TestServer, person: &Person, spoil: impl FnOnce(&mut Join, &Challenge)) -> (Heard, u16) {
    let mut client = Client::dial(server, person.room.shard()).await;
    let mut join = person.join(&client.origin, &client.challenge);
    spoil(&mut join, &client.challenge);
    client.say(&ClientMessage::Join(join)).await;
    (client.hear().await, client.closed().await)
}

#[tokio::test]
async fn every_wrong_proof_is_refused_in_the_same_words_and_touches_no_seat() {
    let server = patient().await;
    let (ada, ben) = (person(1, 1, 1), person(1, 1, 2));
    let (mut ada_client, _) = Client::join(&server, &ada).await;
    let stale = Client::dial(&server, 1).await;
    let again = |join: &mut Join, origin: &str, challenge: &Challenge| *join = ben.join(origin, challenge);
    let (origin, old) = (server.origin(), stale.challenge.clone());
    let not_a_point = PublicKey([2; 32]);
    assert!(VerifyingKey::from_bytes(&not_a_point.0).is_err());
    let identity = PublicKey(std::array::from_fn(|n| u8::from(n == 0)));
    assert!(VerifyingKey::from_bytes(&identity.0).is_ok_and(|key| key.is_weak()));
    let other = public(&SigningKey::from_bytes(&[9; 32]));

    type Spoil<'a> = Box<dyn Fn(&mut Join, &Challenge) + 'a>;
    let wrong: Vec<(&str, Spoil<'_>)> = vec![
        ("another connection's challenge", Box::new(|join, _| again(join, &origin, &old))),
        ("another server", Box::new(|join, now| again(join, "wss://evil.example", now))),
        ("another port", Box::new(|join, now| again(join, "ws://127.0.0.1:1", now))),
        ("another room", Box::new(|join, _| join.room = RoomId([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]))),
        ("another hello", Box::new(|join, _| join.hello.push(0))),
        ("another admission key", Box::new(|join, _| join.admission_key = other)),
        ("another session key", Box::new(|join, _| join.session_key = other)),
        ("a member's session key", Box::new(|join, _| join.session_key = public(&ada.session))),
        ("a flipped bit in one signature", Box::new(|join, _| join.admission_signature.0[0] ^= 1)),
        ("a flipped bit in the other", Box::new(|join, _| join.session_signature.0[63] ^= 1)),
        ("no signature", Box::new(|join, _| join.admission_signature = Signature([0; 64]))),
        (
            "signatures swapped",
            Box::new(|join, _| std::mem::swap(&mut join.admission_signature, &mut join.session_signature)),
        ),
        ("a key that is no point", Box::new(|join, _| join.admission_key = not_a_point)),
        ("a session key that is no point", Box::new(|join, _| join.session_key = not_a_point)),
        ("a key of small order", Box::new(|join, _| forge(join, identity, true))),
        ("a session key of small order", Box::new(|join, _| forge(join, identity, false))),
        ("a second form of a signature", Box::new(|join, _| add_order(&mut join.session_signature))),
        (
            "a hello of 1,025 bytes",
            Box::new(|join, now| {
                *join = Person { hello: vec![0; 1025], ..ben.clone() }.join(&origin, now);
            }),
        ),
    ];
    let number = wrong.len() as u64;
    for (what, spoil) in wrong {
        let heard = answer(&server, &ben, spoil).await;
        let refused = ServerMessage::Refused { reason: Refusal::Proof, retry_after_ms: None, origin: None };
        assert_eq!(heard, (Heard::Server(refused), 4002), "{what}");
    }
    assert_eq!(server.count(Count::BadProof), number);
    assert_eq!(server.count(Count::Seated), 1);
    ada_client.nothing_else().await;
    let longest = Person { hello: vec![0; 1024], ..ben.clone() };
    Client::join(&server, &longest).await;
}

/// With the identity as key, R = identity and s = 0 satisfy the loose equation for every message.
fn forge(join: &mut Join, weak: PublicKey, admission: bool) {
    let mut signature = [0; 64];
    signature[0] = 1;
    match admission {
        true => (join.admission_key, join.admission_signature) = (weak, Signature(signature)),
        false => (join.session_key, join.session_signature) = (weak, Signature(signature)),
    }
}

/// s + the group's order verifies too where malleability is allowed (RFC 8032 §5.1.7 forbids it).
fn add_order(signature: &mut Signature) {
    const ORDER: [u8; 16] =
        [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14];
    let order = ORDER.into_iter().chain([0; 15]).chain([0x10]);
    let mut carry = 0;
    for (byte, add) in signature.0[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
}

#[tokio::test]
async fn a_squatter_gets_a_door_of_their_own() {
    let server = TestServer::start().await;
    let (_eve, _) = Client::join(&server, &person(1, 66, 66)).await;
    let (mut ada, welcome) = Client::join(&server, &person(1, 1, 1)).await;
    assert!(welcome.other_door && welcome.peers.is_empty());
    ada.nothing_else().await;
}

#[tokio::test]
async fn a_configured_origin_is_the_only_one_a_proof_may_name() {
    let server = TestServer::start_with(|config| config.origins = vec!["https://meet.example".parse().unwrap()]).await;
    let ada = person(1, 1, 1);
    let mut public = Client::dial(&server, 1).await;
    let join = ada.join("wss://meet.example", &public.challenge);
    public.say(&ClientMessage::Join(join)).await;
    public.welcome().await;
    // Under the number of the machine: told where to go, as often as it takes, and no attempt is counted.
    for _ in 0..8 {
        let mut inside = Client::knock(&server, &ada).await;
        let told = Some("https://meet.example".to_owned());
        let refused = ServerMessage::Refused { reason: Refusal::Origin, retry_after_ms: None, origin: told };
        assert_eq!(inside.message().await, refused);
        assert_eq!(inside.closed().await, 4002);
    }
    assert_eq!((server.count(Count::OtherName), server.count(Count::BadProof)), (8, 0));
    let mut elsewhere = Client::dial(&server, 1).await;
    let join = ada.join("wss://evil.example", &elsewhere.challenge);
    elsewhere.say(&ClientMessage::Join(join)).await;
    assert_eq!(elsewhere.refusal().await, (Refusal::Proof, None, 4002), "any other name is a wrong proof");
}

#[tokio::test]
async fn other_versions_and_shards_are_refused_for_good() {
    let server = TestServer::start().await;
    let ada = person(1, 1, 1);
    for version in [0, 2, 65_535] {
        let heard = answer(&server, &ada, |join, _| join.version = version).await;
        let refused = ServerMessage::Refused { reason: Refusal::Version, retry_after_ms: None, origin: None };
        assert_eq!(heard, (Heard::Server(refused), 4002));
    }
    let mut astray = Client::dial(&server, 2).await;
    let join = ada.join(&astray.origin, &astray.challenge);
    astray.say(&ClientMessage::Join(join)).await;
    assert_eq!(astray.refusal().await, (Refusal::Shard, None, 4002));
}

#[tokio::test]
async fn who_says_nothing_is_asked_to_go() {
    let server = TestServer::start_with(|config| config.limits.admission = Duration::from_millis(20)).await;
    let mut silent = Client::dial(&server, 1).await;
    assert_eq!(silent.closed().await, 4003);
    assert_eq!(server.count(Count::AdmissionTimeout), 1);
}

#[tokio::test]
async fn small_talk_before_the_join_is_harmless() {
    let server = TestServer::start().await;
    let ada = person(1, 1, 1);
    let mut client = Client::dial(&server, 1).await;
    client.nothing_else().await;
    client.say(&ClientMessage::Pong {}).await;
    client.send(Message::text(r#"{"type":"applause","volume":11}"#)).await;
    client.send(Message::Ping(b"x".to_vec().into())).await;
    let join = ada.join(&client.origin, &client.challenge);
    let mut said = serde_json::to_value(ClientMessage::Join(join)).unwrap();
    said["from_the_future"] = 1.into();
    client.send(Message::text(said.to_string())).await;
    client.welcome().await;
    assert_eq!(
        (server.count(Count::UnknownMessage), server.count(Count::UnknownField)),
        (1, 2),
        "an unknown message has an unknown field"
    );
}

#[tokio::test]
async fn every_challenge_is_fresh() {
    let server = TestServer::start().await;
    let (one, two) = (Client::dial(&server, 1).await, Client::dial(&server, 1).await);
    assert_ne!(one.challenge.nonce, two.challenge.nonce);
    assert_eq!(one.challenge.versions, [plenum_shared::OLDEST_VERSION, plenum_shared::VERSION]);
}

/// The signatures of the golden join are real ones, so that other implementations can check themselves against it.
#[test]
fn the_golden_join_is_signed() {
    let text = include_str!("../../shared/golden/join.json");
    let ClientMessage::Join(join) = decode(text).unwrap().message else { panic!("no join") };
    let said = Admission {
        origin: "wss://meet.example",
        nonce: &std::array::from_fn(|n| n as u8),
        room: &join.room,
        admission_key: &join.admission_key,
        session_key: &join.session_key,
        hello: &join.hello,
        version: 1,
    }
    .bytes();
    for (key, signature, seed) in
        [(join.admission_key, join.admission_signature, [1; 32]), (join.session_key, join.session_signature, [2; 32])]
    {
        assert_eq!(public(&SigningKey::from_bytes(&seed)), key);
        let key = VerifyingKey::from_bytes(&key.0).unwrap();
        assert!(key.verify_strict(&said, &Proof::from_bytes(&signature.0)).is_ok());
    }
}
