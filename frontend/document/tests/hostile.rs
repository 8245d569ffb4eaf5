//! What hostile peers send: nothing of it panics, is shown, or costs more than its bound in bytes and steps.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, Change, PadAct};
use plenum_document::api::event::{Event, Setup};
use plenum_document::base::ids::{Key, PadId};
use plenum_document::base::time::Time;
use plenum_document::document::Document;
use plenum_document::pads::cursors::Place;
use plenum_document::pads::pad::{Pad, STATE_BYTES, TEXT_UNITS};
use plenum_document::pads::update_reader::{Halves, Known, Unfit, read};
use plenum_document::pads::waiting;
use plenum_document::records::content::{Chat, Content};
use plenum_document::records::record::{CLOCK_LIMIT, Head, RECORD_BYTES, Record};
use plenum_document::records::store::{RECORDS_PER_AUTHOR, TOTAL_BYTES};
use plenum_document::sync::message::{LogState, MESSAGE_BYTES, Message, PadState};
use proptest::prelude::*;
use world::heap::{Counting, counted};
use world::{BEGIN, Chance, ROOM, Replica, World, key_of, record_bytes, signed, signing_key};
use yrs::updates::decoder::Decode;
use yrs::{Array, Doc, Map, ReadTxn, StateVector, Text, Transact, Update};

#[global_allocator]
static HEAP: Counting = Counting;

const PAD: PadId = PadId([0; 16]);

fn stranger() -> Key {
    static KEY: std::sync::LazyLock<Key> = std::sync::LazyLock::new(|| key_of(&signing_key(99)));
    *KEY
}

fn document() -> Document {
    Document::new(Setup { us: key_of(&signing_key(0)), room: ROOM, seed: [3; 32], cached: None }, BEGIN)
}

fn send(document: &mut Document, message: &Message<'_>, now: Time) {
    document.handle(Event::Bytes { from: stranger(), bytes: message.encode() }, now);
}

fn updates(document: &mut Document, updates: &[&[u8]]) {
    send(document, &Message::Updates { pad: PAD, updates: updates.to_vec() }, BEGIN);
}

fn text(document: &mut Document) -> u32 {
    document.view().pads.value[0].length
}

/// An unsigned number as the updates have it.
fn number(mut n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
    out
}

/// One client's blocks as an update without deletions.
fn update(client: u64, clock: u64, blocks: &[Vec<u8>]) -> Vec<u8> {
    [number(1), number(blocks.len() as u64), number(client), number(clock), blocks.concat(), number(0)].concat()
}

/// A text at the beginning of the pad, before whatever is there.
fn rootless(text: &str) -> Vec<u8> {
    [&[4, 1, 1, b't'][..], &number(text.len() as u64), text.as_bytes()].concat()
}

/// A text behind a unit.
fn behind(client: u64, clock: u64, text: &str) -> Vec<u8> {
    [vec![0x84], number(client), number(clock), number(text.len() as u64), text.as_bytes().to_vec()].concat()
}

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
    pad.edit(0, &[Change { from: 0, to: 0, insert: "👩".to_owned() }], BEGIN).unwrap();
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

#[test]
fn records_of_one_author_and_of_all_are_bounded() {
    let mut document = document();
    let author = signing_key(5);
    let chat = |text: &str| Content::Chat(Chat::Say { text: text.to_owned(), reply_to: None });
    // The largest there are, until the author's share is used up.
    let long = chat(&"x".repeat(6_000));
    let ((), heap) = counted(|| {
        for n in 0..500 {
            let bytes = signed(&author, 1, n, u64::from(n) + 1, &long);
            send(&mut document, &Message::Records(vec![&bytes]), BEGIN);
        }
    });
    assert!(heap.held < 8 << 20, "{} bytes for one author", heap.held);
    let kept = document.view().chat.value.lines.len();
    let counters = document.view().counters;
    // Behind the first for which there is no room the others have a gap before them.
    assert!((300..=350).contains(&kept) && counters.full == 1 && counters.gaps > 100, "{kept}, {counters:?}");
    const { assert!(RECORDS_PER_AUTHOR * 200 < TOTAL_BYTES) };
    // One byte more than a record may have.
    let head = Head { author: key_of(&author), log: 9, sequence: 0, clock: 1, time_ms: 0, kind: 99 };
    let fits = record_bytes(head, &vec![0; RECORD_BYTES - 122], &author, &ROOM);
    assert!(Record::read(&fits, &ROOM).is_some());
    let more = record_bytes(head, &vec![0; RECORD_BYTES - 121], &author, &ROOM);
    assert!(Record::read(&more, &ROOM).is_none());
}

#[test]
fn a_claim_of_the_last_clock_takes_nobody_the_word() {
    let mut world = World::new(1, 2);
    world.connect_all();
    let last = Content::Chat(Chat::Say { text: "am Ende der Zeit".to_owned(), reply_to: None });
    for (log, clock) in [(1, CLOCK_LIMIT), (2, CLOCK_LIMIT + 1), (3, u64::MAX)] {
        let bytes = signed(&signing_key(99), log, 0, clock, &last);
        world.event(0, Event::Bytes { from: stranger(), bytes: Message::Records(vec![&bytes]).encode() });
    }
    for text in ["eins", "zwei"] {
        world.act(0, Act::Chat(Chat::Say { text: text.to_owned(), reply_to: None }));
        world.now = world.now + 1_000;
        world.quiesce();
    }
    world.settle();
    let lines = |replica: &mut Replica| {
        replica.view().chat.value.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>()
    };
    let shown = lines(&mut world.replicas[1]);
    assert_eq!(shown, ["am Ende der Zeit", "eins", "zwei"]);
    assert_eq!(world.replicas[0].view().counters.malformed, 2, "beyond the last clock is no record");
}

