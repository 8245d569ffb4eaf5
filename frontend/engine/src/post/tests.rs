//! Two outboxes that face each other, and one that faces somebody who writes whatever they like.

use super::*;
use crate::hello::{self, Hello, Kind};
use crate::keys::Keys;
use crate::letter::{Bundle, Parting};
use crate::link::Link;
use crate::random::Dice;
use crate::session::Session;

const SEAT: Seat = Seat { slot: 1, generation: 0 };
const LINE: LineId = LineId(1);

/// Two pairs that face each other.
fn pairs() -> (Pair, Pair) {
    let mut dice = Dice::new([7; 32]);
    let keys = Keys::derive(&Link::from_parts([1; 16], false), None).unwrap();
    let (ada, ben) = (Session::new(&mut dice), Session::new(&mut dice));
    let mut hello =
        |session| hello::make(session, &keys, &Hello::new(session, [1, 1], &[], Kind::Person), &mut dice).unwrap();
    let (ada_hello, ben_hello) = (hello(&ada), hello(&ben));
    let to_ben = Pair::new(&keys, &ada, &ada_hello, ben.peer(), &ben_hello, &ben.exchange_key());
    let to_ada = Pair::new(&keys, &ben, &ben_hello, ada.peer(), &ada_hello, &ada.exchange_key());
    (to_ben.unwrap(), to_ada.unwrap())
}

/// What one flush puts on the server's line, as if the server read everything.
fn flush(post: &mut Post, now: Time) -> Vec<Vec<u8>> {
    flush_paced(post, &mut Pacer::new(), now)
}

/// What one flush puts on the server's line.
fn flush_paced(post: &mut Post, pacer: &mut Pacer, now: Time) -> Vec<Vec<u8>> {
    let (mut dice, mut ops) = (Dice::new([now.0 as u8; 32]), 0);
    let mut turn = Turn::new(now, &mut dice, &mut ops);
    post.flush(Ways { server: Some((LINE, SEAT)), ..Ways::default() }, pacer, &mut turn);
    let sealed = |effect| match effect {
        Effect::Line { command: LineCommand::Binary(frame), .. } => {
            frame::split(&frame).map(|(_, sealed)| sealed.to_vec())
        }
        _ => None,
    };
    turn.effects.into_iter().filter_map(sealed).collect()
}

fn goodbye() -> Letter {
    Letter::Goodbye { how: Parting::Left }
}

#[test]
fn what_does_not_fit_one_bundle_arrives_in_several() {
    let (ada, ben) = pairs();
    let (mut ada, mut ben) = (Post::new(ada, Reach::Network), Post::new(ben, Reach::Network));
    for n in 0..200 {
        ada.write(n / 70, Letter::Fingerprints { mine: "A".repeat(90), yours: n.to_string() }, Route::Best, Time(0));
    }
    let sealed = flush(&mut ada, Time(0));
    assert_eq!(sealed.len(), 5, "64 at a time of each epoch");
    let arrived: Vec<Arrived> = sealed.iter().flat_map(|one| ben.open(one, Layer::Server, Time(0)).unwrap()).collect();
    let numbers = arrived.iter().map(|one| match &one.letter {
        Letter::Fingerprints { yours, .. } => (one.epoch, yours.parse::<u32>().unwrap()),
        other => panic!("{other:?}"),
    });
    assert!(numbers.eq((0..200).map(|n| (n / 70, n))));
    for sealed in flush(&mut ben, Time(0)) {
        ada.open(&sealed, Layer::Server, Time(0)).unwrap();
    }
    assert!(ada.pending.is_empty(), "all of them are acknowledged");
}

