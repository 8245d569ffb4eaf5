//! Everybody has gone: what went on then is over, at the time when somebody was there last, and whoever comes back finds it so.

#![allow(clippy::unwrap_used)]

mod words;
mod world;

use plenum_document::api::act::{Act, CheckInAct};
use plenum_document::api::event::Event;
use plenum_document::api::view::{Called, EMPTY_MS, ItemState};
use plenum_document::base::hash::sha256;
use plenum_document::base::ids::Key;
use plenum_document::base::time::Time;
use plenum_document::records::content::{Agenda, Content, HandSign, List, Meeting, Sign, Wish};
use plenum_document::records::record::Head;
use plenum_document::sync::message::Message;
use words::words;
use world::room::{act, greet, pass, raise, room};
use world::{ROOM, Replica, World, key_of, record_bytes, signing_key};

const MINUTE: u64 = 60_000;
const WEEK: u64 = 7 * 24 * 60 * MINUTE;

/// Ada has the floor and has raised a sign, an item of the agenda is under way, and a round.
fn busy() -> World {
    let mut world = room(&["Ada", "Ben"]);
    greet(&mut world);
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Finanzen".to_owned(), minutes: 1 }));
    let item = world.replicas[0].view().agenda.value[0].id;
    act(&mut world, 0, Act::Agenda(Agenda::Start { item }));
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Agree, up: true }));
    act(&mut world, 0, Act::CheckIn(CheckInAct::Begin { seconds: 1_800 }));
    let entry = raise(&mut world, 0, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry }));
    raise(&mut world, 1, Wish::Question, None);
    world
}

/// What goes on: the turn, the item, the round, the signs of those present.
fn goes_on(world: &mut World, at: usize) -> [bool; 4] {
    let view = world.replicas[at].view();
    let item = matches!(view.agenda.value[0].state, ItemState::Started { .. });
    let round = view.check_in.value.as_ref().as_ref().is_some_and(|round| !round.over);
    [view.list.value.current.is_some(), item, round, !view.signs.value.counts.is_empty()]
}

/// How long Ada spoke and the item took, once they have ended.
fn took(world: &mut World, at: usize) -> [u64; 2] {
    let view = world.replicas[at].view();
    let ItemState::Done { took_ms } = view.agenda.value[0].state else { return [0; 2] };
    [view.list.value.past[0].took_ms.unwrap(), took_ms]
}

/// The copy with which somebody leaves.
fn leaves(world: &mut World, at: usize) -> Vec<u8> {
    world.event(at, Event::Flush);
    world.replicas[at].copies.last().cloned().unwrap()
}

fn present(world: &mut World) {
    let all: Vec<(Key, Called)> = world.replicas.iter().map(|replica| (replica.us, "Ada".into())).collect();
    (0..world.replicas.len()).for_each(|at| world.event(at, Event::Present(all.clone())));
}

/// Ada comes back with her copy, under another key, into a room that was empty or not.
fn ada_comes(world: &mut World, n: u8, empty: bool, copy: Option<Vec<u8>>) -> usize {
    let (seed, now) = (world.chance.bytes(), world.now);
    world.replicas.push(Replica::coming(n, Some(&signing_key(0)), seed, now, empty));
    let at = world.replicas.len() - 1;
    (0..at).for_each(|other| world.connect(at, other));
    present(world);
    copy.into_iter().for_each(|bytes| world.event(at, Event::Merge { bytes }));
    world.quiesce();
    at
}

#[test]
fn who_comes_back_into_an_empty_room_finds_nothing_going_on() {
    for away in [EMPTY_MS, WEEK] {
        let mut world = busy();
        // They talk on without a record.
        pass(&mut world, 10 * MINUTE);
        let (entered, began) = (world.now, world.replicas[0].view().list.value.current.as_ref().unwrap().began_ms);
        let copy = leaves(&mut world, 0);
        world.replicas.clear();
        world.now = world.now + away;
        ada_comes(&mut world, 40, true, Some(copy.clone()));
        assert!(
            goes_on(&mut world, 0) == [false; 4] && took(&mut world, 0) == [0; 2],
            "not shown, and not written yet"
        );
        pass(&mut world, 5_000);
        assert_eq!(goes_on(&mut world, 0), [false; 4]);
        let [spoke, took] = took(&mut world, 0);
        assert_eq!(spoke, entered.0 - began, "speaking time counts as long as she was there");
        assert!((10 * MINUTE..11 * MINUTE).contains(&took));
        assert!(world.replicas[0].view().list.value.waiting.is_empty(), "a hand is down when its owner has gone");
        // Once.
        let signed = world.replicas[0].signed;
        pass(&mut world, 10 * MINUTE);
        assert_eq!(world.replicas[0].signed, signed);
        // What begins now goes on.
        act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Agree, up: true }));
        pass(&mut world, 10 * MINUTE);
        assert!(goes_on(&mut world, 0)[3]);
        let now = world.now;
        let text = world.replicas[0].document.minutes("heute", &words("de"), now);
        assert!(text.contains(": 10:0"), "{text}");
    }
}

