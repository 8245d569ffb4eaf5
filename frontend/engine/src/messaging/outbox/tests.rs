//! Two outboxes that face each other, and one that faces somebody who writes whatever they like.

use super::*;
use crate::api::values::TextChannel;
use crate::base::rng::Rng;
use crate::crypto::hello::{self, Hello, Kind};
use crate::crypto::identity::Identity;
use crate::crypto::key_schedule::KeySchedule;
use crate::invite::Link;
use crate::messaging::message::{Bundle, EchoMessage, GoodbyeReason, LinkMessage, LiveTextMessage, RoomMessage};

const SEAT: Seat = Seat { slot: 1, generation: 0 };
const SOCKET: SocketId = SocketId(1);

/// Two pairs that face each other.
fn pairs() -> (Pair, Pair) {
    let mut rng = Rng::new([7; 32]);
    let keys = KeySchedule::derive(&Link::from_parts([1; 16], false), None).unwrap();
    let (ada, ben) = (Identity::new(&mut rng), Identity::new(&mut rng));
    let mut hello =
        |session| hello::make(session, &keys, &Hello::new(session, [1, 1], &[], Kind::Person), &mut rng).unwrap();
    let (ada_hello, ben_hello) = (hello(&ada), hello(&ben));
    let to_ben = Pair::new(&keys, &ada, &ada_hello, ben.peer(), &ben_hello, &ben.exchange_key());
    let to_ada = Pair::new(&keys, &ben, &ben_hello, ada.peer(), &ada_hello, &ada.exchange_key());
    (to_ben.unwrap(), to_ada.unwrap())
}

/// What one flush puts on the server's socket, as if the server read everything.
fn flush(outbox: &mut Outbox, now: Time) -> Vec<Vec<u8>> {
    flush_paced(outbox, &mut Pacer::new(), now)
}

/// What one flush puts on the server's socket.
fn flush_paced(outbox: &mut Outbox, pacer: &mut Pacer, now: Time) -> Vec<Vec<u8>> {
    let (mut rng, mut ops) = (Rng::new([now.0 as u8; 32]), 0);
    let mut cx = Context::new(now, &mut rng, &mut ops);
    outbox.flush(Transports { server: Some((SOCKET, SEAT)), ..Transports::default() }, pacer, &mut cx);
    let sealed = |effect| match effect {
        Effect::Socket { command: SocketCommand::Binary(frame), .. } => {
            frame::split(&frame).map(|(_, sealed)| sealed.to_vec())
        }
        _ => None,
    };
    cx.effects.into_iter().filter_map(sealed).collect()
}

fn goodbye() -> PeerMessage {
    PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left })
}

#[test]
fn what_does_not_fit_one_bundle_arrives_in_several() {
    let (ada, ben) = pairs();
    let (mut ada, mut ben) = (Outbox::new(ada, Reach::Network), Outbox::new(ben, Reach::Network));
    for n in 0..200 {
        ada.write(
            n / 70,
            PeerMessage::Link(LinkMessage::Fingerprints { mine: "A".repeat(90), yours: n.to_string() }),
            Route::Best,
            Time(0),
        );
    }
    let sealed = flush(&mut ada, Time(0));
    assert_eq!(sealed.len(), 5, "64 at a time of each epoch");
    let arrived: Vec<Arrived> = sealed.iter().flat_map(|one| ben.open(one, Path::Server, Time(0)).unwrap()).collect();
    let numbers = arrived.iter().map(|one| match &one.message {
        PeerMessage::Link(LinkMessage::Fingerprints { yours, .. }) => (one.epoch, yours.parse::<u32>().unwrap()),
        other => panic!("{other:?}"),
    });
    assert!(numbers.eq((0..200).map(|n| (n / 70, n))));
    for sealed in flush(&mut ben, Time(0)) {
        ada.open(&sealed, Path::Server, Time(0)).unwrap();
    }
    assert!(ada.pending.is_empty(), "all of them are acknowledged");
}

