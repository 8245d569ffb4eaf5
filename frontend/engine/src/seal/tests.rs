//! What only this side of the wall can reach: counters at their end, generations, and lengths that lie.

use super::*;
use crate::hello::{self, Hello, Kind};
use crate::link::Link;

/// Two pairs that face each other.
fn pairs() -> (Pair, Pair, Dice) {
    let mut dice = Dice::new([7; 32]);
    let keys = Keys::derive(&Link::from_parts([1; 16], false), None).expect("a link without passphrase");
    let (ada, ben) = (Session::new(&mut dice), Session::new(&mut dice));
    let mut hello = |session| {
        hello::make(session, &keys, &Hello::new(session, [1, 1], &[], Kind::Person), &mut dice).expect("fits")
    };
    let (ada_hello, ben_hello) = (hello(&ada), hello(&ben));
    let to_ben = Pair::new(&keys, &ada, &ada_hello, ben.peer(), &ben_hello, &ben.exchange_key());
    let to_ada = Pair::new(&keys, &ben, &ben_hello, ada.peer(), &ada_hello, &ada.exchange_key());
    (to_ben.expect("agreed"), to_ada.expect("agreed"), dice)
}

#[test]
fn a_counter_at_its_end_stops_and_never_wraps() {
    let (mut ada, mut ben, mut dice) = pairs();
    ada.sending.next[1] = u64::MAX - 1;
    let last = ada.seal(Layer::Channel, 0, b"last", &mut dice).unwrap();
    for _ in 0..3 {
        assert_eq!(ada.seal(Layer::Channel, 0, b"one more", &mut dice), Err(SealError::Exhausted));
    }
    assert_eq!(ben.open(&last, Layer::Channel).unwrap().body, b"last");
    // The other layers, and the next generation, have counters of their own.
    assert!(ada.seal(Layer::Server, 0, b"", &mut dice).is_ok());
    ada.renew().unwrap();
    let renewed = ada.seal(Layer::Channel, 0, b"renewed", &mut dice).unwrap();
    assert_eq!(ben.open(&renewed, Layer::Channel).unwrap().body, b"renewed");
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
    let (mut ada, mut ben, mut dice) = pairs();
    let mut letters = Vec::new();
    for _ in 0..3 {
        letters.push([0, 1].map(|_| ada.seal(Layer::Server, 0, b"x", &mut dice).unwrap()));
        ada.renew().unwrap();
    }
    let [zero, one, two] = [&letters[0], &letters[1], &letters[2]];
    assert!(ben.open(&zero[0], Layer::Server).is_ok());
    assert!(ben.open(&one[0], Layer::Server).is_ok());
    assert!(ben.open(&zero[1], Layer::Server).is_ok());
    assert_eq!(ben.open(&zero[0], Layer::Server), Err(Dropped::Replay));
    assert!(ben.open(&two[0], Layer::Server).is_ok());
    assert_eq!(ben.open(&one[0], Layer::Server), Err(Dropped::Replay));
    assert_eq!(ben.open(&zero[1], Layer::Server), Err(Dropped::Generation));
    assert!(ben.open(&one[1], Layer::Server).is_ok());
}

#[test]
fn a_generation_that_was_skipped_counts_as_the_one_before() {
    let (mut ada, mut ben, mut dice) = pairs();
    let mut letters = Vec::new();
    for _ in 0..4 {
        letters.push(ada.seal(Layer::Server, 0, b"x", &mut dice).unwrap());
        ada.renew().unwrap();
    }
    let mut open = |generation: usize| ben.open(&letters[generation], Layer::Server).map(|_| ());
    assert_eq!([open(0), open(3)], [Ok(()), Ok(())]);
    assert_eq!([open(0), open(1)], [Err(Dropped::Generation); 2]);
    assert_eq!([open(2), open(2)], [Ok(()), Err(Dropped::Replay)]);
    assert_eq!([open(3), open(0)], [Err(Dropped::Replay), Err(Dropped::Generation)]);
}

#[test]
fn a_forged_generation_or_number_moves_nothing() {
    let (mut ada, mut ben, mut dice) = pairs();
    let letter = ada.seal(Layer::Server, 0, b"x", &mut dice).unwrap();
    for place in [2, 3, 10] {
        let mut forged = letter.clone();
        forged[place] = 255;
        assert_eq!(ben.open(&forged, Layer::Server), Err(Dropped::Forged));
    }
    assert!(ben.open(&letter, Layer::Server).is_ok());
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
        assert_eq!(envelope::body(plain), None);
    }
    assert_eq!(envelope::body(vec![1, 2, 0, 0, 2, 0, 8, 9, 0, 0]), Some((0x201, vec![8, 9])));
}
