//! The Plan B note: everybody has it, and it is shown to whoever does not get through.

use crate::world::World;
use crate::world::act::Act;
use crate::world::mallory::MALLORY;
use crate::world::meeting::Meeting;
use crate::world::person::Attitude;
use plenum_engine::api::intent::{Intent, KeepingIntent, PlanBIntent, Text};
use plenum_engine::api::note::NOTE_CHARACTERS;
use plenum_engine::api::storage::CopyKind;
use plenum_engine::api::view::{PlanB, Screen};
use plenum_engine::messaging::message::{PeerMessage, PlanBMessage};

const NOTE: &str = "If it does not work: 030 1234567";

fn writes(world: &mut World, who: usize, text: &str) {
    let page = world.running_page(who);
    world.clicks(page, Intent::PlanB(PlanBIntent::Write(Text(text.into()))));
}

fn seen(world: &World, who: usize) -> PlanB {
    world.pages[world.running_page(who)].view.beside.plan_b.clone()
}

fn texts(world: &World, people: usize) -> Vec<String> {
    (0..people).map(|who| seen(world, who).text.to_string()).collect()
}

/// Notes that are kept in somebody's browser.
fn kept(world: &World, who: usize) -> usize {
    world.people[who].store.copies.keys().filter(|copy| copy.kind() == CopyKind::Note).count()
}

fn comes(world: &mut World, who: usize) {
    world.act(&Act::Open(who));
    world.run(3_000);
}

#[test]
fn everybody_has_the_note_and_whoever_comes_to_the_lobby_has_it_too() {
    let mut world = Meeting::of(3).begun();
    world.act(&Act::Close(2));
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    comes(&mut world, 2);
    assert_eq!(texts(&world, 3), [NOTE; 3]);
    assert!((0..3).all(|who| !seen(&world, who).needed));
    writes(&mut world, 2, "  0 30/99\u{202E}88 77 \n");
    world.run(3_000);
    assert_eq!(texts(&world, 3), ["0 30/9988 77"; 3]);
    writes(&mut world, 1, "");
    world.run(3_000);
    assert_eq!(texts(&world, 3), [""; 3]);
}

#[test]
fn of_two_that_are_written_at_once_everybody_has_the_same() {
    let mut world = Meeting::of(3).begun();
    writes(&mut world, 0, "one");
    writes(&mut world, 1, "two");
    world.run(10_000);
    assert_eq!(texts(&world, 3), ["two"; 3]);
}

#[test]
fn it_is_shown_to_whoever_reaches_the_server_and_nobody_else() {
    let mut world = Meeting::of(3).begun();
    world.act(&Act::Close(2));
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    for other in 0..2 {
        world.act(&Act::Cut(2, other, 600_000));
    }
    comes(&mut world, 2);
    assert!(!seen(&world, 2).needed, "in the lobby nobody is to be reached");
    world.act(&Act::Join(2));
    world.run(10_000);
    assert!(!seen(&world, 2).needed, "it may still get through");
    world.run(10_000);
    assert_eq!(seen(&world, 2), PlanB { text: NOTE.into(), needed: true });
    assert!((0..2).all(|who| !seen(&world, who).needed), "the others have each other");
}

#[test]
fn whoever_has_no_microphone_in_the_lobby_is_shown_it() {
    let mut world = Meeting::of(3).begun();
    world.act(&Act::Close(2));
    writes(&mut world, 0, NOTE);
    world.people[2].microphone_attitude = Attitude::Denied;
    comes(&mut world, 2);
    world.act(&Act::Microphone(2, true));
    world.run(3_000);
    assert_eq!(seen(&world, 2), PlanB { text: NOTE.into(), needed: true });
    world.people[2].microphone_attitude = Attitude::Opens;
    world.act(&Act::Microphone(2, true));
    world.run(3_000);
    assert!(!seen(&world, 2).needed);
}

