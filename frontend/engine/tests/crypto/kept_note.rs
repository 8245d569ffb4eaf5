//! Plan B notes that stay on a device: only whoever has the keys of the room opens them, and nothing can be told by their size.

use crate::{SECRET, keys, to_hex};
use plenum_engine::api::intent::Text;
use plenum_engine::api::note::{NOTE_CHARACTERS, Note};
use plenum_engine::api::storage::NOTE_BYTES;
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::kept_note::{open, seal};
use plenum_engine::crypto::key_schedule::KeySchedule;
use plenum_engine::invite::Link;
use sha2::{Digest, Sha256};

fn note(text: &str) -> Note {
    Note { edition: 3, text: Text(text.to_owned()) }
}

fn sealed(text: &str) -> Vec<u8> {
    seal(&keys(), &note(text), &mut Rng::new([1; 32])).unwrap()
}

#[test]
fn what_was_sealed_opens_with_the_keys_of_the_room_and_with_no_other() {
    for text in ["", "030 1234567", &"👩".repeat(NOTE_CHARACTERS)] {
        assert_eq!(sealed(text).len(), NOTE_BYTES as usize);
        assert_eq!(open(&keys(), &sealed(text)), Some(note(text)));
    }
    let mut secret = SECRET;
    secret[0] ^= 1;
    let other = KeySchedule::derive(&Link::from_parts(secret, false), None).unwrap();
    assert_eq!(open(&other, &sealed("030 1234567")), None);
}

#[test]
fn its_bytes_are_the_known_ones() {
    assert_eq!(to_hex(keys().plan_b_key()), "9bfd904c4b0d52dfef4e34f2bd03eb148a47b0f5ea72b646cb2664fee4da0ecc");
    assert_eq!(to_hex(&keys().plan_b_name().0), "951135b3d5aeb2e670837afa6555c4d2");
    let sealed = sealed("030 1234567");
    assert_eq!(to_hex(&Sha256::digest(&sealed)), "458690be567184386a2a484440cfc8c318eae3726e4d2c204aabba349e31d5a2");
    assert_eq!(sealed[0], 1);
    assert!(!sealed.windows(4).any(|window| window == b"1234"));
}

#[test]
fn with_any_bit_turned_or_another_length_it_does_not_open() {
    let sealed = sealed("030 1234567");
    for at in 0..sealed.len() {
        let mut damaged = sealed.clone();
        damaged[at] ^= 0x10;
        assert_eq!(open(&keys(), &damaged), None, "{at}");
        assert_eq!(open(&keys(), &sealed[..at]), None, "{at}");
    }
    assert_eq!(open(&keys(), &[&sealed[..], &[0]].concat()), None);
}

#[test]
fn what_keeps_no_bound_is_neither_sealed_nor_read() {
    let mut rng = Rng::new([1; 32]);
    assert_eq!(seal(&keys(), &note(&"x".repeat(4 * NOTE_CHARACTERS + 1)), &mut rng), None);
    // It fits into the bytes of a note, and is too long for one.
    let long = seal(&keys(), &note(&"x".repeat(NOTE_CHARACTERS + 1)), &mut rng).unwrap();
    assert_eq!(open(&keys(), &long), None);
    let never = seal(&keys(), &Note { edition: 0, ..note("x") }, &mut rng).unwrap();
    assert_eq!(open(&keys(), &never), None);
}

#[test]
fn its_key_and_name_are_nothing_else_of_the_room() {
    let keys = keys();
    assert!(![keys.cache_name().0, keys.room().0].contains(&keys.plan_b_name().0));
    assert!(![keys.cache_key(), keys.hello_key()].contains(&keys.plan_b_key()));
}
