//! Updates of pads: other types, missing predecessors, floods of blocks and clients, half characters, lies.

use crate::world::BEGIN;
use crate::world::heap::counted;
use crate::{PAD, behind, document, number, rootless, send, stranger, text, update, updates};
use plenum_document::api::act::Change;
use plenum_document::api::event::Event;
use plenum_document::pads::pad::{Pad, STATE_BYTES, TEXT_UNITS};
use plenum_document::pads::update_reader::{Halves, Known, Unfit, read};
use plenum_document::pads::waiting;
use plenum_document::sync::message::{MESSAGE_BYTES, Message};
use yrs::{Array, Doc, Map, ReadTxn, StateVector, Text, Transact};

#[test]
fn other_shared_types_and_nesting_never_reach_the_pad() {
    let doc = Doc::with_client_id(5);
    let (map, array) = (doc.get_or_insert_map("t"), doc.get_or_insert_array("t2"));
    map.insert(&mut doc.transact_mut(), "key", "value");
    array.insert(&mut doc.transact_mut(), 0, 1);
    let mut nested = yrs::MapPrelim::default();
    for _ in 0..300 {
        nested = yrs::MapPrelim::from([("deeper".to_owned(), yrs::In::Map(nested))]);
    }
    array.insert(&mut doc.transact_mut(), 0, nested);
    let whole = doc.transact().encode_diff_v1(&StateVector::default());
    let formatted = Doc::with_client_id(6);
    let bold = formatted.get_or_insert_text("t");
    bold.insert_with_attributes(&mut formatted.transact_mut(), 0, "x", [("b".into(), true.into())].into());
    let formats = formatted.transact().encode_diff_v1(&StateVector::default());
    let v2 = doc.transact().encode_diff_v2(&StateVector::default());
    let mut document = document();
    updates(&mut document, &[&whole, &formats, &v2]);
    assert_eq!((text(&mut document), document.view().counters.unfit_updates), (0, 3));
}

#[test]
fn what_lacks_its_predecessors_waits_within_bounds_and_not_for_ever() {
    let mut document = document();
    document.handle(Event::Came(stranger()), BEGIN);
    let early: Vec<Vec<u8>> =
        (0..2_000).map(|n| update(7, 1_000 + n, &[behind(7, 999 + n, &"x".repeat(1_000))])).collect();
    let ((), heap) = counted(|| {
        for update in &early {
            updates(&mut document, &[update]);
        }
    });
    assert!(heap.held < 2 * waiting::BYTES as i64, "{} bytes are kept", heap.held);
    assert!(document.view().counters.orphaned as usize >= 1_900);
    document.handle(Event::Tick, BEGIN + waiting::WAIT_MS);
    assert_eq!(document.view().counters.orphaned, 2_000, "after {} ms none waits any more", waiting::WAIT_MS);
    // In a circle, each behind the other, they wait for ever: such an update is refused as a whole.
    let circle = [
        number(2),
        [number(1), number(9), number(0), behind(8, 0, "a")].concat(),
        [number(1), number(8), number(0), behind(9, 0, "b")].concat(),
        number(0),
    ]
    .concat();
    let nothing = Known { clocks: &|_| 0, halves: &Halves::default(), own: None };
    assert_eq!(read(&circle, &nothing), Err(Unfit::Missing));
}

#[test]
fn nobody_writes_under_our_client_id() {
    let mut one = Pad::new(5);
    assert_eq!(one.apply(&update(5, 0, &[rootless("not mine")])).err(), Some(Unfit::Broken));
    assert!(one.apply(&update(6, 0, &[rootless("yours")])).is_ok());
}

#[test]
fn a_million_inserts_at_one_place_are_refused() {
    let blocks: Vec<Vec<u8>> = (0..1_000_000).map(|_| rootless("x")).collect();
    let mut document = document();
    let million = update(7, 0, &blocks);
    assert!(million.len() > STATE_BYTES, "and longer than any message");
    let fewer = update(7, 0, &blocks[..400_000]);
    let ((), heap) = counted(|| updates(&mut document, &[&fewer]));
    assert!(heap.peak < 64 << 20, "{} bytes at the most", heap.peak);
    assert_eq!((text(&mut document), document.view().counters.unfit_updates), (0, 1));
}