#[test]
fn a_bundle_larger_than_a_bundle_is_dropped_whole_and_counted() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut rng) = (Outbox::new(ada, Reach::Network), Rng::new([2; 32]));
    let many = format!(r#"{{"messages":[{}]}}"#, vec![r#"{"topic":"echo","type":"heard"}"#; 65].join(","));
    let acks = format!(r#"{{"acks":[{}1]}}"#, "1,".repeat(256));
    let long = format!(r#"{{"messages":[{{"topic":"x","y":"{}"}}]}}"#, "z".repeat(bundle::MAX_BYTES));
    let piece = [[1, 0, 0, 0, 1, 0, 0, 2, 0].as_slice(), br#"{"messages":[{"topic":"echo","type":"heard"}]}"#].concat();
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(100), "]".repeat(100)).into_bytes();
    for (count, body) in [many.into_bytes(), acks.into_bytes(), long.into_bytes(), piece, deep].iter().enumerate() {
        let sealed = mallory.seal(Path::Server, 0, body, &mut rng).unwrap();
        assert_eq!(ada.open(&sealed, Path::Server, Time(0)), Some(vec![]));
        assert_eq!(ada.senseless as usize, count + 1);
    }
    assert!(flush(&mut ada, Time(0)).is_empty(), "nothing of it is acknowledged");
}

#[test]
fn invented_ids_cost_no_more_than_they_did_their_writer() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut rng) = (Outbox::new(ada, Reach::Network), Rng::new([2; 32]));
    let (mut came, mut went) = (0, 0);
    for round in 0..200_u64 {
        // Several bundles in one event, as a burst of the server brings them.
        for part in 0..8 {
            let message = |n: u64| format!(r#"{{"id":{},"topic":"x"}}"#, u64::MAX - (round * 8 + part) * 64 - n);
            let body = format!(r#"{{"messages":[{}]}}"#, (0..64).map(message).collect::<Vec<_>>().join(","));
            let sealed = mallory.seal(Path::Server, 0, body.as_bytes(), &mut rng).unwrap();
            came += sealed.len();
            ada.open(&sealed, Path::Server, Time(0)).unwrap();
        }
        went += flush(&mut ada, Time(round)).iter().map(Vec::len).sum::<usize>();
    }
    assert!(went < came / 2, "{went} bytes of acknowledgements for {came} bytes");
    assert_eq!(ada.unfit + ada.senseless, 0);
}

#[test]
fn acknowledgements_come_at_a_rate_and_an_honest_burst_is_acknowledged_whole() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut rng) = (Outbox::new(ada, Reach::Network), Rng::new([2; 32]));
    let mut acknowledged = 0;
    for second in 0..60_u64 {
        for part in 0..20 {
            let message = |n: u64| format!(r#"{{"id":{},"topic":"x"}}"#, (second * 20 + part) * 64 + n + 1);
            let body = format!(r#"{{"messages":[{}]}}"#, (0..64).map(message).collect::<Vec<_>>().join(","));
            let sealed = mallory.seal(Path::Server, 0, body.as_bytes(), &mut rng).unwrap();
            ada.open(&sealed, Path::Server, Time(second * 1_000)).unwrap();
        }
        acknowledged += ada.acks.len();
        flush(&mut ada, Time(second * 1_000));
        assert!(second > 0 || acknowledged == 256);
    }
    assert_eq!(acknowledged, 256 + 59 * 32);
}

#[test]
fn a_field_past_its_bound_is_dropped_acknowledged_and_counted() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut rng) = (Outbox::new(ada, Reach::Network), Rng::new([2; 32]));
    let long = PeerMessage::Link(LinkMessage::Fingerprints { mine: "A".repeat(96), yours: String::new() });
    let messages = [long, goodbye()].map(|message| BundleEntry { id: Some(5), message }).to_vec();
    let messages = messages.into_iter().zip([5, 6]).map(|(one, id)| BundleEntry { id: Some(id), ..one }).collect();
    let body = serde_json::to_vec(&Bundle { acks: vec![], messages }).unwrap();
    let sealed = mallory.seal(Path::Server, 3, &body, &mut rng).unwrap();
    assert_eq!(ada.open(&sealed, Path::Server, Time(0)), Some(vec![Arrived { epoch: 3, message: goodbye() }]));
    assert_eq!((ada.unfit, ada.acks.as_slice()), (1, [5, 6].as_slice()));
}

#[test]
fn a_full_outbox_says_so_and_evicts_nothing_silently() {
    let (ada, _) = pairs();
    let mut ada = Outbox::new(ada, Reach::Network);
    for n in 0..MAX_PENDING {
        ada.write(n as u32, goodbye(), Route::Best, Time(0));
        assert!(!ada.full());
    }
    ada.write(0, goodbye(), Route::Best, Time(0));
    assert_eq!(ada.pending.len(), MAX_PENDING);
    assert_eq!(ada.pending.first().map(|(id, _)| *id), Some(1), "the oldest still waits");
    assert!(ada.full(), "its owner is told");
    assert!(!ada.full() && ada.pending.is_empty() && ada.outgoing.is_empty(), "and says everything anew");
    ada.write(0, goodbye(), Route::Best, Time(0));
    assert_eq!(flush(&mut ada, Time(0)).len(), 1);
}

