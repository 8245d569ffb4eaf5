//! Copies that stay on a device: the known one, what their length says, and everything that must not open.

use crate::{SECRET, hex, keys, to_hex};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::kept_copy::{MAX, Opened, SESSIONS, Session, Unopened, open, seal};
use plenum_engine::crypto::key_schedule::{KeySchedule, Stretched};
use plenum_engine::invite::Link;
use plenum_shared::ids::RoomId;
use sha2::{Digest, Sha256};

const COPY: &[u8] = "Grüße aus dem Protokoll".as_bytes();

/// Two who wrote on the same machine, one of whom had no name.
fn sessions() -> Vec<Session> {
    [("Zoë", 0x41), ("", 0x42)].map(|(name, seed)| Session { name: name.into(), seed: [seed; 32].into() }).into()
}

fn sealed(copy: &[u8]) -> Vec<u8> {
    seal(keys().cache_key(), &keys().room(), &sessions(), copy, &mut Rng::new([0x55; 32])).unwrap()
}

fn opened(sealed: &[u8]) -> Result<Opened, Unopened> {
    open(keys().cache_key(), &keys().room(), sealed.to_vec())
}

/// Made by a Python script with none of our code.
#[test]
fn a_sealed_copy_is_the_known_one() {
    let sealed = sealed(COPY);
    assert_eq!(sealed.len(), 4096);
    assert_eq!(
        to_hex(&sealed[..64]),
        "02b02358b37e4f6868fb48af8ab2750b062aa95a831bc2197851ee869e24d9be\
         8c26b840568741b968a55b11821896751e7aad0430101ad75b4e867061d2e20c"
    );
    assert_eq!(to_hex(&sealed[4080..]), "16d862f7b9879263e8bec8d6bfcc1f77");
    let whole = hex("f9f66de49b60e812bc319f0a68123e0d4e85869acd25b034c357bf50ef571701");
    assert_eq!(Sha256::digest(&sealed).to_vec(), whole);
    assert_eq!(opened(&sealed), Ok(Opened { sessions: sessions(), copy: COPY.into() }));
}

/// As versions before the sessions wrote it: the same script made this digest.
#[test]
fn a_copy_without_sessions_is_opened_still() {
    let nonce = hex("b02358b37e4f6868fb48af8ab2750b062aa95a831bc21978");
    let mut plain = [&(COPY.len() as u32).to_le_bytes(), COPY].concat();
    plain.resize(4096 - 1 - 24 - 16, 0);
    let about = [b"plenum copy v1".as_slice(), &keys().room().0].concat();
    let payload = Payload { msg: &plain, aad: &about };
    let nonce = XNonce::try_from(nonce.as_slice()).unwrap();
    let sealed = XChaCha20Poly1305::new(keys().cache_key().into()).encrypt(&nonce, payload).unwrap();
    let sealed = [&[1], nonce.as_slice(), &sealed].concat();
    let whole = hex("0643c6be2b6ba29bfd911ef3367146276f70016747fdb4d784726cdbaa6a2233");
    assert_eq!(Sha256::digest(&sealed).to_vec(), whole);
    assert_eq!(opened(&sealed), Ok(Opened { sessions: Vec::new(), copy: COPY.into() }));
}

#[test]
fn names_and_sessions_have_their_bounds() {
    let long = Session { name: "ü".repeat(200), seed: [1; 32].into() };
    let sealed = |sessions: &[Session]| {
        seal(keys().cache_key(), &keys().room(), sessions, COPY, &mut Rng::new([1; 32])).unwrap()
    };
    let read = opened(&sealed(&vec![long; SESSIONS + 1])).unwrap();
    assert!(read.sessions.len() == SESSIONS && read.sessions.iter().all(|session| session.name == "ü".repeat(127)));
    assert_eq!((read.copy.as_slice(), opened(&sealed(&[])).unwrap().sessions.len()), (COPY, 0));
    assert_eq!(format!("{:?}", sessions()), "[Session(…), Session(…)]");
}

#[test]
fn the_length_of_a_sealed_copy_says_little() {
    for (copy, size) in
        [(0, 4096), (3980, 4096), (3981, 8192), (500_000, 524_288), (1_048_532, 2 << 20), (2 << 20, 3 << 20)]
    {
        let bytes = vec![7; copy];
        let sealed = sealed(&bytes);
        assert_eq!(sealed.len(), size, "{copy}");
        assert_eq!(opened(&sealed).unwrap().copy, bytes);
    }
    assert!(seal(keys().cache_key(), &keys().room(), &[], &vec![0; MAX], &mut Rng::new([1; 32])).is_none());
}

#[test]
fn no_other_key_and_no_other_room_opens_a_copy() {
    let sealed = sealed(COPY);
    let link = |secret, pass| {
        KeySchedule::derive(&Link::from_parts(secret, pass), Some(&Stretched::from_bytes([1; 32]))).unwrap()
    };
    let mut secret = SECRET;
    secret[15] ^= 1;
    for other in [link(secret, false), link(SECRET, true)] {
        assert_eq!(open(other.cache_key(), &other.room(), sealed.clone()), Err(Unopened::Broken));
        assert_eq!(open(other.cache_key(), &keys().room(), sealed.clone()), Err(Unopened::Broken));
    }
    assert_eq!(open(keys().cache_key(), &RoomId([7; 16]), sealed.clone()), Err(Unopened::Broken));
    assert_eq!(open(keys().hello_key(), &keys().room(), sealed), Err(Unopened::Broken));
}

#[test]
fn a_copy_with_any_bit_turned_does_not_open() {
    let sealed = sealed(COPY);
    for at in (0..sealed.len()).step_by(7).chain([0, 1, 24, 25, 28, 29, 4079, 4080, 4095]) {
        let mut damaged = sealed.clone();
        damaged[at] ^= 0x10;
        assert_eq!(opened(&damaged), Err(if at == 0 { Unopened::Format } else { Unopened::Broken }), "{at}");
    }
    for length in [0, 1, 24, 44, 45, 4095] {
        assert_eq!(opened(&sealed[..length]), Err(Unopened::Broken), "{length}");
    }
    assert_eq!(opened(&[&sealed[..], &[0]].concat()), Err(Unopened::Broken));
}

#[test]
fn no_bytes_are_opened_with_a_panic() {
    let mut rng = Rng::new([7; 32]);
    for _ in 0..20_000 {
        let mut bytes = vec![0; rng.below(300) as usize];
        rng.fill(&mut bytes);
        assert!(opened(&bytes).is_err());
        assert!([1, 2].iter().all(|format| opened(&[&[*format], &bytes[..]].concat()).is_err()));
    }
}
