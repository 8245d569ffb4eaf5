//! A member who forges: wrong signatures, foreign authors, another room, and forks of their own log.

use crate::history::CANARY;
use crate::world::{BEGIN, ROOM, World, key_of, record_bytes, signed, signing_key};
use plenum_document::api::event::Event;
use plenum_document::api::view::EMPTY_MS;
use plenum_document::records::content::{Chat, Content, Meeting};
use plenum_document::records::record::Head;
use plenum_document::sync::message::Message;

/// Sends something that must not be believed to one replica; or one of two sides of a fork, of which one may be shown, on all.
pub fn forge(world: &mut World, at: usize) {
    let forger = signing_key(200);
    let victim = signing_key(world.chance.below(world.replicas.len()) as u8);
    let canary = Content::Chat(Chat::Say { text: CANARY.to_owned(), reply_to: None });
    let head = Head {
        author: key_of(&victim),
        log: world.chance.below(3) as u32,
        sequence: 0,
        clock: world.chance.below(50) as u64,
        time_ms: BEGIN.0,
        kind: canary.kind(),
    };
    let bytes = match world.chance.below(5) {
        // In another's name.
        0 => record_bytes(head, &canary.encode(), &forger, &ROOM),
        // Of another room.
        1 => record_bytes(head, &canary.encode(), &victim, &[8; 16]),
        // A bit flipped.
        2 => {
            let mut bytes = record_bytes(head, &canary.encode(), &victim, &[8; 16]);
            let flipped = world.chance.below(bytes.len());
            bytes[flipped] ^= 1;
            bytes
        }
        // That everybody had gone by now; perhaps as a fork.
        3 => {
            let over = Content::Meeting(Meeting::Over { last_ms: world.now.0 });
            let (author, log, clock) =
                (key_of(&forger), 10 + world.chance.below(3) as u32, world.chance.below(90) as u64);
            let time_ms = world.now.0 + EMPTY_MS;
            let head = Head { author, log, sequence: 0, clock, time_ms, kind: over.kind() };
            record_bytes(head, &over.encode(), &forger, &ROOM)
        }
        // A fork: another text at the same place for whoever asks.
        _ => {
            let text = format!("fork {}", world.chance.below(9));
            let sequence = world.chance.below(3) as u32;
            let content = Content::Chat(Chat::Say { text, reply_to: None });
            signed(&forger, 1, sequence, u64::from(sequence) + 3, &content)
        }
    };
    let from = key_of(&signing_key(201));
    let message = Message::Records(vec![&bytes]).encode();
    world.event(at, Event::Bytes { from, bytes: message });
}
