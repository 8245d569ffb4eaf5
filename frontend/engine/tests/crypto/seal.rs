//! Sealed messages: the known ones, and everything that must be dropped.

use crate::{Member, SECRET, hex, keys, known, pairs, to_hex};
use plenum_engine::base::rng::Rng;
use plenum_engine::crypto::identity::Identity;
use plenum_engine::crypto::key_schedule::{KeySchedule, Stretched};
use plenum_engine::crypto::sealing::{CLASSES, Dropped, MAX_BODY, Pair, Path, SealError, WINDOW};
use plenum_engine::invite::Link;
use plenum_shared::ids::PeerId;
use proptest::prelude::*;

const PATHS: [Path; 3] = [Path::Server, Path::Channel, Path::Carried];

fn rng() -> Rng {
    Rng::new([0x55; 32])
}

#[test]
fn sealed_messages_are_the_known_ones() {
    let (mut ada, mut ben) = pairs();
    let message = ada.seal(Path::Server, 7, b"good morning", &mut rng()).unwrap();
    assert_eq!(to_hex(&message), known::ADA_TO_BEN);
    let opened = ben.open(&hex(known::ADA_TO_BEN), Path::Server).unwrap();
    assert_eq!((opened.epoch, opened.body.as_slice()), (7, b"good morning".as_slice()));
    let opened = ada.open(&hex(known::BEN_TO_ADA), Path::Channel).unwrap();
    assert_eq!((opened.epoch, opened.body.as_slice()), (0xffff_fffe, b"guten Tag".as_slice()));
    assert_eq!(format!("{opened:?} {ada:?}"), "Opened { epoch: 4294967294, .. } Pair(…)");
}

#[test]
fn a_whole_binary_message_has_the_size_of_a_class() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    for (path, before) in [(Path::Server, 4), (Path::Channel, 0), (Path::Carried, 0)] {
        let mut smallest = 0;
        for class in CLASSES {
            let largest = class - before - 57;
            for body in [smallest, largest].map(|length| vec![7; length.min(MAX_BODY)]) {
                let message = ada.seal(path, 1, &body, &mut rng).unwrap();
                assert_eq!(message.len() + before, class, "{path:?} {}", body.len());
                assert_eq!(ben.open(&message, path).unwrap().body, body);
            }
            smallest = largest + 1;
        }
        assert_eq!(ada.seal(path, 1, &vec![0; MAX_BODY + 1], &mut rng), Err(SealError::TooBig));
    }
    assert_eq!(MAX_BODY, 32_768 - 4 - 57);
}

#[test]
fn a_message_opens_once() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    for path in PATHS {
        let message = ada.seal(path, 1, b"x", &mut rng).unwrap();
        assert!(ben.open(&message, path).is_ok());
        for _ in 0..3 {
            assert_eq!(ben.open(&message, path), Err(Dropped::Replay));
        }
    }
}

#[test]
fn messages_may_overtake_each_other_within_the_window() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    let messages: Vec<_> = (0..=WINDOW).map(|_| ada.seal(Path::Channel, 1, b"x", &mut rng).unwrap()).collect();
    assert!(ben.open(&messages[WINDOW as usize], Path::Channel).is_ok());
    assert!(ben.open(&messages[1], Path::Channel).is_ok());
    assert_eq!(ben.open(&messages[0], Path::Channel), Err(Dropped::TooOld));
    assert_eq!(ben.open(&messages[1], Path::Channel), Err(Dropped::Replay));
    for message in messages[2..WINDOW as usize].iter().rev() {
        assert!(ben.open(message, Path::Channel).is_ok());
    }
}

#[test]
fn layers_count_on_their_own() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    for _ in 0..WINDOW + 5 {
        let message = ada.seal(Path::Channel, 1, b"x", &mut rng).unwrap();
        assert!(ben.open(&message, Path::Channel).is_ok());
    }
    let first = ada.seal(Path::Server, 1, b"x", &mut rng).unwrap();
    assert!(ben.open(&first, Path::Server).is_ok());
}

#[test]
fn own_messages_echoed_back_are_dropped() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    for path in PATHS {
        let message = ada.seal(path, 1, b"x", &mut rng).unwrap();
        assert_eq!(ada.open(&message, path), Err(Dropped::Forged));
        assert!(ben.open(&message, path).is_ok());
    }
}

