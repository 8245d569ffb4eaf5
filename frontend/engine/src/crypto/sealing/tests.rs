//! What only this side of the wall can reach: counters at their end, generations, and lengths that lie.

use super::*;
use crate::crypto::hello::{self, Hello, Kind};
use crate::invite::Link;

/// Two pairs that face each other.
fn pairs() -> (Pair, Pair, Rng) {
    let mut rng = Rng::new([7; 32]);
    let keys = KeySchedule::derive(&Link::from_parts([1; 16], false), None).expect("a link without passphrase");
    let (ada, ben) = (Identity::new(&mut rng), Identity::new(&mut rng));
    let mut hello =
        |session| hello::make(session, &keys, &Hello::new(session, [1, 1], &[], Kind::Person), &mut rng).expect("fits");
    let (ada_hello, ben_hello) = (hello(&ada), hello(&ben));
    let to_ben = Pair::new(&keys, &ada, &ada_hello, ben.peer(), &ben_hello, &ben.exchange_key());
    let to_ada = Pair::new(&keys, &ben, &ben_hello, ada.peer(), &ada_hello, &ada.exchange_key());
    (to_ben.expect("agreed"), to_ada.expect("agreed"), rng)
}

#[test]
fn a_counter_at_its_end_stops_and_never_wraps() {
    let (mut ada, mut ben, mut rng) = pairs();
    ada.sending.next[1] = u64::MAX - 1;
    let last = ada.seal(Path::Channel, 0, b"last", &mut rng).unwrap();
    for _ in 0..3 {
        assert_eq!(ada.seal(Path::Channel, 0, b"one more", &mut rng), Err(SealError::Exhausted));
    }
    assert_eq!(ben.open(&last, Path::Channel).unwrap().body, b"last");
    // The other paths, and the next generation, have counters of their own.
    assert!(ada.seal(Path::Server, 0, b"", &mut rng).is_ok());
    ada.renew().unwrap();
    let renewed = ada.seal(Path::Channel, 0, b"renewed", &mut rng).unwrap();
    assert_eq!(ben.open(&renewed, Path::Channel).unwrap().body, b"renewed");
}

#[test]
fn generations_end_after_256() {
    let (mut ada, _, _) = pairs();
    for _ in 1..=255 {
        ada.renew().unwrap();
    }
    assert_eq!(ada.renew(), Err(SealError::Exhausted));
    assert_eq!(ada.sending.generation, 255);
}

#[test]
fn stragglers_of_the_generation_before_open_once_and_older_ones_never() {
    let (mut ada, mut ben, mut rng) = pairs();
    let mut messages = Vec::new();
    for _ in 0..3 {
        messages.push([0, 1].map(|_| ada.seal(Path::Server, 0, b"x", &mut rng).unwrap()));
        ada.renew().unwrap();
    }
    let [zero, one, two] = [&messages[0], &messages[1], &messages[2]];
    assert!(ben.open(&zero[0], Path::Server).is_ok());
    assert!(ben.open(&one[0], Path::Server).is_ok());
    assert!(ben.open(&zero[1], Path::Server).is_ok());
    assert_eq!(ben.open(&zero[0], Path::Server), Err(Dropped::Replay));
    assert!(ben.open(&two[0], Path::Server).is_ok());
    assert_eq!(ben.open(&one[0], Path::Server), Err(Dropped::Replay));
    assert_eq!(ben.open(&zero[1], Path::Server), Err(Dropped::Generation));
    assert!(ben.open(&one[1], Path::Server).is_ok());
}

#[test]
fn a_generation_that_was_skipped_counts_as_the_one_before() {
    let (mut ada, mut ben, mut rng) = pairs();
    let mut messages = Vec::new();
    for _ in 0..4 {
        messages.push(ada.seal(Path::Server, 0, b"x", &mut rng).unwrap());
        ada.renew().unwrap();
    }
    let mut open = |generation: usize| ben.open(&messages[generation], Path::Server).map(|_| ());
    assert_eq!([open(0), open(3)], [Ok(()), Ok(())]);
    assert_eq!([open(0), open(1)], [Err(Dropped::Generation); 2]);
    assert_eq!([open(2), open(2)], [Ok(()), Err(Dropped::Replay)]);
    assert_eq!([open(3), open(0)], [Err(Dropped::Replay), Err(Dropped::Generation)]);
}

#[test]
fn a_forged_generation_or_number_moves_nothing() {
    let (mut ada, mut ben, mut rng) = pairs();
    let message = ada.seal(Path::Server, 0, b"x", &mut rng).unwrap();
    for place in [2, 3, 10] {
        let mut forged = message.clone();
        forged[place] = 255;
        assert_eq!(ben.open(&forged, Path::Server), Err(Dropped::Forged));
    }
    assert!(ben.open(&message, Path::Server).is_ok());
}

#[test]
fn a_length_that_lies_is_dropped() {
    let longest = [0xff; 2];
    for plain in [
        [[0; 4].as_slice(), &longest, &[0; 10]].concat(),
        vec![7, 0, 0, 0, 11, 0, 1, 2, 3],
        vec![0, 0, 0, 0, 1],
        vec![0; 3],
        vec![],
    ] {
        assert_eq!(framing::body(plain), None);
    }
    assert_eq!(framing::body(vec![1, 2, 0, 0, 2, 0, 8, 9, 0, 0]), Some((0x201, vec![8, 9])));
}
