//! The random source and identities against known answers, and signatures that must not verify.

use crate::{hex, keys, to_hex};
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::identity::{Identity, PreviousIdentity, verify, verify_vouch};
use plenum_shared::ids::{PublicKey, Signature};

#[test]
fn the_random_source_is_the_chacha20_stream_of_rfc_8439() {
    // RFC 8439, appendix A.1, test vector 1.
    let known = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7";
    assert_eq!(to_hex(&Rng::new([0; 32]).bytes::<32>()), known);
    let mut rng = Rng::new([0; 32]);
    let mut filled = [0; 32];
    rng.fill(&mut filled);
    assert_eq!(to_hex(&filled), known);
    assert_ne!(rng.bytes::<32>(), filled);
    assert_eq!(format!("{rng:?}"), "Rng(…)");
}

#[test]
fn below_stays_below_and_reaches_everything() {
    let mut rng = Rng::new([1; 32]);
    assert_eq!(rng.below(0), 0);
    assert_eq!(rng.below(1), 0);
    let mut counts = [0_u32; 6];
    (0..60_000).for_each(|_| counts[rng.below(6) as usize] += 1);
    assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
    // Just above half of all numbers: without throwing again, the small ones would come twice as often.
    let n = (1 << 63) + 1;
    let small = (0..10_000).filter(|_| rng.below(n) < n / 2).count();
    assert!((4_700..5_300).contains(&small), "{small}");
    assert!((0..1000).all(|_| rng.below(u64::MAX) < u64::MAX));
}

#[test]
fn a_session_is_the_known_one() {
    let ada = Identity::from_seed([0x11; 32]);
    assert_eq!(to_hex(&ada.public_key().0), "bbb991cffe38490ea9a7c81f5a349ae4cef768b0165c68a7f3375929bc4dea17");
    assert_eq!(to_hex(&ada.exchange_key()), "ef19b918bc590926c2768c30c470ebe25975fd9e2699fa4bc213ced662f05f44");
    assert_eq!(to_hex(&ada.peer().0), "c223d3a9d49046981108c8dd0d29caa55921fef522710dfb603aa7f849d6bbf5");
    assert_eq!(format!("{ada:?}"), "Identity(…)");
}

#[test]
fn every_session_is_another() {
    let mut rng = Rng::new([0; 32]);
    let [one, two] = [(); 2].map(|()| Identity::new(&mut rng));
    assert_ne!(one.peer(), two.peer());
    assert_ne!(one.exchange_key(), two.exchange_key());
}

#[test]
fn what_a_reload_keeps_opens_nothing() {
    // The stored half is a key for signatures only: the session made of it is another one, with another exchange key.
    let ada = Identity::from_seed([0x11; 32]);
    let found = Identity::from_seed(ada.signing_seed());
    assert_ne!(ada.signing_seed(), [0x11; 32]);
    assert_ne!(found.exchange_key(), ada.exchange_key());
    assert_eq!(format!("{:?}", PreviousIdentity::from_seed(&ada.signing_seed())), "PreviousIdentity(…)");
}

#[test]
fn a_reload_is_vouched_for_by_the_session_before() {
    let (old, new) = (Identity::from_seed([0x11; 32]), Identity::from_seed([0x22; 32]));
    let room = keys().room();
    let before = PreviousIdentity::from_seed(&old.signing_seed());
    assert_eq!(before.public_key(), old.public_key());
    let signature = before.vouch(&room, &new.peer());
    assert_eq!(
        to_hex(&signature.0),
        "d3d7c1d231bc2edffc1eade4036c632742504aa53fe3840105e554739e7b8efe\
         686eae408002a08e7750104a78400fed54fb8d8e0446599e6c53e29710af1e0a"
    );
    assert!(verify_vouch(&old.public_key(), &room, &new.peer(), &signature));
}

#[test]
fn a_vouching_is_good_for_one_room_and_one_peer() {
    let [old, new, thief] = [1, 2, 3].map(|seed| Identity::from_seed([seed; 32]));
    let room = keys().room();
    let signature = PreviousIdentity::from_seed(&old.signing_seed()).vouch(&room, &new.peer());
    let mut elsewhere = room;
    elsewhere.0[15] ^= 1;
    assert!(!verify_vouch(&old.public_key(), &room, &thief.peer(), &signature));
    assert!(!verify_vouch(&old.public_key(), &elsewhere, &new.peer(), &signature));
    assert!(!verify_vouch(&thief.public_key(), &room, &new.peer(), &signature));
    // A plain signature over the same fields, without the label, vouches for nothing.
    let unlabelled = old.sign(&[room.0.as_slice(), &old.peer().0, &new.peer().0].concat());
    assert!(!verify_vouch(&old.public_key(), &room, &new.peer(), &unlabelled));
}

#[test]
fn signatures_are_verified_as_in_rfc_8032() {
    // RFC 8032 §7.1, test 2.
    let key = PublicKey(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").try_into().unwrap());
    let good: [u8; 64] = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    .try_into()
    .unwrap();
    assert!(verify(&key, &[0x72], &Signature(good)));
    assert!(!verify(&key, &[0x73], &Signature(good)));
    for bit in 0..512 {
        let mut flipped = good;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!verify(&key, &[0x72], &Signature(flipped)), "bit {bit}");
    }
}

#[test]
fn keys_of_small_order_verify_nothing() {
    // The neutral element as key and commitment, with s = 0, passes the bare equation for every message.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    assert!(!verify(&PublicKey(neutral), b"anything", &Signature(signature)));
    // All eight points of small order, in their canonical spelling, and one that is no point.
    for key in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        let key = PublicKey(hex(key).try_into().unwrap());
        assert!(!verify(&key, b"anything", &Signature(signature)));
        assert!(!verify(&key, b"anything", &Signature([0; 64])));
    }
}

#[test]
fn a_scalar_above_the_order_is_refused() {
    // The order of the group added to s: the same signature in another spelling.
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let session = Identity::from_seed([1; 32]);
    let mut signature = session.sign(b"hi").0;
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry as u8;
        carry >>= 8;
    }
    assert!(!verify(&session.public_key(), b"hi", &Signature(signature)));
}