#[test]
fn a_message_of_one_path_is_none_on_another() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    let channel = ada.seal(Path::Channel, 1, b"x", &mut rng).unwrap();
    assert_eq!(ben.open(&channel, Path::Carried), Err(Dropped::Path));
    assert_eq!(ben.open(&channel, Path::Server), Err(Dropped::Size));
    // Nor with the path in the header changed: each has its own key.
    let mut carried = channel.clone();
    carried[1] = 2;
    assert_eq!(ben.open(&carried, Path::Carried), Err(Dropped::Forged));
    assert!(ben.open(&channel, Path::Channel).is_ok());
}

#[test]
fn a_message_for_another_receiver_room_passphrase_or_hello_is_dropped() {
    let mut rng = rng();
    let (ada, ben) = (Member::ada(), Member::ben());
    let message = ada.with(&keys(), &ben).seal(Path::Channel, 1, b"x", &mut rng).unwrap();
    let forged = |mut pair: Pair| assert_eq!(pair.open(&message, Path::Channel), Err(Dropped::Forged));

    let eve = Member::new(&keys(), 0x66, 0x66, &[]);
    forged(eve.with(&keys(), &ada));
    forged(ben.with(&keys(), &eve));
    let elsewhere = KeySchedule::derive(&Link::from_parts([9; 16], false), None).unwrap();
    forged(ben.with(&elsewhere, &ada));
    // The same room id, another key: the link with a passphrase.
    let locked = KeySchedule::derive(&Link::from_parts(SECRET, true), Some(&Stretched::from_bytes([1; 32]))).unwrap();
    assert_eq!(locked.room(), keys().room());
    forged(ben.with(&locked, &ada));
    // A hello that the server swapped for another one of the same session.
    forged(ben.with(&keys(), &Member::new(&keys(), 0x11, 0x34, &["pad", "chat"])));
    forged(Member::new(&keys(), 0x22, 0x45, &[]).with(&keys(), &ada));
    assert!(ben.with(&keys(), &ada).open(&message, Path::Channel).is_ok());
}

#[test]
fn the_epoch_is_inside_and_a_spliced_header_is_noticed() {
    let (mut ada, mut ben) = pairs();
    let messages = [1, 2, u32::MAX].map(|epoch| ada.seal(Path::Channel, epoch, b"x", &mut rng()).unwrap());
    for (sequence, message) in messages.iter().enumerate() {
        assert_eq!(message[..11], [1, 1, 0, sequence as u8, 0, 0, 0, 0, 0, 0, 0], "nothing of the epoch is to be seen");
    }
    let [one, two, _] = &messages;
    let mut spliced = one.clone();
    spliced[..11].copy_from_slice(&two[..11]);
    assert_eq!(ben.open(&spliced, Path::Channel), Err(Dropped::Forged));
    for (message, epoch) in messages.iter().zip([1, 2, u32::MAX]).rev() {
        assert_eq!(ben.open(message, Path::Channel).unwrap().epoch, epoch);
    }
}

#[test]
fn sizes_that_are_none_are_dropped() {
    let (mut ada, mut ben) = pairs();
    let message = ada.seal(Path::Channel, 1, &[0; 900], &mut rng()).unwrap();
    assert_eq!(message.len(), 1024);
    for length in 0..1024 {
        let dropped = match length {
            0..256 => Dropped::TooShort,
            256 | 512 => Dropped::Forged,
            _ => Dropped::Size,
        };
        assert_eq!(ben.open(&message[..length], Path::Channel), Err(dropped), "{length}");
    }
    for longer in [1, 1024, 31 * 1024, 32 * 1024] {
        let long = [message.as_slice(), &vec![0; longer]].concat();
        let dropped = if CLASSES.contains(&long.len()) { Dropped::Forged } else { Dropped::Size };
        assert_eq!(ben.open(&long, Path::Channel), Err(dropped), "{longer}");
    }
    assert!(ben.open(&message, Path::Channel).is_ok());
}

#[test]
fn formats_of_another_version_are_dropped() {
    let (mut ada, mut ben) = pairs();
    let mut message = ada.seal(Path::Channel, 1, b"x", &mut rng()).unwrap();
    for format in [0, 2, 255] {
        message[0] = format;
        assert_eq!(ben.open(&message, Path::Channel), Err(Dropped::Format));
    }
}