#[test]
fn who_is_back_in_a_moment_or_finds_somebody_finds_it_going_on() {
    for (away, empty) in [(EMPTY_MS - 1, true), (WEEK, false)] {
        let mut world = busy();
        pass(&mut world, 10 * MINUTE);
        let copy = leaves(&mut world, 0);
        world.replicas.clear();
        world.now = world.now + away;
        ada_comes(&mut world, 40, empty, Some(copy));
        pass(&mut world, 30_000);
        assert_eq!(goes_on(&mut world, 0), [true; 4]);
    }
}

#[test]
fn a_page_that_is_closed_without_a_word_was_there_a_minute_ago() {
    let mut world = busy();
    pass(&mut world, 10 * MINUTE);
    let (now, copies) = (world.now, world.replicas[0].copies.clone());
    assert!(copies.len() > 9, "it says once a minute that it is there");
    world.replicas.clear();
    // She loads it anew, alone; and a second time comes after a while.
    world.now = now + 5_000;
    ada_comes(&mut world, 40, true, copies.last().cloned());
    pass(&mut world, 30_000);
    assert_eq!(goes_on(&mut world, 0), [true; 4]);
    world.replicas.clear();
    world.now = now + WEEK;
    ada_comes(&mut world, 41, true, copies.last().cloned());
    pass(&mut world, 5_000);
    assert_eq!(goes_on(&mut world, 0), [false; 4]);
    assert!((9 * MINUTE..=10 * MINUTE).contains(&took(&mut world, 0)[0]));
}

#[test]
fn who_was_there_first_ends_what_others_bring_along() {
    let mut world = busy();
    let ended = world.now;
    let copy = leaves(&mut world, 0);
    world.replicas.clear();
    world.now = world.now + WEEK;
    // Somebody without a copy comes first.
    let (seed, now) = (world.chance.bytes(), world.now);
    world.replicas.push(Replica::coming(60, None, seed, now, true));
    present(&mut world);
    pass(&mut world, 20_000);
    ada_comes(&mut world, 40, false, Some(copy));
    pass(&mut world, 5_000);
    for at in 0..2 {
        assert_eq!(goes_on(&mut world, at), [false; 4]);
        assert!(took(&mut world, at)[0] <= ended.0 - world.replicas[at].view().list.value.past[0].began_ms);
    }
}

#[test]
fn a_copy_that_does_not_say_when_it_was_kept_is_read_all_the_same() {
    let mut world = busy();
    let copy = leaves(&mut world, 0);
    // An older one has nothing behind the last field: a time of this century takes six bytes.
    let body = &copy[9..copy.len() - 6];
    let sum = sha256("plenum document copy v1", &[body]);
    let older = [&copy[..1], &sum[..8], body].concat();
    world.replicas.clear();
    world.now = world.now + WEEK;
    ada_comes(&mut world, 40, true, Some(older));
    assert_eq!(world.replicas[0].merged, [true]);
    pass(&mut world, 5_000);
    assert_eq!(goes_on(&mut world, 0), [false; 4], "the last record tells it");
}

#[test]
fn nobody_ends_with_a_claim_what_began_a_moment_ago() {
    let mut world = busy();
    let mallory = signing_key(90);
    let send = |world: &mut World, sequence, last_ms| {
        let content = Content::Meeting(Meeting::Over { last_ms });
        let (author, time_ms) = (key_of(&mallory), world.now.0);
        let head =
            Head { author, log: 1, sequence, clock: 10_000 + u64::from(sequence), time_ms, kind: content.kind() };
        let bytes = record_bytes(head, &content.encode(), &mallory, &ROOM);
        for at in 0..2 {
            world.event(at, Event::Bytes { from: author, bytes: Message::Records(vec![&bytes]).encode() });
        }
        world.quiesce();
    };
    let Time(now) = world.now;
    for (sequence, last_ms) in [(0, now), (1, u64::MAX), (2, now - EMPTY_MS + 1), (3, 0)] {
        send(&mut world, sequence, last_ms);
        assert!((0..2).all(|at| goes_on(&mut world, at) == [true; 4]), "{last_ms}");
    }
    // What is older anybody can end, as they can take the moderation; all see it alike.
    world.now = Time(now + EMPTY_MS);
    send(&mut world, 4, now);
    assert!((0..2).all(|at| goes_on(&mut world, at) == [false; 4]));
}