#[test]
fn what_was_superseded_or_acknowledged_while_the_server_did_not_read_is_never_sent() {
    let (ada, ben) = pairs();
    let (mut ada, mut ben) = (Outbox::new(ada, Reach::Network), Outbox::new(ben, Reach::Network));
    let mut pacer = Pacer::new();
    while pacer.take(256, Time(0)) {}
    ada.write(1, PeerMessage::Echo(EchoMessage::Heard {}), Route::Best, Time(0));
    ada.write(2, goodbye(), Route::Best, Time(0));
    ada.write(3, PeerMessage::Link(LinkMessage::CallOff {}), Route::Best, Time(0));
    assert!(flush_paced(&mut ada, &mut pacer, Time(0)).is_empty());
    assert_eq!(ada.waiting.len(), 3);
    ada.withdraw(|_, message| *message == PeerMessage::Echo(EchoMessage::Heard {}));
    ada.pending.remove(&3);
    let due = pacer.deadline().unwrap();
    for now in 0..due.0 {
        pacer.ask();
        ada.tick(Time(now));
        assert!(flush_paced(&mut ada, &mut pacer, Time(now)).is_empty(), "nothing leaves before its time");
    }
    pacer.ask();
    let sealed = flush_paced(&mut ada, &mut pacer, due);
    let arrived: Vec<Arrived> = sealed.iter().flat_map(|one| ben.open(one, Path::Server, Time(0)).unwrap()).collect();
    assert_eq!(arrived, [Arrived { epoch: 2, message: goodbye() }]);
    assert!(ada.waiting.is_empty());
}

#[test]
fn a_server_that_does_not_read_costs_no_memory() {
    let (ada, mut ben) = pairs();
    let (mut ada, mut rng) = (Outbox::new(ada, Reach::Network), Rng::new([3; 32]));
    let mut pacer = Pacer::new();
    while pacer.take(256, Time(0)) {}
    for round in 0..2_000_u64 {
        ada.write(0, PeerMessage::Echo(EchoMessage::Heard {}), Route::Every, Time(0));
        let body = format!(r#"{{"messages":[{{"id":{round},"topic":"x"}}]}}"#);
        let sealed = ben.seal(Path::Server, 0, body.as_bytes(), &mut rng).unwrap();
        ada.open(&sealed, Path::Server, Time(0)).unwrap();
        assert!(flush_paced(&mut ada, &mut pacer, Time(0)).is_empty());
        assert!(ada.waiting.len() <= MAX_PENDING && ada.owed.len() <= bundle::MAX_ACKNOWLEDGEMENTS);
    }
}

#[test]
fn live_text_takes_of_the_servers_pace_only_what_is_left_by_all_else() {
    let (to_ben, to_ada) = pairs();
    let (mut outbox, mut ben) = (Outbox::new(to_ben, Reach::Network), Outbox::new(to_ada, Reach::Network));
    let mut pacer = Pacer::new();
    let mut heard = |sealed: Vec<Vec<u8>>, now| {
        let arrived = sealed.iter().flat_map(|sealed| ben.open(sealed, Path::Server, now).unwrap());
        arrived.map(|arrived| arrived.message.purpose()).collect::<Vec<_>>()
    };
    let line = |line| LiveTextMessage::Line {
        channel: TextChannel::Captions,
        line,
        revision: line,
        text: "and".into(),
        done: true,
    };
    let mut said = 0;
    while outbox.waiting.is_empty() && said < 250 {
        outbox.write(0, line(said), Route::Best, Time(0));
        assert!(
            heard(flush_paced(&mut outbox, &mut pacer, Time(0)), Time(0))
                .iter()
                .all(|purpose| *purpose == Purpose::LiveText)
        );
        said += 1;
    }
    assert_eq!(said, 182, "half of 360 is left, and the last one waits");
    let due = pacer.deadline().unwrap();
    pacer.ask();
    outbox.write(1, goodbye(), Route::Best, Time(0));
    assert_eq!(heard(flush_paced(&mut outbox, &mut pacer, Time(0)), Time(0)), [Purpose::Other], "which goes ahead");
    assert_eq!(heard(flush_paced(&mut outbox, &mut pacer, due + 100), due), [Purpose::LiveText]);
}