#[test]
fn whoever_cannot_even_reach_the_server_has_it_from_the_last_time() {
    let mut world = Meeting::of(2).begun();
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    assert_eq!([0, 1].map(|who| kept(&world, who)), [1, 1]);
    writes(&mut world, 0, "first");
    world.run(3_000);
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    assert_eq!([0, 1].map(|who| kept(&world, who)), [1, 1], "the new one is in the place of the old one");
    for who in 0..2 {
        world.act(&Act::Close(who));
    }
    world.run(3_000);
    world.people[1].walled = true;
    world.act(&Act::Open(1));
    world.run(10_000);
    assert_eq!(seen(&world, 1), PlanB { text: NOTE.into(), needed: false });
    world.run(10_000);
    assert_eq!(seen(&world, 1), PlanB { text: NOTE.into(), needed: true });
}

#[test]
fn a_note_stays_on_a_device_for_thirty_days_after_each_meeting() {
    let mut world = Meeting::of(1).begun();
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    for (days, text) in [(30, NOTE), (30, NOTE), (31, "")] {
        world.act(&Act::Close(0));
        world.run(3_000);
        world.people[0].store.days += days;
        comes(&mut world, 0);
        world.act(&Act::Join(0));
        world.run(3_000);
        assert_eq!(&*seen(&world, 0).text, text, "coming in is what keeps it");
    }
}

#[test]
fn who_writes_in_the_lobby_writes_the_next_edition_of_what_was_there() {
    let mut world = Meeting::of(1).begun();
    for text in ["one", "two", "three"] {
        writes(&mut world, 0, text);
        world.run(3_000);
    }
    world.act(&Act::Close(0));
    world.run(3_000);
    comes(&mut world, 0);
    writes(&mut world, 0, NOTE);
    world.act(&Act::Join(0));
    world.run(3_000);
    assert_eq!(&*seen(&world, 0).text, NOTE);
}

#[test]
fn a_meeting_that_is_forgotten_leaves_no_note() {
    let mut world = Meeting::of(1).begun();
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    assert_eq!(kept(&world, 0), 1);
    world.clicks(world.running_page(0), Intent::Keeping(KeepingIntent::Forget));
    world.run(1_000);
    writes(&mut world, 0, "another");
    world.run(3_000);
    assert_eq!((kept(&world, 0), texts(&world, 1)), (0, vec!["another".to_string()]));
}

#[test]
fn a_save_that_arrives_after_the_meeting_was_forgotten_leaves_nothing() {
    for left in [false, true] {
        let mut world = Meeting::of(1).begun();
        writes(&mut world, 0, "first");
        world.run(3_000);
        world.people[0].store.slow = true;
        writes(&mut world, 0, NOTE);
        world.run(1_000);
        if left {
            world.act(&Act::Leave(0));
            world.run(1_000);
        }
        world.clicks(world.running_page(0), Intent::Keeping(KeepingIntent::Forget));
        world.run(1_000);
        assert_eq!(kept(&world, 0), 0);
        world.hasten_store(0);
        world.run(1_000);
        assert_eq!(kept(&world, 0), 0, "left: {left}");
    }
}

#[test]
fn what_is_kept_again_after_it_was_forgotten_is_saved_again() {
    let mut world = Meeting::of(1).begun();
    writes(&mut world, 0, NOTE);
    world.run(1_000);
    for (intent, notes) in [(KeepingIntent::Forget, 0), (KeepingIntent::Keep, 1)] {
        world.clicks(world.running_page(0), Intent::Keeping(intent));
        world.run(1_000);
        assert_eq!(kept(&world, 0), notes, "{intent:?}");
    }
}

#[test]
fn a_save_that_is_never_answered_is_not_waited_for_longer_than_fifteen_seconds() {
    let mut world = Meeting::of(1).begun();
    world.people[0].store.slow = true;
    writes(&mut world, 0, "first");
    world.run(1_000);
    world.people[0].store.slow = false;
    writes(&mut world, 0, NOTE);
    world.run(13_000);
    assert_eq!(kept(&world, 0), 0);
    world.run(2_000);
    assert_eq!(kept(&world, 0), 1);
    // One that arrives even so is in nobody's way.
    world.hasten_store(0);
    world.run(1_000);
    assert_eq!(kept(&world, 0), 2);
    writes(&mut world, 0, "another");
    world.run(1_000);
    assert_eq!(kept(&world, 0), 1);
}

