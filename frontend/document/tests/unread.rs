//! What is news: what others write while one is in the room, and nothing that was there before or that one wrote oneself.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::Act;
use plenum_document::api::event::Event;
use plenum_document::base::ids::RecordId;
use plenum_document::base::time::Time;
use plenum_document::records::content::{Chat, Content};
use plenum_document::sync::message::{LogState, Message};
use world::room::{act, room, say};
use world::{BEGIN, Replica, World, key_of, signed, signing_key};

fn unread(world: &mut World, at: usize) -> u32 {
    world.replicas[at].view().chat.value.unread
}

fn lines(world: &mut World, at: usize) -> usize {
    world.replicas[at].view().chat.value.lines.len()
}

/// What a page has kept by now.
fn copy(world: &mut World, at: usize) -> Vec<u8> {
    world.event(at, Event::Flush);
    world.replicas[at].copies.last().cloned().unwrap()
}

/// Somebody comes in; nobody has met them yet.
fn come(world: &mut World, n: u8) -> usize {
    let (seed, now) = (world.chance.bytes(), world.now);
    world.replicas.push(Replica::new(n, seed, None, now));
    world.replicas.len() - 1
}

fn meet_all(world: &mut World, at: usize) {
    (0..world.replicas.len()).filter(|other| *other != at).for_each(|other| world.connect(at, other));
    world.quiesce();
}

#[test]
fn whoever_comes_in_has_read_what_was_there_and_nothing_that_comes() {
    let mut world = room(&["Ada", "Ben"]);
    for text in ["eins", "zwei", "drei"] {
        say(&mut world, 0, text);
    }
    let cem = come(&mut world, 2);
    // Said while nobody could be reached yet: it is there when they meet, and news all the same.
    say(&mut world, 1, "Hallo Cem");
    meet_all(&mut world, cem);
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (4, 1));
    say(&mut world, 0, "vier");
    assert_eq!([0, 1, cem].map(|at| unread(&mut world, at)), [1, 4, 2]);
}

#[test]
fn what_was_kept_of_an_earlier_meeting_is_no_news() {
    let mut world = room(&["Ada", "Ben"]);
    let first = say(&mut world, 0, "eins");
    act(&mut world, 1, Act::Read(first));
    say(&mut world, 0, "zwei");
    let kept = copy(&mut world, 1);
    world.now = world.now + 86_400_000;
    let cem = come(&mut world, 2);
    world.event(cem, Event::Merge { bytes: kept });
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (2, 0));
    meet_all(&mut world, cem);
    assert_eq!(unread(&mut world, cem), 0);
}

#[test]
fn after_a_reload_what_was_read_stays_read_and_ones_own_lines_are_ones_own() {
    for keeps in [true, false] {
        let mut world = room(&["Ada", "Ben"]);
        say(&mut world, 0, "von mir");
        let read = say(&mut world, 1, "gelesen");
        act(&mut world, 0, Act::Read(read));
        say(&mut world, 0, "wieder von mir");
        let kept = copy(&mut world, 0);
        say(&mut world, 1, "inzwischen");
        world.reload(0, 40, None);
        if keeps {
            world.event(0, Event::Merge { bytes: kept });
        }
        // Nothing is signed yet, so that nobody knows that she is the same.
        while let Some(link) = world.links.keys().next().copied() {
            world.deliver(link);
        }
        let news = u32::from(keeps);
        assert_eq!((lines(&mut world, 0), unread(&mut world, 0)), (4, news));
        world.quiesce();
        assert_eq!(unread(&mut world, 0), news);
        say(&mut world, 1, "danach");
        assert_eq!(unread(&mut world, 0), news + 1);
    }
}

#[test]
fn neither_a_clock_that_goes_wrong_nor_a_claim_takes_from_what_is_news() {
    let mut world = room(&["Ada", "Ben"]);
    // Ben's clock is behind by an hour.
    let now = std::mem::replace(&mut world.now, Time(BEGIN.0 - 3_600_000));
    say(&mut world, 1, "spät");
    world.now = now;
    assert_eq!(unread(&mut world, 0), 1);
    // Somebody comes and says that they had what Ben is going to write.
    let mallory = key_of(&signing_key(9));
    world.event(0, Event::Came(mallory));
    let ben = world.replicas[1].us;
    let logs = (0..=u32::from(u16::MAX) / 2).map(|log| LogState { author: ben, log, count: u32::MAX, digest: [0; 8] });
    let claim = Message::Vector { ask: false, logs: logs.collect(), pads: Vec::new() }.encode();
    world.event(0, Event::Bytes { from: mallory, bytes: claim });
    say(&mut world, 1, "noch eins");
    let text = Chat::Say { text: "und noch eins".to_owned(), reply_to: None };
    let record = signed(&signing_key(1), 5, 0, 90, &Content::Chat(text));
    world.event(0, Event::Bytes { from: mallory, bytes: Message::Records(vec![&record]).encode() });
    assert_eq!((lines(&mut world, 0), unread(&mut world, 0)), (3, 3));
    let last: RecordId = world.replicas[0].view().chat.value.lines[2].id;
    act(&mut world, 0, Act::Read(last));
    assert_eq!(unread(&mut world, 0), 0);
}

#[test]
fn an_answer_that_overtakes_its_question_brings_no_news() {
    let mut world = room(&["Ada"]);
    world.now = world.now + 60_000;
    let cem = come(&mut world, 2);
    let dora = signing_key(7);
    let from = key_of(&dora);
    let said = |sequence, text: &str| {
        let content = Content::Chat(Chat::Say { text: text.to_owned(), reply_to: None });
        signed(&dora, 0, sequence, 1 + u64::from(sequence), &content)
    };
    let (before, after) = (said(0, "vorher"), said(1, "nachher"));
    world.event(cem, Event::Came(from));
    world.event(cem, Event::Bytes { from, bytes: Message::Records(vec![&before, &after]).encode() });
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (2, 2));
    // What they had when we met has the first, and not the second.
    let logs = vec![LogState { author: from, log: 0, count: 1, digest: [0; 8] }];
    let vector = Message::Vector { ask: false, logs, pads: Vec::new() }.encode();
    world.event(cem, Event::Bytes { from, bytes: vector });
    assert_eq!(unread(&mut world, cem), 1);
}
