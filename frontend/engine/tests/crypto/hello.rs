//! Hellos: the known ones, those of a later version, and those that must not be believed.

use crate::{Member, SECRET, hex, keys, known, to_hex};
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::hello::{BODY_BYTES, Hello, HelloError, Kind, SEALED_BYTES, TooBig, UNDERSTOOD, make, open};
use plenum_engine::crypto::identity::Identity;
use plenum_engine::crypto::key_schedule::{KeySchedule, Stretched};
use plenum_engine::invite::Link;
use proptest::prelude::*;

#[test]
fn a_hello_is_the_known_one() {
    let ada = Member::ada();
    assert_eq!(to_hex(&ada.hello), known::ADA_HELLO);
    let hello = open(&keys(), &ada.session.public_key(), &hex(known::ADA_HELLO)).unwrap();
    assert_eq!(hello.exchange_key, ada.session.exchange_key());
    assert_eq!(hello.versions, [1, 1]);
    assert_eq!(hello.capabilities, ["pad", "chat"]);
    assert_eq!(hello.kind, Kind::Person);
    assert_eq!(format!("{hello:?}"), "Hello(…)");
}

#[test]
fn a_hello_of_a_later_version_is_understood_as_far_as_possible() {
    let ben = Member::ben();
    let hello = open(&keys(), &ben.session.public_key(), &hex(known::FUTURE_HELLO)).unwrap();
    assert_eq!(hello.versions, [2, 9]);
    assert_eq!(hello.capabilities, ["telepathy"]);
    assert_eq!(hello.kind, Kind::Unknown);
}

#[test]
fn what_must_be_understood_and_is_not_keeps_apart() {
    let said = |versions, must: &[&str]| {
        let must_understand = must.iter().map(|name| (*name).to_owned()).collect();
        Hello {
            exchange_key: [9; 32],
            versions,
            capabilities: vec!["telepathy".into()],
            must_understand,
            kind: Kind::Person,
        }
    };
    assert!(
        said([1, 1], &[]).understood([1, 1])
            && said([1, 3], &[]).understood([3, 5])
            && said([3, 5], &[]).understood([1, 3])
    );
    assert!(!said([1, 2], &[]).understood([3, 5]) && !said([3, 5], &[]).understood([1, 2]));
    assert!(!said([1, 1], &["admission"]).understood([1, 1]), "a name this build does not know");
    assert!(UNDERSTOOD.iter().all(|name| said([1, 1], &[name]).understood([1, 1])));
}

#[test]
fn every_hello_has_the_same_length() {
    let (session, keys, mut rng) = (Identity::from_seed([1; 32]), keys(), Rng::new([1; 32]));
    let base = r#"{"exchange_key":"0123456789012345678901234567890123456789012","versions":[1,65535],"capabilities":[""],"kind":"bridge"}"#;
    for length in 0..=BODY_BYTES - base.len() {
        let name = "x".repeat(length);
        let sealed =
            make(&session, &keys, &Hello::new(&session, [1, 65_535], &[&name], Kind::Bridge), &mut rng).unwrap();
        assert_eq!(sealed.len(), SEALED_BYTES);
        let hello = open(&keys, &session.public_key(), &sealed).unwrap();
        assert_eq!((hello.capabilities, hello.kind), (vec![name], Kind::Bridge));
    }
    let name = "x".repeat(BODY_BYTES - base.len() + 1);
    assert_eq!(
        make(&session, &keys, &Hello::new(&session, [1, 65_535], &[&name], Kind::Bridge), &mut rng),
        Err(TooBig)
    );
}

#[test]
fn two_hellos_never_look_alike() {
    let (session, keys, mut rng) = (Identity::from_seed([1; 32]), keys(), Rng::new([1; 32]));
    let [one, two] =
        [(); 2].map(|()| make(&session, &keys, &Hello::new(&session, [1, 1], &[], Kind::Bot), &mut rng).unwrap());
    assert_ne!(one[..24], two[..24]);
    assert_ne!(one[24..], two[24..]);
}

#[test]
fn a_wrong_passphrase_opens_no_hello() {
    let locked = Link::from_parts(SECRET, true);
    let [right, wrong] =
        [1, 2].map(|byte| KeySchedule::derive(&locked, Some(&Stretched::from_bytes([byte; 32]))).unwrap());
    let ada = Member::new(&right, 1, 1, &[]);
    let key = ada.session.public_key();
    assert!(open(&right, &key, &ada.hello).is_ok());
    assert_eq!(open(&wrong, &key, &ada.hello), Err(HelloError::Sealed));
    assert_eq!(open(&keys(), &key, &ada.hello), Err(HelloError::Sealed));
}

#[test]
fn a_hello_of_another_room_or_session_does_not_open() {
    let (ada, ben) = (Member::ada(), Member::ben());
    let elsewhere = KeySchedule::derive(&Link::from_parts([9; 16], false), None).unwrap();
    assert_eq!(open(&elsewhere, &ada.session.public_key(), &ada.hello), Err(HelloError::Sealed));
    // The server presents Ada's hello as that of Ben.
    assert_eq!(open(&keys(), &ben.session.public_key(), &ada.hello), Err(HelloError::Sealed));
}

