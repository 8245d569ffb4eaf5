//! The WebSocket decoder against anything at all: it never panics, and how the bytes are cut makes no difference.

#![allow(clippy::unwrap_used)]

mod common;

use common::corpus::cases;
use common::frames::frame;
use plenum_server::ws::Fault;
use plenum_server::ws::decoder::{Decoder, Message};
use proptest::prelude::*;

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Text(String),
    Bytes(u8, Vec<u8>),
    Close(u16),
    Fault(Fault),
}

/// Everything that comes out of these pieces, up to the first fault.
fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Seen> {
    let mut decoder = Decoder::new(1000, 4);
    let mut seen = Vec::new();
    for piece in pieces {
        decoder.feed(piece);
        loop {
            match decoder.advance().and_then(|_| decoder.take()) {
                Ok(None) => break,
                Ok(Some(Message::Text(text))) => seen.push(Seen::Text(text.to_owned())),
                Ok(Some(Message::Binary(bytes))) => seen.push(Seen::Bytes(2, bytes.to_vec())),
                Ok(Some(Message::Ping(bytes))) => seen.push(Seen::Bytes(9, bytes.to_vec())),
                Ok(Some(Message::Pong)) => seen.push(Seen::Bytes(10, Vec::new())),
                Ok(Some(Message::Close(code))) => seen.push(Seen::Close(code)),
                Err(fault) => {
                    seen.push(Seen::Fault(fault));
                    return seen;
                }
            }
        }
        decoder.rest();
    }
    seen
}

proptest! {
    #[test]
    fn how_bytes_are_cut_makes_no_difference(
        frames in prop::collection::vec(frame(), 0..12),
        noise in prop::collection::vec(any::<u8>(), 0..20),
        cuts in prop::collection::vec(1_usize..40, 1..20),
    ) {
        let wire = [frames.concat(), noise].concat();
        let whole = decode([&wire[..]]);
        let mut pieces = Vec::new();
        let mut rest = &wire[..];
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        prop_assert_eq!(whole, decode(pieces));
    }

    #[test]
    fn noise_is_survived(noise in prop::collection::vec(any::<u8>(), 0..4000)) {
        decode([&noise[..]]);
    }
}

#[test]
fn the_corpus_is_read_the_same_byte_by_byte() {
    for case in cases("websocket") {
        let wire = case.hex();
        assert_eq!(decode([&wire[..]]), decode(wire.chunks(1)), "{}", case.name);
    }
}
