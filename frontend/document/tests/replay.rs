//! Replays: a hundred thousand edits as people make them, and a history of twenty thousand records.
//!
//! No package of the registry carries the public traces of CRDT benchmarks, so the trace is made from a seed: bursts of
//! typing with slips taken back, jumps, words taken out, lines pasted, in text of many scripts.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::Change;
use plenum_document::api::event::Event;
use plenum_document::base::time::Time;
use plenum_document::pads::pad::{Pad, STATE_BYTES};
use plenum_document::records::content::{Chat, Content};
use plenum_document::sync::message::Message;
use world::editor::{apply, whole};
use world::{BEGIN, Chance, Replica, SNIPPETS, World, key_of, signed, signing_key};

/// Evenings of the trace, each with a pad of its own.
const EVENINGS: u64 = 4;
/// Edits of an evening.
const EDITS: usize = 25_000;

/// The next edit: where the caret is, and what happens there.
fn edit(chance: &mut Chance, units: &[u16], caret: &mut usize) -> Change {
    if chance.one_in(150) {
        *caret = chance.below(units.len() + 1);
    }
    let at = whole(units, *caret);
    let (from, to, insert) = match chance.below(40) {
        // A slip taken back.
        0..14 => (whole(units, (at as usize).saturating_sub(1 + chance.below(4))), at, String::new()),
        // A word taken out.
        14 => (at, whole(units, at as usize + chance.below(12)).max(at), String::new()),
        // A line pasted.
        15 if chance.one_in(9) => (at, at, "Wir treffen uns am Dienstag um halb acht.\n".to_owned()),
        _ => (at, at, (*chance.pick(&SNIPPETS)).to_owned()),
    };
    *caret = from as usize + insert.encode_utf16().count();
    Change { from, to, insert }
}

#[test]
fn a_hundred_thousand_edits_give_the_known_text_on_both_sides() {
    (0..EVENINGS).for_each(evening);
}

fn evening(seed: u64) {
    let mut chance = Chance(seed);
    let [mut writer, mut reader] = [Pad::new(1), Pad::new(2)];
    let (mut expected, mut caret) = (Vec::new(), 0);
    let mut sent = 0;
    for n in 0..EDITS {
        let change = edit(&mut chance, &expected, &mut caret);
        let now = BEGIN + n as u64 * 120;
        writer.edit(writer.version(), std::slice::from_ref(&change), now).unwrap();
        apply(&[change], &mut expected);
        // The first tenth goes live; then the other is away for a while, again and again.
        let updates = writer.take_outgoing(now + 30);
        if n < EDITS / 10 {
            for update in updates {
                sent += update.len();
                reader.apply(&update).unwrap();
            }
        } else if n % 2_500 == 2_499 {
            reader.apply(&writer.state(&reader.clocks())).unwrap();
        }
    }
    let text = String::from_utf16(&expected).unwrap();
    assert!(writer.text() == text, "the writer's text");
    assert!(reader.text() == text, "the reader's text");
    let mut late = Pad::new(3);
    let state = writer.state(&[]);
    late.apply(&state).unwrap();
    assert!(late.text() == text, "the late joiner's text");
    assert_eq!(late.runs(), [(expected.len() as u32, 1)]);
    assert_eq!(late.deleted(), writer.deleted());
    println!(
        "{EDITS} edits: {sent} bytes for the first tenth live, {} in the end, {} units",
        state.len(),
        expected.len()
    );
    assert!(state.len() < STATE_BYTES);
}

#[test]
fn a_history_of_twenty_thousand_records_reaches_whoever_comes_late() {
    let authors = [20, 21, 22, 23].map(signing_key);
    let mut old = Replica::new(0, [1; 32], None, BEGIN);
    let from = key_of(&authors[0]);
    for batch in 0..50u32 {
        let mut records = Vec::new();
        for n in batch * 100..(batch + 1) * 100 {
            for (at, author) in (0..).zip(&authors) {
                let text = format!("Zeile {n} von {at}");
                let content = Content::Chat(Chat::Say { text, reply_to: None });
                records.push(signed(author, 1, n, u64::from(n) * 4 + at, &content));
            }
        }
        let records = records.iter().map(Vec::as_slice).collect();
        old.handle(Event::Bytes { from, bytes: Message::Records(records).encode() }, BEGIN);
    }
    assert_eq!(old.view().chat.value.lines.len(), 20_000);
    let mut world = World::new(3, 2);
    world.replicas[0] = old;
    world.connect_all();
    world.settle();
    let [one, two] = [0, 1].map(|at| world.replicas[at].view().chat.value);
    assert!(one.lines == two.lines && two.lines.len() == 20_000);
    // One that lands far before the end makes the order anew, and is in its place.
    let early = Content::Chat(Chat::Say { text: "Zuerst".to_owned(), reply_to: None });
    let bytes = signed(&signing_key(30), 1, 0, 0, &early);
    world.event(1, Event::Bytes { from, bytes: Message::Records(vec![&bytes]).encode() });
    let lines = world.replicas[1].view().chat.value;
    assert!(lines.lines.len() == 20_001 && lines.lines[..5].iter().any(|line| line.text == "Zuerst"));
    // The whole of it comes back from a copy.
    world.event(1, Event::Flush);
    let copy = world.replicas[1].copies.pop();
    let mut again = Replica::new(1, [8; 32], copy, Time(BEGIN.0 + 1));
    assert!(again.view().chat.value.lines == lines.lines);
}