#[test]
fn sizes_past_the_limit_and_below_everything_are_refused() {
    let key = Member::ada().session.public_key();
    for length in (0..24 + 16 + 64 + 2).chain([1025, 65_536]) {
        assert_eq!(open(&keys(), &key, &vec![0; length]), Err(HelloError::Size), "{length}");
    }
    assert_eq!(open(&keys(), &key, &[0; 106]), Err(HelloError::Sealed));
    assert_eq!(open(&keys(), &key, &[0; 1024]), Err(HelloError::Sealed));
}

/// Hellos that another holder of the link made up: they open, because the hello key is shared.
mod made_up {
    use super::*;
    use chacha20poly1305::aead::{Aead, Payload};
    use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

    const BODY: &str = r#"{"exchange_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","versions":[1,1]}"#;

    fn seal(about_room: &[u8], session: &Identity, signature: &[u8], length: u16, rest: &[u8]) -> Vec<u8> {
        let about = [b"plenum hello v1", about_room, &session.public_key().0].concat();
        let plain = [signature, &length.to_le_bytes(), rest].concat();
        let cipher = XChaCha20Poly1305::new(keys().hello_key().into());
        let sealed = cipher.encrypt(&[5; 24].into(), Payload { msg: &plain, aad: &about }).unwrap();
        [[5; 24].as_slice(), &sealed].concat()
    }

    fn sign(label: &str, session: &Identity, body: &str) -> [u8; 64] {
        session.sign(&[label.as_bytes(), &keys().room().0, &session.public_key().0, body.as_bytes()].concat()).0
    }

    fn read(body: &str, length: usize, padding: &[u8]) -> Result<plenum_engine::crypto::hello::Hello, HelloError> {
        let session = Identity::from_seed([1; 32]);
        let signature = sign("plenum hello v1", &session, body);
        let rest = [body.as_bytes(), padding].concat();
        open(
            &keys(),
            &session.public_key(),
            &seal(&keys().room().0, &session, &signature, length.try_into().unwrap(), &rest),
        )
    }

    #[test]
    fn a_hello_with_the_least_is_read() {
        let hello = read(BODY, BODY.len(), &[0; 5]).unwrap();
        assert_eq!((hello.capabilities.len(), hello.must_understand.len(), hello.kind), (0, 0, Kind::Person));
    }

    #[test]
    fn a_hello_that_asks_to_be_understood_is_read_and_says_so() {
        let body = BODY.replace('}', r#","must_understand":["admission"]}"#);
        let hello = read(&body, body.len(), &[]).unwrap();
        assert_eq!(hello.must_understand, ["admission"]);
        assert!(!hello.understood([1, 1]));
    }

    #[test]
    fn a_member_cannot_speak_for_another_session() {
        let (thief, victim) = (Identity::from_seed([1; 32]), Identity::from_seed([2; 32]));
        let length = BODY.len() as u16;
        for signature in [sign("plenum hello v1", &thief, BODY), sign("plenum resume v1", &victim, BODY), [0; 64]] {
            let sealed = seal(&keys().room().0, &victim, &signature, length, BODY.as_bytes());
            assert_eq!(open(&keys(), &victim.public_key(), &sealed), Err(HelloError::Signature));
        }
    }

    #[test]
    fn lengths_and_padding_that_lie_are_refused() {
        assert_eq!(read(BODY, BODY.len() + 1, &[]), Err(HelloError::Body));
        assert_eq!(read(BODY, 65_535, &[]), Err(HelloError::Body));
        assert_eq!(read(BODY, BODY.len(), &[0, 0, 1]), Err(HelloError::Body));
        // One byte shorter leaves a byte in the padding.
        assert_eq!(read(BODY, BODY.len() - 1, &[]), Err(HelloError::Body));
    }

    #[test]
    fn bodies_that_are_no_hello_are_refused() {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for body in [
            String::new(),
            "null".into(),
            "[]".into(),
            "{}".into(),
            "[".repeat(300),
            format!("{BODY} x"),
            format!(r#"{{"exchange_key":"{key}"}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[2,1]}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1]}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1,65536]}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[-1,1]}}"#),
            format!(r#"{{"exchange_key":"{key}A","versions":[1,1]}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1,1],"kind":5}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1,1],"capabilities":"pad"}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1,1],"must_understand":"pad"}}"#),
            format!(r#"{{"exchange_key":"{key}","versions":[1,1],"must_understand":[7]}}"#),
            format!(r#"{{"exchange_key":"{key}","exchange_key":"{key}","versions":[1,1]}}"#),
        ] {
            assert_eq!(read(&body, body.len(), &[]), Err(HelloError::Body), "{body}");
        }
    }
}

proptest! {
    #[test]
    fn a_flipped_bit_opens_nothing(bit in 0..SEALED_BYTES * 8) {
        let ada = Member::ada();
        let mut sealed = ada.hello.clone();
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(open(&keys(), &ada.session.public_key(), &sealed), Err(HelloError::Sealed));
    }

    #[test]
    fn arbitrary_bytes_open_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..1100)) {
        prop_assert!(open(&keys(), &Member::ada().session.public_key(), &bytes).is_err());
    }
}
