//! What hostile peers send: nothing of it panics, is shown, or costs more than its bound in bytes and steps.

#![allow(clippy::unwrap_used)]

mod damaged;
mod messages;
mod updates;
#[path = "../world/mod.rs"]
mod world;

use plenum_document::api::event::{Event, Setup};
use plenum_document::base::ids::{Key, PadId};
use plenum_document::base::time::Time;
use plenum_document::document::Document;
use plenum_document::sync::message::Message;
use world::heap::Counting;
use world::{BEGIN, ROOM, key_of, signing_key};

#[global_allocator]
static HEAP: Counting = Counting;

const PAD: PadId = PadId([0; 16]);

fn stranger() -> Key {
    static KEY: std::sync::LazyLock<Key> = std::sync::LazyLock::new(|| key_of(&signing_key(99)));
    *KEY
}

fn document() -> Document {
    Document::new(
        Setup {
            us: key_of(&signing_key(0)),
            room: ROOM,
            seed: [3; 32],
            cached: None,
            resumes: None,
            inside_ms: 0,
            empty: false,
        },
        BEGIN,
    )
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