#[test]
fn there_is_no_pair_with_oneself_or_a_key_everybody_knows() {
    let (ada, ben) = (Member::ada(), Member::ben());
    let pair = |peer: PeerId, key: [u8; 32]| Pair::new(&keys(), &ada.session, &ada.hello, peer, &ben.hello, &key);
    assert!(pair(ben.session.peer(), ben.session.exchange_key()).is_some());
    assert_eq!(pair(ben.session.peer(), ben.session.exchange_key()).unwrap().peer(), ben.session.peer());
    assert!(pair(ada.session.peer(), ben.session.exchange_key()).is_none());
    // The points of small order of Curve25519 and their twist, in all spellings below 2^255, and with the top bit set.
    for key in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let mut key: [u8; 32] = hex(key).try_into().unwrap();
        assert!(pair(ben.session.peer(), key).is_none());
        key[31] |= 0x80;
        assert!(pair(ben.session.peer(), key).is_none());
    }
}

#[test]
fn fresh_pairs_agree_whoever_is_smaller() {
    let mut rng = rng();
    for _ in 0..20 {
        let sessions = [(); 2].map(|()| Identity::new(&mut rng));
        let [ada, ben] = sessions.map(|session| Member { hello: session.signing_seed()[..9].to_vec(), session });
        let message = ada.with(&keys(), &ben).seal(Path::Carried, 0, b"x", &mut rng).unwrap();
        assert!(ben.with(&keys(), &ada).open(&message, Path::Carried).is_ok());
    }
}

#[test]
fn a_renewed_sender_is_followed() {
    let (mut ada, mut ben) = pairs();
    let mut rng = rng();
    let late = ada.seal(Path::Channel, 1, b"late", &mut rng).unwrap();
    ada.renew().unwrap();
    let first = ada.seal(Path::Channel, 1, b"first", &mut rng).unwrap();
    assert_eq!(ben.open(&first, Path::Channel).unwrap().body, b"first");
    assert_eq!(ben.open(&late, Path::Channel).unwrap().body, b"late");
    assert_eq!(ben.open(&first, Path::Channel), Err(Dropped::Replay));
    assert_eq!(ben.open(&late, Path::Channel), Err(Dropped::Replay));
}

proptest! {
    #[test]
    fn what_is_sealed_opens(epoch: u32, path in 0..3_usize, body in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let (mut ada, mut ben) = pairs();
        let message = ada.seal(PATHS[path], epoch, &body, &mut rng()).unwrap();
        let opened = ben.open(&message, PATHS[path]).unwrap();
        prop_assert_eq!((opened.epoch, opened.body), (epoch, body));
    }

    #[test]
    fn a_flipped_bit_is_dropped_and_harms_nothing(bit in 0..256_usize * 8) {
        let (mut ada, mut ben) = pairs();
        let message = ada.seal(Path::Channel, 1, b"x", &mut rng()).unwrap();
        let mut flipped = message.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(ben.open(&flipped, Path::Channel).is_err());
        prop_assert!(ben.open(&message, Path::Channel).is_ok());
    }

    #[test]
    fn arbitrary_messages_are_dropped(class in 0..CLASSES.len(), head: [u8; 15], fill: u8, path in 0..3_usize) {
        let (_, mut ben) = pairs();
        let mut message = vec![fill; CLASSES[class]];
        message[..15].copy_from_slice(&head);
        message[0] = 1;
        message[1] = path as u8;
        if path == 0 {
            message.truncate(CLASSES[class] - 4);
        }
        prop_assert_eq!(ben.open(&message, PATHS[path]), Err(Dropped::Forged));
    }

    #[test]
    fn in_any_order_and_with_repeats_each_message_opens_exactly_once(order in proptest::collection::vec(0..200_usize, 1..400)) {
        let (mut ada, mut ben) = pairs();
        let mut rng = rng();
        let messages: Vec<_> = (0..200_u32).map(|i| ada.seal(Path::Server, i, b"x", &mut rng).unwrap()).collect();
        let mut seen = std::collections::BTreeSet::new();
        for place in order {
            match ben.open(&messages[place], Path::Server) {
                Ok(opened) => {
                    prop_assert_eq!(opened.epoch, place as u32);
                    prop_assert!(seen.insert(place));
                }
                Err(dropped) => {
                    prop_assert_eq!(dropped, Dropped::Replay);
                    prop_assert!(seen.contains(&place));
                }
            }
        }
    }
}
