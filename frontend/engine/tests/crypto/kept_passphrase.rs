//! Passphrases that stay on a device: only whoever has the link opens them, and they tell nothing else.

use crate::SECRET;
use plenum_engine::api::storage::PASSPHRASE_BYTES;
use plenum_engine::api::values::SealedPassphrase;
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::kept_passphrase::{open, seal};
use plenum_engine::crypto::key_schedule::{KeySchedule, Stretched, passphrase_key, passphrase_name};
use plenum_engine::invite::Link;

fn link() -> Link {
    Link::from_parts(SECRET, true)
}

fn pass() -> Stretched {
    Stretched::from_bytes([7; 32])
}

fn sealed() -> SealedPassphrase {
    seal(&link(), &pass(), &mut Rng::new([1; 32]))
}

#[test]
fn what_was_sealed_opens_with_the_link_and_with_no_other() {
    assert_eq!(open(&link(), &sealed()), Some(pass()));
    let mut secret = SECRET;
    secret[0] ^= 1;
    assert_eq!(open(&Link::from_parts(secret, true), &sealed()), None);
}

#[test]
fn nothing_of_it_can_be_read() {
    let sealed = sealed().0;
    assert_eq!(sealed.len(), PASSPHRASE_BYTES as usize);
    assert!(!sealed.windows(4).any(|window| window == [7; 4]));
    assert_eq!(format!("{:?} {:?}", SealedPassphrase(sealed), pass()), "SealedPassphrase(…) Stretched(…)");
}

#[test]
fn with_any_bit_turned_or_another_length_it_does_not_open() {
    let sealed = sealed().0;
    for at in 0..sealed.len() {
        let mut damaged = sealed.clone();
        damaged[at] ^= 0x10;
        assert_eq!(open(&link(), &SealedPassphrase(damaged)), None, "{at}");
        assert_eq!(open(&link(), &SealedPassphrase(sealed[..at].to_vec())), None, "{at}");
    }
    assert_eq!(open(&link(), &SealedPassphrase([&sealed[..], &[0]].concat())), None);
}

#[test]
fn its_name_and_key_are_nothing_else_of_the_room() {
    let keys = KeySchedule::derive(&link(), Some(&pass())).unwrap();
    let name = passphrase_name(&link()).0;
    assert_ne!(name, keys.cache_name().0);
    assert_ne!(name, keys.room().0);
    assert_ne!(*passphrase_key(&link()), *keys.cache_key());
    assert_ne!(*passphrase_key(&link()), *keys.hello_key());
}
