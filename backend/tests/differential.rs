//! Our WebSocket decoder beside tungstenite's: the same bytes give the same messages and the same close code.
//!
//! Known differences, each with its reason:
//!
//! - We refuse a length that is not written in its shortest form (RFC 6455 §5.2 requires it); tungstenite reads it.
//! - We refuse more than so many fragments of one message; tungstenite bounds their bytes only.
//! - Text that is no UTF-8 tungstenite refuses at the first wrong fragment, we when the message is whole: whatever
//!   comes between the fragments is heard before.
//! - The close code 1014 (bad gateway) is registered at IANA; tungstenite does not know it.
//! - A frame that is both too large and out of place is refused by both; which of the two it is called depends on what
//!   is looked at first.
//! - We judge a frame by its header alone, before its body has come. All inputs end in zeros here, so that it has.

#![allow(clippy::unwrap_used)]

mod common;

use common::corpus::cases;
use common::frames::frame;
use plenum_server::ws::Fault;
use plenum_server::ws::decoder::{Decoder, Message};
use proptest::prelude::*;
use std::io::{self, Cursor, Read, Write};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Error};

/// What a decoder made of some bytes: whole messages, then a close frame or a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    Close(u16),
    Fault(Fault),
}

fn ours(wire: &[u8], limit: usize, fragments: usize) -> Vec<Seen> {
    let mut decoder = Decoder::new(limit, fragments);
    decoder.feed(wire);
    let mut seen = Vec::new();
    loop {
        let next = match decoder.advance().and_then(|_| decoder.take()) {
            Ok(None) => return seen,
            Ok(Some(Message::Text(text))) => Seen::Text(text.to_owned()),
            Ok(Some(Message::Binary(bytes))) => Seen::Binary(bytes.to_vec()),
            Ok(Some(Message::Ping(bytes))) => Seen::Ping(bytes.to_vec()),
            Ok(Some(Message::Pong)) => Seen::Pong,
            Ok(Some(Message::Close(code))) => Seen::Close(code),
            Err(fault) => Seen::Fault(fault),
        };
        seen.push(next);
        if let Some(Seen::Close(_) | Seen::Fault(_)) = seen.last() {
            return seen;
        }
    }
}

/// Bytes to read; what is written is lost.
struct Wire(Cursor<Vec<u8>>);

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn theirs(wire: &[u8], limit: usize) -> Vec<Seen> {
    let config = WebSocketConfig::default().max_message_size(Some(limit)).max_frame_size(Some(limit));
    let mut socket = WebSocket::from_raw_socket(Wire(Cursor::new(wire.to_vec())), Role::Server, Some(config));
    let mut seen = Vec::new();
    loop {
        let next = match socket.read() {
            Ok(tungstenite::Message::Text(text)) => Seen::Text(text.to_string()),
            Ok(tungstenite::Message::Binary(bytes)) => Seen::Binary(bytes.to_vec()),
            Ok(tungstenite::Message::Ping(bytes)) => Seen::Ping(bytes.to_vec()),
            Ok(tungstenite::Message::Pong(_)) => Seen::Pong,
            Ok(tungstenite::Message::Close(None)) => Seen::Close(1005),
            // A forbidden code is reported as this one.
            Ok(tungstenite::Message::Close(Some(close))) if &*close.reason == "Protocol violation" => {
                Seen::Fault(Fault::Protocol)
            }
            Ok(tungstenite::Message::Close(Some(close))) => Seen::Close(close.code.into()),
            Ok(tungstenite::Message::Frame(_)) => panic!("only for writing"),
            Err(Error::Protocol(_)) => Seen::Fault(Fault::Protocol),
            Err(Error::Utf8(_)) => Seen::Fault(Fault::NotUtf8),
            Err(Error::Capacity(_)) => Seen::Fault(Fault::TooBig),
            Err(other) => panic!("{other:?}"),
        };
        seen.push(next);
        if let Some(Seen::Close(_) | Seen::Fault(_)) = seen.last() {
            return seen;
        }
    }
}

/// Where the first frame begins whose length is longer than it need be, or has its top bit set.
fn overlong(wire: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let second = *wire.get(at + 1)?;
        let (length, smallest, extra) = match second & 0x7f {
            126 => (u64::from(u16::from_be_bytes(wire.get(at + 2..at + 4)?.try_into().unwrap())), 126, 2),
            127 => (u64::from_be_bytes(wire.get(at + 2..at + 10)?.try_into().unwrap()), 65_536, 8),
            short => (u64::from(short), 0, 0),
        };
        if length < smallest || length >> 63 != 0 {
            return Some(at);
        }
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        at = at.checked_add(2 + extra + mask)?.checked_add(usize::try_from(length).ok()?)?;
    }
}