#[test]
fn ten_thousand_clients_are_refused() {
    let mut document = document();
    let clients: Vec<u8> =
        (0..10_000u64).flat_map(|client| [number(1), number(client + 10), number(0), rootless("x")].concat()).collect();
    let at_once = [number(10_000), clients, number(0)].concat();
    updates(&mut document, &[&at_once]);
    assert_eq!((text(&mut document), document.view().counters.unfit_updates), (0, 1));
    // One by one, within the rate: as many as a pad may have.
    let ((), heap) = counted(|| {
        for client in 0..10_000u64 {
            let one = update(client + 10, 0, &[behind(client + 9, 0, "x")]);
            let one = if client == 0 { update(10, 0, &[rootless("x")]) } else { one };
            send(&mut document, &Message::Updates { pad: PAD, updates: vec![&one] }, BEGIN + client * 20);
        }
    });
    assert_eq!(text(&mut document), 4_096);
    assert!(heap.held < 16 << 20, "{} bytes are kept", heap.held);
}

#[test]
fn texts_and_updates_beyond_their_bounds_are_refused() {
    let mut document = document();
    let large = "x".repeat(TEXT_UNITS - 10);
    updates(&mut document, &[&update(7, 0, &[rootless(&large)])]);
    assert_eq!(text(&mut document), large.len() as u32);
    updates(&mut document, &[&update(8, 0, &[rootless(&"y".repeat(11))])]);
    assert_eq!((text(&mut document), document.view().counters.unfit_updates), (large.len() as u32, 1));
    // What is known already is no more text.
    updates(&mut document, &[&update(7, 0, &[rootless(&large)])]);
    assert_eq!(document.view().counters.unfit_updates, 1);
    let ((), heap) = counted(|| {
        let bytes = vec![1; MESSAGE_BYTES + 1];
        document.handle(Event::Bytes { from: stranger(), bytes }, BEGIN);
    });
    assert!(heap.held < 1_000_000 && document.view().counters.malformed == 1);
}

#[test]
fn nothing_points_at_half_a_character() {
    let mut document = document();
    updates(&mut document, &[&update(7, 0, &[rootless("a👩b")])]);
    // Behind its first half, before its second, and the second deleted.
    let before = [vec![0x44], number(7), number(2), vec![1, b'x']].concat();
    let deletes = [number(0), number(1), number(7), number(1), number(2), number(1)].concat();
    updates(&mut document, &[&update(8, 0, &[behind(7, 1, "x")]), &update(8, 0, &[before]), &deletes]);
    let within = update(8, 0, &[rootless("👩"), behind(8, 0, "x")]);
    updates(&mut document, &[&within]);
    assert_eq!((text(&mut document), document.view().counters.unfit_updates), (4, 4));
    // The same of our own text.
    let mut pad = Pad::new(5);
    pad.edit(pad.version(), &[Change { from: 0, to: 0, insert: "👩".to_owned() }], BEGIN).unwrap();
    assert_eq!(pad.apply(&update(8, 0, &[behind(5, 0, "x")])).err(), Some(Unfit::Broken));
    assert!(pad.apply(&update(8, 0, &[behind(5, 1, "x")])).is_ok());
}

#[test]
fn lengths_that_lie_reserve_nothing() {
    let mut document = document();
    let lies: Vec<Vec<u8>> = vec![
        vec![1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        vec![1, 3].into_iter().chain([0; 16]).chain([0xFF, 0xFF, 0xFF, 0xFF, 0x0F]).collect(),
        vec![1, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
    ];
    let ((), heap) = counted(|| {
        for bytes in lies {
            document.handle(Event::Bytes { from: stranger(), bytes }, BEGIN);
        }
        updates(&mut document, &[&[number(1), number(1 << 29), number(7), number(0)].concat()]);
        updates(
            &mut document,
            &[&[number(1), number(1), number(7), number(0), vec![4, 1, 1, b't'], number(1 << 31)].concat()],
        );
    });
    assert!(heap.peak < 4 << 20, "{} bytes at the most", heap.peak);
    let counters = document.view().counters;
    assert_eq!((counters.malformed, counters.unfit_updates), (3, 2));
}
