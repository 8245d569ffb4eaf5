//! Records, carets and vectors: forgeries, floods, claims of the end of time, kinds from the future.

use crate::world::heap::counted;
use crate::world::{BEGIN, ROOM, Replica, World, key_of, record_bytes, signed, signing_key};
use crate::{PAD, document, rootless, send, stranger, update, updates};
use plenum_document::api::act::Act;
use plenum_document::api::event::Event;
use plenum_document::pads::cursors::Place;
use plenum_document::records::content::{Chat, Content};
use plenum_document::records::record::{CLOCK_LIMIT, Head, RECORD_BYTES, Record};
use plenum_document::records::store::{RECORDS_PER_AUTHOR, TOTAL_BYTES};
use plenum_document::sync::message::{LogState, Message, PadState};

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
fn questions_for_the_time_are_answered_as_fast_as_an_honest_page_asks() {
    let mut document = document();
    document.handle(Event::Came(stranger()), BEGIN);
    document.handle(Event::Ready(stranger()), BEGIN);
    document.handle(Event::Ready(stranger()), BEGIN);
    let mut answers = 0;
    for asked_ms in 0..1_000 {
        let bytes = Message::Clock { asked_ms, told_ms: None }.encode();
        answers += document.handle(Event::Bytes { from: stranger(), bytes }, BEGIN).len();
        answers += document.handle(Event::Ready(stranger()), BEGIN).len();
    }
    assert_eq!((answers, document.view().counters.too_fast), (10, 990));
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
    // It is asked for its time first, and told next what there is.
    document.handle(Event::Ready(stranger()), BEGIN);
    document.handle(Event::Ready(stranger()), BEGIN);
    let clocks: Vec<(u64, u32)> = (0..30_000).map(|n| (n << 40, u32::MAX)).collect();
    let pads = vec![PadState { pad: PAD, clocks, deleted: [1; 8] }];
    let logs = vec![LogState { author: stranger(), log: 1, count: u32::MAX, digest: [0; 8] }; 1_000];
    let lie = Message::Vector { ask: true, logs, pads };
    let (effects, heap) = counted(|| document.handle(Event::Bytes { from: stranger(), bytes: lie.encode() }, BEGIN));
    assert!(effects.len() == 1 && heap.held < 4 << 20, "{} bytes are kept", heap.held);
}