#[test]
fn text_of_records_is_shown_clean() {
    let mut document = document();
    let hostile = format!("<b>Ada\u{202E}adA{}\u{0}\u{200B}", "\u{301}".repeat(2_000));
    let bytes = signed(&signing_key(5), 1, 0, 1, &Content::Chat(Chat::Say { text: hostile, reply_to: None }));
    send(&mut document, &Message::Records(vec![&bytes]), BEGIN);
    assert_eq!(document.view().chat.value.lines[0].text, "<b>AdaadA\u{301}\u{301}\u{301}");
}

#[test]
fn unknown_kinds_are_kept_and_forwarded_and_not_shown() {
    let mut world = World::new(1, 2);
    let author = signing_key(5);
    let head = Head { author: key_of(&author), log: 1, sequence: 0, clock: 1, time_ms: 0, kind: 999 };
    let unknown = record_bytes(head, b"from the future", &author, &ROOM);
    world.event(0, Event::Bytes { from: stranger(), bytes: Message::Records(vec![&unknown]).encode() });
    for bytes in [&[1, 99, 0][..], &[2, 1, 0], &[]] {
        world.event(0, Event::Bytes { from: stranger(), bytes: bytes.to_vec() });
    }
    let counters = world.replicas[0].view().counters;
    assert_eq!((counters.unknown, counters.malformed), (2, 1));
    world.connect_all();
    world.settle();
    world.event(1, Event::Flush);
    let copy = world.replicas[1].copies.last().unwrap();
    assert!(copy.windows(unknown.len()).any(|part| part == unknown), "the other keeps it too, byte for byte");
}

#[test]
fn floods_of_carets_vectors_and_records_are_dropped_and_counted() {
    let mut document = document();
    document.handle(Event::Came(stranger()), BEGIN);
    updates(&mut document, &[&update(7, 0, &[rootless("text")])]);
    let caret = Message::Cursor { pad: PAD, anchor: Place::End, head: Place::Before { client: 7, clock: 2 } };
    let far = Message::Cursor { pad: PAD, anchor: Place::End, head: Place::Before { client: 7, clock: 4 } };
    let strange =
        Message::Cursor { pad: PAD, anchor: Place::Before { client: u64::MAX, clock: u32::MAX }, head: Place::End };
    send(&mut document, &far, BEGIN);
    send(&mut document, &strange, BEGIN);
    assert_eq!((document.view().cursors.value.len(), document.view().counters.unfit_cursors), (0, 2));
    let ((), heap) = counted(|| (0..100_000).for_each(|_| send(&mut document, &caret, BEGIN)));
    assert_eq!(document.view().counters.too_fast, 100_000 - 58);
    assert!(heap.held < 100_000 && document.view().cursors.value[0].head == 2);
    let ask = Message::Vector { ask: true, logs: Vec::new(), pads: Vec::new() };
    let mut answers = 0;
    for _ in 0..1_000 {
        answers += document.handle(Event::Bytes { from: stranger(), bytes: ask.encode() }, BEGIN).len();
        answers += document.handle(Event::Ready(stranger()), BEGIN).len();
    }
    assert!(answers <= 40, "{answers} answers to a thousand questions");
    let forged = vec![7; 60];
    let many = Message::Records(vec![&forged; 40_000]);
    send(&mut document, &many, BEGIN);
    let counters = document.view().counters;
    assert_eq!(counters.malformed + counters.gaps + counters.forged, 30_000, "a whole history, and no more");
}

#[test]
fn vectors_that_lie_cost_no_more_than_one_answer() {
    let mut document = document();
    document.handle(Event::Came(stranger()), BEGIN);
    document.handle(Event::Ready(stranger()), BEGIN);
    let clocks: Vec<(u64, u32)> = (0..30_000).map(|n| (n << 40, u32::MAX)).collect();
    let pads = vec![PadState { pad: PAD, clocks, deleted: [1; 8] }];
    let logs = vec![LogState { author: stranger(), log: 1, count: u32::MAX, digest: [0; 8] }; 1_000];
    let lie = Message::Vector { ask: true, logs, pads };
    let (effects, heap) = counted(|| document.handle(Event::Bytes { from: stranger(), bytes: lie.encode() }, BEGIN));
    assert!(effects.len() == 1 && heap.held < 4 << 20, "{} bytes are kept", heap.held);
}

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
        while !world.lines.is_empty() {
            messages.extend(world.lines.values().cloned());
            let lines: Vec<_> = world.lines.keys().copied().collect();
            lines.into_iter().for_each(|line| world.deliver(line));
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
            Setup { us: stranger(), room: ROOM, seed: [0; 32], cached: Some(bytes.clone()) }, BEGIN);
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