/// Asserts that both say the same of these bytes, but for the known differences.
fn compare(wire: &[u8], limit: usize) {
    let zeros = vec![0; limit + 20];
    let wire = [wire, &zeros].concat();
    // Up to the first length in a long form; from there on, only that it is refused.
    let cut = overlong(&wire);
    let wire = match cut {
        Some(cut) => {
            let refused = ours(&wire, limit, usize::MAX);
            assert!(matches!(refused.last(), Some(Seen::Fault(_) | Seen::Close(_))), "{refused:?}");
            [&wire[..cut], &zeros].concat()
        }
        None => wire,
    };
    let (ours, theirs) = (ours(&wire, limit, usize::MAX), theirs(&wire, limit));
    let (our_end, their_end) = (ours.last().unwrap(), theirs.last().unwrap());
    let before = &theirs[..theirs.len() - 1];
    match (our_end, their_end) {
        (Seen::Fault(_) | Seen::Close(_), Seen::Fault(Fault::NotUtf8)) => {
            assert!(ours.starts_with(before), "{ours:?}\n{theirs:?}")
        }
        (Seen::Fault(Fault::Protocol | Fault::TooBig), Seen::Fault(Fault::Protocol | Fault::TooBig)) => {
            assert_eq!(&ours[..ours.len() - 1], before);
        }
        (Seen::Close(1014), Seen::Fault(Fault::Protocol)) => assert_eq!(&ours[..ours.len() - 1], before),
        _ => assert_eq!(ours, theirs),
    }
}

/// One thing that goes wrong on a wire.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize),
    Repeat(usize, usize),
    Insert(usize, Vec<u8>),
}

impl Mutation {
    fn apply(&self, wire: &mut Vec<u8>) {
        let place = |at: usize| at % (wire.len() + 1);
        match self {
            Mutation::Flip(at, bit) => {
                let at = place(*at);
                if let Some(byte) = wire.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Mutation::Cut(at) => wire.truncate(place(*at)),
            Mutation::Repeat(from, to) => {
                let (from, to) = (place(*from).min(place(*to)), place(*from).max(place(*to)));
                let again = wire[from..to].to_vec();
                wire.splice(to..to, again);
            }
            Mutation::Insert(at, bytes) => {
                let at = place(*at);
                wire.splice(at..at, bytes.iter().copied());
            }
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    // Most near the beginning, where the headers are.
    let at = || prop_oneof![3 => 0..40_usize, 1 => 0..70_000_usize];
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        1 => at().prop_map(Mutation::Cut),
        1 => (at(), at()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
    ]
}

/// The largest message of the corpus.
const CORPUS_LIMIT: usize = 64 * 1024;

proptest! {
    #[test]
    fn frames_are_read_as_tungstenite_reads_them(
        frames in prop::collection::vec(frame(), 0..12),
        noise in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        compare(&[frames.concat(), noise].concat(), 1000);
    }

    #[test]
    fn noise_is_judged_as_tungstenite_judges_it(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        compare(&noise, 300);
    }

    #[test]
    fn a_bent_corpus_is_judged_as_tungstenite_judges_it(
        which in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let cases = cases("websocket");
        let mut wire = which.get(&cases).hex();
        for mutation in mutations {
            mutation.apply(&mut wire);
        }
        compare(&wire, CORPUS_LIMIT);
    }
}

#[test]
fn the_corpus_is_judged_as_tungstenite_judges_it() {
    for case in cases("websocket") {
        compare(&case.hex(), CORPUS_LIMIT);
    }
}

#[test]
fn the_known_differences_are_still_there() {
    let case = |name: &str| cases("websocket").into_iter().find(|case| case.name == name).unwrap().hex();
    // A whole frame after each, which ends the message of fragments.
    for name in ["length-16-not-minimal", "length-64-not-minimal", "fragments-65"] {
        let wire = case(name);
        assert!(matches!(ours(&wire, CORPUS_LIMIT, 64).last(), Some(Seen::Fault(_))), "{name}");
        let body = if name == "length-64-not-minimal" { vec![0; CORPUS_LIMIT - 1] } else { Vec::new() };
        let theirs = theirs(&[&wire, &body, &[0x80, 0x80, 0, 0, 0, 0, 0, 0][..]].concat(), CORPUS_LIMIT);
        assert!(matches!(theirs[..], [Seen::Binary(_), Seen::Fault(_)]), "{name}");
    }
    // A text message whose first fragment is no UTF-8, and a ping before its end.
    let wire = [&[0x01, 0x81, 0, 0, 0, 0, 0xff][..], &[0x89, 0x80, 0, 0, 0, 0], &[0x80, 0x80, 0, 0, 0, 0]].concat();
    assert_eq!(ours(&wire, 1000, 64), [Seen::Ping(Vec::new()), Seen::Fault(Fault::NotUtf8)]);
    assert_eq!(theirs(&wire, 1000), [Seen::Fault(Fault::NotUtf8)]);
    let bad_gateway = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xf6];
    assert_eq!(ours(&bad_gateway, 1000, 64), [Seen::Close(1014)]);
    assert_eq!(theirs(&bad_gateway, 1000), [Seen::Fault(Fault::Protocol)]);
}
