//! Devices whose clocks are wrong: what goes on is shown to take equally long everywhere, and nobody who lies is believed.

#![allow(clippy::unwrap_used)]

mod words;
mod world;

use plenum_document::api::act::{Act, PadAct};
use plenum_document::api::event::Event;
use plenum_document::base::ids::PadId;
use plenum_document::base::time::Time;
use plenum_document::records::content::{Agenda, List, Wish};
use plenum_document::sync::message::Message;
use words::words;
use world::room::{act, meet, raise, say};
use world::{World, key_of, signing_key};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A room of devices whose clocks are off by so much.
fn skewed<const N: usize>(skews: [i64; N]) -> World {
    let mut world = World::new(1, N as u8);
    world.replicas.iter_mut().zip(skews).for_each(|(replica, skew_ms)| replica.skew_ms = skew_ms);
    meet(&mut world, &["Ada", "Ben", "Cem", "Dia", "Eva"][..N]);
    world
}

fn ahead(world: &mut World) -> Vec<i64> {
    world.replicas.iter_mut().map(|replica| replica.view().ahead_ms).collect()
}

/// How long the turn has taken, as each page shows it.
fn taken(world: &mut World) -> Vec<u64> {
    let now = world.now;
    let shown = world.replicas.iter_mut().map(|replica| {
        let view = replica.view();
        let room = replica.clock(now).0.saturating_add_signed(view.ahead_ms);
        room - view.list.value.current.as_ref().unwrap().began_ms
    });
    shown.collect()
}

/// Ben speaks; whoever calls him is known by name, so that the record is made at once.
fn begin(world: &mut World, at: usize) {
    say(world, at, "Ben, bitte");
    let entry = raise(world, 1, Wish::Contribution, None);
    act(world, at, Act::List(List::Begin { entry }));
}

#[test]
fn a_turn_takes_equally_long_for_all_if_one_of_three_is_ahead() {
    let mut world = skewed([3 * MINUTE, 0, 0]);
    assert_eq!(ahead(&mut world), [-3 * MINUTE, 0, 0]);
    // She who is ahead calls, and another ends: a difference of two devices' times.
    begin(&mut world, 0);
    world.now = world.now + 59_000;
    assert_eq!(taken(&mut world), [60_000; 3]);
    let entry = world.replicas[1].view().list.value.current.as_ref().unwrap().entry.id;
    act(&mut world, 1, Act::List(List::End { entry }));
    for at in 0..3 {
        assert_eq!(world.replicas[at].view().list.value.past[0].took_ms, Some(60_000));
    }
    act(&mut world, 2, Act::Agenda(Agenda::Add { title: "Küche".to_owned(), minutes: 5 }));
    let item = world.replicas[2].view().agenda.value[0].id;
    act(&mut world, 2, Act::Agenda(Agenda::Start { item }));
    let now = world.now;
    for replica in &mut world.replicas {
        let (view, ours) = (replica.view(), replica.clock(now));
        assert_eq!(view.agenda.value[0].state.took_ms(ours.0.saturating_add_signed(view.ahead_ms)), 1_000);
    }
}

#[test]
fn minutes_count_the_turn_that_goes_on_by_the_rooms_clock() {
    let mut world = skewed([3 * MINUTE, 0, 0]);
    begin(&mut world, 1);
    world.now = world.now + 59_000;
    let pad = PadId([0; 16]);
    world.act(0, Act::Pad(PadAct::Minutes { pad, date: "heute".to_owned(), words: words("de") }));
    let now = world.now;
    let text = world.replicas[0].open(pad, now).0;
    assert!(text.ends_with("- Ben: 1:00\n"), "{text}");
}

#[test]
fn one_who_lies_moves_nobody_of_three() {
    for lie in [DAY, -DAY, 40 * DAY, 5 * MINUTE] {
        let mut world = skewed([0, 300, -200, lie]);
        begin(&mut world, 0);
        world.settle();
        assert_eq!(ahead(&mut world)[..3], [0; 3], "{lie}");
    }
    // Neither does one who says what nobody asked, or the ends of time.
    let mut world = skewed([0, 0]);
    let from = key_of(&signing_key(99));
    world.event(0, Event::Came(from));
    for told_ms in [0, u64::MAX] {
        for asked_ms in [world.now.0, world.now.0 - 1, u64::MAX] {
            let bytes = Message::Clock { asked_ms, told_ms: Some(told_ms) }.encode();
            world.event(0, Event::Bytes { from, bytes });
        }
    }
    assert_eq!(ahead(&mut world), [0, 0]);
}