#[test]
fn a_bundle_larger_than_a_bundle_is_dropped_whole_and_counted() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut dice) = (Post::new(ada, Reach::Network), Dice::new([2; 32]));
    let many = format!(r#"{{"letters":[{}]}}"#, vec![r#"{"letter":"echo"}"#; 65].join(","));
    let receipts = format!(r#"{{"receipts":[{}1]}}"#, "1,".repeat(256));
    let long = format!(r#"{{"letters":[{{"letter":"x","y":"{}"}}]}}"#, "z".repeat(bundle::MAX_BYTES));
    let piece = [[1, 0, 0, 0, 1, 0, 0, 2, 0].as_slice(), br#"{"letters":[{"letter":"echo"}]}"#].concat();
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(100), "]".repeat(100)).into_bytes();
    for (count, body) in [many.into_bytes(), receipts.into_bytes(), long.into_bytes(), piece, deep].iter().enumerate() {
        let sealed = mallory.seal(Layer::Server, 0, body, &mut dice).unwrap();
        assert_eq!(ada.open(&sealed, Layer::Server, Time(0)), Some(vec![]));
        assert_eq!(ada.senseless as usize, count + 1);
    }
    assert!(flush(&mut ada, Time(0)).is_empty(), "nothing of it is acknowledged");
}

#[test]
fn invented_ids_cost_no_more_than_they_did_their_writer() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut dice) = (Post::new(ada, Reach::Network), Dice::new([2; 32]));
    let (mut came, mut went) = (0, 0);
    for round in 0..200_u64 {
        // Several bundles in one turn, as a burst of the server brings them.
        for part in 0..8 {
            let letter = |n: u64| format!(r#"{{"id":{},"letter":"x"}}"#, u64::MAX - (round * 8 + part) * 64 - n);
            let body = format!(r#"{{"letters":[{}]}}"#, (0..64).map(letter).collect::<Vec<_>>().join(","));
            let sealed = mallory.seal(Layer::Server, 0, body.as_bytes(), &mut dice).unwrap();
            came += sealed.len();
            ada.open(&sealed, Layer::Server, Time(0)).unwrap();
        }
        went += flush(&mut ada, Time(round)).iter().map(Vec::len).sum::<usize>();
    }
    assert!(went < came / 2, "{went} bytes of acknowledgements for {came} bytes");
    assert_eq!(ada.unfit + ada.senseless, 0);
}

#[test]
fn acknowledgements_come_at_a_rate_and_an_honest_burst_is_acknowledged_whole() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut dice) = (Post::new(ada, Reach::Network), Dice::new([2; 32]));
    let mut acknowledged = 0;
    for second in 0..60_u64 {
        for part in 0..20 {
            let letter = |n: u64| format!(r#"{{"id":{},"letter":"x"}}"#, (second * 20 + part) * 64 + n + 1);
            let body = format!(r#"{{"letters":[{}]}}"#, (0..64).map(letter).collect::<Vec<_>>().join(","));
            let sealed = mallory.seal(Layer::Server, 0, body.as_bytes(), &mut dice).unwrap();
            ada.open(&sealed, Layer::Server, Time(second * 1_000)).unwrap();
        }
        acknowledged += ada.receipts.len();
        flush(&mut ada, Time(second * 1_000));
        assert!(second > 0 || acknowledged == 256);
    }
    assert_eq!(acknowledged, 256 + 59 * 32);
}

#[test]
fn a_field_past_its_bound_is_dropped_acknowledged_and_counted() {
    let (ada, mut mallory) = pairs();
    let (mut ada, mut dice) = (Post::new(ada, Reach::Network), Dice::new([2; 32]));
    let long = Letter::Fingerprints { mine: "A".repeat(96), yours: String::new() };
    let letters = [long, goodbye()].map(|letter| Enclosed { id: Some(5), letter }).to_vec();
    let letters = letters.into_iter().zip([5, 6]).map(|(one, id)| Enclosed { id: Some(id), ..one }).collect();
    let body = serde_json::to_vec(&Bundle { receipts: vec![], letters }).unwrap();
    let sealed = mallory.seal(Layer::Server, 3, &body, &mut dice).unwrap();
    assert_eq!(ada.open(&sealed, Layer::Server, Time(0)), Some(vec![Arrived { epoch: 3, letter: goodbye() }]));
    assert_eq!((ada.unfit, ada.receipts.as_slice()), (1, [5, 6].as_slice()));
}

#[test]
fn a_full_outbox_says_so_and_evicts_nothing_silently() {
    let (ada, _) = pairs();
    let mut ada = Post::new(ada, Reach::Network);
    for n in 0..MAX_PENDING {
        ada.write(n as u32, goodbye(), Route::Best, Time(0));
        assert!(!ada.full());
    }
    ada.write(0, goodbye(), Route::Best, Time(0));
    assert_eq!(ada.pending.len(), MAX_PENDING);
    assert_eq!(ada.pending.first_key_value().map(|(id, _)| *id), Some(1), "the oldest still waits");
    assert!(ada.full(), "its owner is told");
    assert!(!ada.full() && ada.pending.is_empty() && ada.outgoing.is_empty(), "and says everything anew");
    ada.write(0, goodbye(), Route::Best, Time(0));
    assert_eq!(flush(&mut ada, Time(0)).len(), 1);
}

#[test]
fn what_was_superseded_or_acknowledged_while_the_server_did_not_read_is_never_sent() {
    let (ada, ben) = pairs();
    let (mut ada, mut ben) = (Post::new(ada, Reach::Network), Post::new(ben, Reach::Network));
    let mut pacer = Pacer::new();
    while pacer.take(256, Time(0)) {}
    ada.write(1, Letter::Echo {}, Route::Best, Time(0));
    ada.write(2, goodbye(), Route::Best, Time(0));
    ada.write(3, Letter::CallOff {}, Route::Best, Time(0));
    assert!(flush_paced(&mut ada, &mut pacer, Time(0)).is_empty());
    assert_eq!(ada.waiting.len(), 3);
    ada.withdraw(|_, letter| *letter == Letter::Echo {});
    ada.pending.remove(&3);
    let due = pacer.deadline().unwrap();
    for now in 0..due.0 {
        pacer.ask();
        ada.tick(Time(now));
        assert!(flush_paced(&mut ada, &mut pacer, Time(now)).is_empty(), "nothing leaves before its time");
    }
    pacer.ask();
    let sealed = flush_paced(&mut ada, &mut pacer, due);
    let arrived: Vec<Arrived> = sealed.iter().flat_map(|one| ben.open(one, Layer::Server, Time(0)).unwrap()).collect();
    assert_eq!(arrived, [Arrived { epoch: 2, letter: goodbye() }]);
    assert!(ada.waiting.is_empty());
}

#[test]
fn a_server_that_does_not_read_costs_no_memory() {
    let (ada, mut ben) = pairs();
    let (mut ada, mut dice) = (Post::new(ada, Reach::Network), Dice::new([3; 32]));
    let mut pacer = Pacer::new();
    while pacer.take(256, Time(0)) {}
    for round in 0..2_000_u64 {
        ada.write(0, Letter::Echo {}, Route::Every, Time(0));
        let body = format!(r#"{{"letters":[{{"id":{round},"letter":"x"}}]}}"#);
        let sealed = ben.seal(Layer::Server, 0, body.as_bytes(), &mut dice).unwrap();
        ada.open(&sealed, Layer::Server, Time(0)).unwrap();
        assert!(flush_paced(&mut ada, &mut pacer, Time(0)).is_empty());
        assert!(ada.waiting.len() <= MAX_PENDING && ada.owed.len() <= bundle::MAX_ACKNOWLEDGEMENTS);
    }
}