#[test]
fn an_edition_that_one_of_them_was_told_reaches_the_others_unless_nobody_can_have_written_it() {
    let mut world = World::two_talk_with_mallory(5);
    let tell = |world: &mut World, edition, text: &str| {
        let note = PeerMessage::PlanB(PlanBMessage::Note { edition, text: text.into() });
        world.guest_writes(MALLORY, 0, 0, &note);
        world.run(6_000);
    };
    writes(&mut world, 0, NOTE);
    world.run(2_000);
    for edition in 2..4 {
        tell(&mut world, edition, &edition.to_string());
        assert_eq!(texts(&world, 2), [edition.to_string(), edition.to_string()]);
    }
    tell(&mut world, 1 << 20, "far");
    assert_eq!(texts(&world, 2), ["far", "3"]);
    writes(&mut world, 0, NOTE);
    world.run(2_000);
    assert_eq!(texts(&world, 2), [NOTE; 2]);
}

#[test]
fn a_page_without_webrtc_is_told_the_note_and_makes_no_connection() {
    let mut world = Meeting::of(3).begun();
    world.act(&Act::Close(2));
    writes(&mut world, 0, NOTE);
    world.run(3_000);
    world.people[2].no_webrtc = true;
    comes(&mut world, 2);
    let page = world.running_page(2);
    let unable = Screen::Unable(plenum_engine::api::view::Unable::NoWebRtc);
    assert_eq!(world.pages[page].view.screen, unable);
    assert_eq!(seen(&world, 2), PlanB { text: NOTE.into(), needed: true });
    world.act(&Act::Join(2));
    world.run(5_000);
    assert_eq!(world.pages[page].view.screen, unable);
    let me = world.peer_of(2);
    assert!(world.peerings.iter().all(|one| one.id.peer != me));
}

#[test]
fn a_hostile_note_is_bounded_answered_seldom_and_never_the_last() {
    let mut world = World::two_talk_with_mallory(5);
    let note = |edition, text: &str| PeerMessage::PlanB(PlanBMessage::Note { edition, text: text.into() });
    world.guest_writes(MALLORY, 0, 0, &note(u32::MAX, "the last word"));
    world.run(2_000);
    assert_eq!(&*seen(&world, 0).text, "the last word");
    writes(&mut world, 0, NOTE);
    world.run(2_000);
    assert_eq!(texts(&world, 2), [NOTE; 2]);
    for (edition, text) in [(0, "x".to_string()), (9, "x".repeat(NOTE_CHARACTERS + 1)), (9, "x".repeat(30_000))] {
        world.guest_writes(MALLORY, 0, 0, &note(edition, &text));
        world.run(6_000);
        assert_eq!(&*seen(&world, 0).text, NOTE, "{edition}, {} bytes", text.len());
    }
    let mut texts = std::collections::BTreeSet::new();
    for edition in 100..400 {
        world.guest_writes(MALLORY, 0, 0, &note(edition, &edition.to_string()));
        world.run(50);
        texts.insert(seen(&world, 0).text.to_string());
    }
    assert!((3..=9).contains(&texts.len()), "{} in fifteen seconds", texts.len());
    // Who tells what is over is told what is so, and no more often.
    let answers = |world: &World| {
        let heard = world.guests[MALLORY].heard.iter().filter(|(_, _, message)| message["topic"] == "plan_b");
        heard.map(|(from, _, message)| (*from, message["id"].as_u64())).collect::<std::collections::BTreeSet<_>>().len()
    };
    world.run(60_000);
    let before = answers(&world);
    for _ in 0..300 {
        world.guest_writes(MALLORY, 0, 0, &note(2, "it was so"));
        world.run(50);
    }
    let answered = answers(&world) - before;
    assert!((3..=9).contains(&answered), "{answered} answers in fifteen seconds");
    world.unharmed();
}
