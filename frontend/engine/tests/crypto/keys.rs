//! Keys and passphrases against known answers.

use crate::{SECRET, hex, keys, to_hex};
use plenum_engine::crypto::identity::verify;
use plenum_engine::crypto::key_schedule::{KeySchedule, PassphraseNeeded, Stretched, room, salt};
use plenum_engine::invite::Link;

const STRETCHED: &str = "4a6c400001a0d3ccb06efc2696929e57d6dec12b37390f49b9f9895594406599";

fn locked() -> Link {
    Link::from_parts(SECRET, true)
}

#[test]
fn keys_of_a_link_are_the_known_ones() {
    let keys = keys();
    assert_eq!(to_hex(&keys.room().0), "7721a4ad6c92ea0ee921fea3055e69ca");
    assert_eq!(to_hex(keys.hello_key()), "c5169d015e854dedec3fbd55715630e1cc991df19d0843e425dc1fed6b66df67");
    assert_eq!(to_hex(keys.cache_key()), "39ccdb6609238bd4ff9c386019fc659b8a1f6a1252d332816a132b783ffdae89");
    assert_eq!(to_hex(&keys.cache_name().0), "24c4833c61e6be6613acff9d85ff8ca8");
    assert_eq!(to_hex(&keys.admission_key().0), "9de012bf8c25e189f2b9dd7dfb8b7c6df2c20960f736844097c3f56efbb6bc68");
    assert_eq!(
        to_hex(&keys.sign_admission(b"hi").0),
        "a0fd37383d8df2a4d6a927eb304ee1f16a8456db6cebc7c81ac13995801896d9\
         5d956fc706d5863e7f4a3bdb27206ee753d0129463f29c36f2e140d14c5c210e"
    );
}

#[test]
fn keys_of_a_link_with_passphrase_are_the_known_ones() {
    let pass = Stretched::from_bytes(hex(STRETCHED).try_into().unwrap());
    let keys = KeySchedule::derive(&locked(), Some(&pass)).unwrap();
    assert_eq!(to_hex(&keys.room().0), "7721a4ad6c92ea0ee921fea3055e69ca");
    assert_eq!(to_hex(keys.hello_key()), "882a1d48e83bccd838f4c7b7b814d44de43ed5532ca8ff959b937db4c94be492");
    assert_eq!(to_hex(keys.cache_key()), "08659f888e59d14583e8e27bb835bd30c94a6bbe53717b96df3262e0fa936987");
    assert_eq!(to_hex(&keys.cache_name().0), "eb909e2276457de29536a22054efddf1");
    assert_eq!(to_hex(&keys.admission_key().0), "def3884cc7e7184513fcd7d09ee227c93600195778d13ae5ceb96d3c85896370");
    assert_eq!(
        to_hex(&keys.sign_admission(b"hi").0),
        "56d954a385d90c649f98159776aa242116b3ea9d3144057feaef8c78c8c4405f\
         a895f52581fd9470c44e663e9068ee0717a1d059fddf0cd93e2b919c7a2d7c02"
    );
}

#[test]
fn the_salt_of_a_passphrase_is_the_known_one() {
    assert_eq!(to_hex(&salt(&locked())), "9407adc127324f2d034237d7aa82c5b7");
    let stretched = plenum_passphrase::stretching::stretch("Grüße aus Köln", &salt(&locked())).unwrap();
    assert_eq!(to_hex(&*stretched), STRETCHED);
}

#[test]
fn a_wrong_passphrase_meets_the_right_room_at_another_door() {
    let [right, wrong] =
        [1, 2].map(|byte| KeySchedule::derive(&locked(), Some(&Stretched::from_bytes([byte; 32]))).unwrap());
    assert_eq!(right.room(), wrong.room());
    assert_ne!(right.admission_key(), wrong.admission_key());
    assert_ne!(right.hello_key(), wrong.hello_key());
    assert_ne!(right.cache_key(), wrong.cache_key());
    assert_ne!(right.cache_name(), wrong.cache_name());
}

#[test]
fn a_link_with_passphrase_has_no_keys_without_one() {
    assert_eq!(KeySchedule::derive(&locked(), None).unwrap_err(), PassphraseNeeded);
    // Not even by 32 zero bytes, which stand for no passphrase: the flag is part of the keys.
    let zero = KeySchedule::derive(&locked(), Some(&Stretched::from_bytes([0; 32]))).unwrap();
    assert_ne!(zero.admission_key(), keys().admission_key());
}

#[test]
fn a_link_without_passphrase_ignores_one() {
    let keys_with =
        KeySchedule::derive(&Link::from_parts(SECRET, false), Some(&Stretched::from_bytes([1; 32]))).unwrap();
    assert_eq!(keys_with.admission_key(), keys().admission_key());
}

#[test]
fn the_room_depends_on_every_bit_of_the_secret() {
    for bit in 0..128 {
        let mut secret = SECRET;
        secret[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(room(&Link::from_parts(secret, false)), keys().room());
    }
}

#[test]
fn admission_signatures_verify_with_the_admission_key_only() {
    let keys = keys();
    let signature = keys.sign_admission(b"hi");
    assert!(verify(&keys.admission_key(), b"hi", &signature));
    assert!(!verify(&keys.admission_key(), b"ho", &signature));
    let other = KeySchedule::derive(&Link::from_parts([9; 16], false), None).unwrap();
    assert!(!verify(&other.admission_key(), b"hi", &signature));
}

#[test]
fn secrets_never_show_in_debug() {
    let pass = Stretched::from_bytes([1; 32]);
    assert_eq!(format!("{:?} {:?} {:?}", keys(), pass, locked()), "KeySchedule(…) Stretched(…) Link(…)");
}