#[test]
fn two_meet_in_the_middle_and_stay_there() {
    let mut world = skewed([4 * MINUTE, 0]);
    begin(&mut world, 0);
    assert_eq!((ahead(&mut world), taken(&mut world)), (vec![-2 * MINUTE, 2 * MINUTE], vec![1_000; 2]));
    // They write and measure on, and move no further.
    for _ in 0..20 {
        say(&mut world, 0, "Hallo");
        say(&mut world, 1, "Hallo");
        world.settle();
    }
    assert_eq!(ahead(&mut world), [-2 * MINUTE, 2 * MINUTE]);
    let times: Vec<u64> = world.replicas[0].view().chat.value.lines.iter().map(|line| line.time_ms).collect();
    assert!(times.is_sorted(), "lines of both are in the order of one clock");
    let mut world = skewed([60 * MINUTE, 0]);
    assert_eq!(ahead(&mut world), [0, 0], "who is an hour off has another zone, and nobody can tell who");
}

#[test]
fn a_page_that_is_loaded_anew_measures_anew_and_moves_nobody() {
    let mut world = skewed([3 * MINUTE, 0, 0]);
    begin(&mut world, 0);
    for (at, n) in [(0, 40), (2, 41)] {
        world.event(at, Event::Flush);
        let copy = world.replicas[at].copies.last().cloned();
        // The others notice first that they have gone.
        let other = 2 - at;
        world.part(at, other);
        world.part(at, 1);
        world.quiesce();
        assert_eq!([ahead(&mut world)[other], ahead(&mut world)[1]], if at == 0 { [0, 0] } else { [-3 * MINUTE, 0] });
        world.now = world.now + 3_000;
        world.reload(at, n, copy);
        world.quiesce();
        assert_eq!(ahead(&mut world), [-3 * MINUTE, 0, 0]);
        let taken = taken(&mut world);
        assert!(taken.iter().all(|took| *took == taken[0]));
    }
}

#[test]
fn who_loads_for_long_is_asked_again() {
    let mut world = World::new(1, 3);
    world.replicas[0].skew_ms = -3 * MINUTE;
    world.connect_all();
    // All that was said to her waits while her worker loads.
    world.now = world.now + 4_000;
    world.quiesce();
    assert_eq!(ahead(&mut world), [0, 0, 0], "answers that took so long say nothing");
    world.now = world.now + 5_000;
    (0..3).for_each(|at| world.event(at, Event::Tick));
    world.quiesce();
    assert_eq!(ahead(&mut world), [3 * MINUTE, 0, 0]);
}

#[test]
fn a_clock_that_is_put_right_is_measured_anew() {
    for wrong in [3 * MINUTE, -3 * MINUTE] {
        let mut world = skewed([wrong, 0, 0]);
        assert_eq!(ahead(&mut world), [-wrong, 0, 0]);
        world.replicas[0].skew_ms = 0;
        for _ in 0..5 {
            world.settle();
        }
        assert_eq!(ahead(&mut world), [0, 0, 0]);
    }
}

#[test]
fn what_was_there_before_is_no_news_to_a_device_that_is_behind() {
    let mut world = World::new(1, 3);
    world.part(0, 1);
    world.part(0, 2);
    world.connect_all();
    world.quiesce();
    say(&mut world, 1, "vorhin");
    world.now = Time(world.now.0 + 30_000);
    let (seed, now) = (world.chance.bytes(), world.now);
    world.replicas[0] = world::Replica::skewed(0, seed, now, -3 * MINUTE);
    world.connect(0, 1);
    world.connect(0, 2);
    world.quiesce();
    assert_eq!(world.replicas[0].view().ahead_ms, 3 * MINUTE);
    assert_eq!(world.replicas[0].view().chat.value.unread, 0);
    say(&mut world, 2, "jetzt");
    assert_eq!(world.replicas[0].view().chat.value.unread, 1);
}

#[test]
fn nothing_is_due_for_a_peer_who_takes_nothing() {
    let mut world = World::new(1, 1);
    world.event(0, Event::Came(key_of(&signing_key(99))));
    for _ in 0..100 {
        let Some(due) = world.replicas[0].deadline() else { return };
        assert!(due > world.now, "it would be woken for ever");
        world.now = due;
        world.event(0, Event::Tick);
    }
}
