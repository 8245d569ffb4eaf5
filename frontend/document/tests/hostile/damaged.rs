//! Damaged and random bytes: no decoder panics, and what the strict reader lets through yrs takes whole.

use crate::world::{BEGIN, Chance, ROOM, Replica, World};
use crate::{PAD, behind, document, number, rootless, stranger};
use plenum_document::api::act::{Act, PadAct};
use plenum_document::api::event::{Event, Setup};
use plenum_document::document::Document;
use plenum_document::pads::pad::Pad;
use plenum_document::pads::update_reader::{Halves, Known, read};
use plenum_document::records::content::{Chat, Content};
use plenum_document::records::record::Record;
use plenum_document::sync::message::Message;
use proptest::prelude::*;
use yrs::updates::decoder::Decode;
use yrs::{Doc, ReadTxn, Transact, Update};

/// Bytes of a real conversation, to be damaged.
fn corpus() -> Vec<Vec<u8>> {
    let mut world = World::new(4, 2);
    world.connect_all();
    let now = world.now;
    world.replicas[0].open(PAD, now);
    let mut messages = Vec::new();
    for round in 0..40 {
        let text = ["Grüße", "👩‍🚀", "e\u{301}", "מ"][round % 4].to_owned();
        world.act(round % 2, Act::Chat(Chat::Say { text: text.clone(), reply_to: None }));
        world.act(round % 2, Act::Pad(PadAct::Append { pad: PAD, text }));
        world.act(0, Act::Pad(PadAct::Cursor { pad: PAD, anchor: 0, head: round as u32 }));
        if round % 3 == 0 {
            world.act(0, Act::Pad(PadAct::Undo { pad: PAD }));
        }
        (0..2).for_each(|at| world.sign(at));
        world.now = world.now + 600;
        (0..2).for_each(|at| world.event(at, Event::Tick));
        while !world.links.is_empty() {
            messages.extend(world.links.values().cloned());
            let links: Vec<_> = world.links.keys().copied().collect();
            links.into_iter().for_each(|link| world.deliver(link));
        }
    }
    messages.sort();
    messages.dedup();
    messages
}

#[test]
fn damaged_messages_panic_nowhere() {
    let corpus = corpus();
    assert!(corpus.len() > 8, "{}", corpus.len());
    let mut chance = Chance(5);
    let mut replica = Replica::new(0, [4; 32], None, BEGIN);
    replica.open(PAD, BEGIN);
    let from = stranger();
    for round in 0..30_000u64 {
        let mut bytes = chance.pick(&corpus).clone();
        for _ in 0..chance.below(4) {
            let at = chance.below(bytes.len());
            match chance.below(4) {
                0 => bytes[at] ^= 1 << chance.below(8),
                1 => bytes[at] = chance.next() as u8,
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, chance.next() as u8),
            }
            if bytes.is_empty() {
                bytes.push(1);
            }
        }
        let now = BEGIN + round * 50;
        replica.handle(Event::Bytes { from, bytes }, now);
        replica.handle(Event::Ready(from), now);
        if round % 512 == 0 {
            // What was let in can be shown, encoded, and read by another.
            let (text, _) = replica.open(PAD, now);
            replica.handle(Event::Flush, now);
            let copy = replica.copies.pop();
            replica.copies.clear();
            let mut again = Replica::new(1, [round as u8; 32], copy, now);
            assert_eq!(again.open(PAD, now).0, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_read_with_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0u8..8) {
        let _ = Message::read(&bytes);
        let _ = Message::read(&[&[1, kind], &bytes[..]].concat());
        let _ = Record::read(&bytes, &ROOM);
        for kind in 0..10 {
            let _ = Content::decode(kind, &bytes);
        }
        let mut document = document();
        document.handle(Event::Bytes { from: stranger(), bytes: [&[1, kind], &bytes[..]].concat() }, BEGIN);
        let mut copied = Document::new(
            Setup { us: stranger(), room: ROOM, seed: [0; 32], cached: Some(bytes.clone()), resumes: None, inside_ms: 0, empty: false }, BEGIN);
        prop_assert!(copied.view().chat.value.lines.is_empty());
    }

    /// Whatever the strict reader lets through, yrs takes whole: it decodes, and keeps nothing waiting.
    #[test]
    fn what_the_strict_reader_lets_through_yrs_takes(seed in any::<u64>()) {
        let mut chance = Chance(seed);
        let clients = 1 + chance.below(3) as u64;
        let mut bytes = number(clients);
        let mut clocks = Vec::new();
        for client in 1..=clients {
            let count = 1 + chance.below(4);
            bytes.extend([number(count as u64), number(client), number(0)].concat());
            let mut clock = 0;
            for _ in 0..count {
                let to = 1 + chance.below(3) as u64;
                let block = match chance.below(4) {
                    0 => rootless("ab👩"),
                    1 => behind(to, chance.below(6) as u64, "xy"),
                    2 => [vec![0x41], number(to), number(chance.below(6) as u64), number(2)].concat(),
                    _ => [vec![0], number(1 + chance.below(3) as u64)].concat(),
                };
                bytes.extend(block);
                clock += 4;
            }
            clocks.push(clock);
        }
        let deletes = chance.below(2) as u64;
        bytes.extend(number(deletes));
        if deletes == 1 {
            bytes.extend([number(1), number(1), number(chance.below(4) as u64), number(1 + chance.below(3) as u64)].concat());
        }
        let fits = read(&bytes, &Known { clocks: &|_| 0, halves: &Halves::default(), own: Some(99) });
        let mut pad = Pad::new(99);
        prop_assert_eq!(pad.apply(&bytes).map(|_| ()).err(), fits.as_ref().err().copied());
        if fits.is_ok() {
            let doc = Doc::with_client_id(50);
            doc.get_or_insert_text("t");
            doc.transact_mut().apply_update(Update::decode_v1(&bytes).unwrap()).unwrap();
            prop_assert!(!doc.transact().has_missing_updates());
            let state = pad.state(&[]);
            let mut again = Pad::new(98);
            prop_assert!(again.apply(&state).is_ok(), "its own state reads again");
            // Where it stands may differ: places that no editor makes have no one order. Nothing is lost.
            prop_assert_eq!(again.len(), pad.len());
            prop_assert_eq!(pad.runs().iter().map(|(len, _)| len).sum::<u32>(), pad.len());
        }
    }
}
