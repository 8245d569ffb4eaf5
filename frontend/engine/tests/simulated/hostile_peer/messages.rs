//! Messages: sealed ones that were bent, cut, repeated, redirected and spliced, and sealed ones that are none inside.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::mallory::{MALLORY, status};
use plenum_engine::api::values::Presence;
use plenum_engine::crypto::sealing::Path;
use plenum_engine::messaging::message::{PeerMessage, RoomMessage};
use plenum_shared::ids::PeerId;
use serde_json::{Value, json};

/// A sealed status under another name, which nobody has seen yet.
fn rename(world: &mut World, to: PeerId, name: &str) -> Vec<u8> {
    let guest = &mut world.guests[MALLORY];
    let message = PeerMessage::Room(RoomMessage::Status(status(guest.revise(), Presence::In, name)));
    guest.member.write(&to, Path::Server, 0, &message).remove(0)
}

fn name(world: &World, viewer: usize) -> String {
    mallory(world, viewer).map(|shown| shown.name.to_string()).unwrap_or_default()
}

#[test]
fn a_bit_that_flips_anywhere_opens_nothing_and_the_next_message_opens() {
    let mut world = meeting(11);
    let ada = world.peer_of(0);
    let sealed = rename(&mut world, ada, "Flipped");
    for at in 0..sealed.len() {
        let mut bent = sealed.clone();
        bent[at] ^= 1 << (at % 8);
        world.guest_sends(MALLORY, ada, vec![bent]);
    }
    world.run(1_000);
    assert_eq!(name(&world, 0), "Mallory");
    world.guest_sends(MALLORY, ada, vec![sealed]);
    world.run(1_000);
    assert_eq!(name(&world, 0), "Flipped", "what was bent before has used up no number");
    world.unharmed();
}

#[test]
fn a_message_cut_anywhere_or_lengthened_opens_nothing() {
    let mut world = meeting(12);
    let ada = world.peer_of(0);
    let sealed = rename(&mut world, ada, "Cut");
    let cuts = (0..sealed.len()).map(|length| sealed[..length].to_vec());
    let longer = [1, 256, 40_000].map(|more| [sealed.clone(), vec![0; more]].concat());
    world.guest_sends(MALLORY, ada, cuts.chain(longer).collect());
    world.run(1_000);
    assert_eq!(name(&world, 0), "Mallory");
    world.unharmed();
}

#[test]
fn a_message_that_comes_again_is_acted_on_once() {
    let mut world = meeting(13);
    let ada = world.peer_of(0);
    let page = world.page_of(0).expect("she is in");
    let (first, second) = (rename(&mut world, ada, "First"), rename(&mut world, ada, "Second"));
    world.guest_sends(MALLORY, ada, vec![first.clone(), second.clone()]);
    world.run(1_000);
    let said = world.pages[page].cost;
    for _ in 0..50 {
        world.guest_sends(MALLORY, ada, vec![first.clone(), second.clone()]);
    }
    world.run(1_000);
    assert_eq!(name(&world, 0), "Second");
    let mut calm = world.pages[page].cost - said;
    calm.bytes_up = 0;
    assert_eq!(calm, Default::default(), "no connection, no description, no chime");
    world.unharmed();
}

#[test]
fn a_message_for_somebody_else_or_from_both_ends_of_two_opens_nothing() {
    let mut world = meeting(14);
    let [ada, ben] = [0, 1].map(|who| world.peer_of(who));
    let for_ben = rename(&mut world, ben, "Redirected");
    let [one, two] = ["One", "Two"].map(|name| rename(&mut world, ada, name));
    let spliced = |at: usize| [&one[..at], &two[at..]].concat();
    let halves = [8, 14, 38, one.len() / 2, one.len() - 16].map(spliced);
    world.guest_sends(MALLORY, ada, vec![for_ben]);
    world.guest_sends(MALLORY, ada, halves.to_vec());
    // Sealed for a channel, sent through the server.
    let message = PeerMessage::Room(RoomMessage::Status(status(u32::MAX, Presence::In, "Path")));
    let by_channel = world.guests[MALLORY].member.write(&ada, Path::Channel, 0, &message);
    world.guest_sends(MALLORY, ada, by_channel);
    world.run(1_000);
    assert_eq!(name(&world, 0), "Mallory");
    world.unharmed();
}

#[test]
fn a_counter_at_its_end_that_does_not_open_moves_no_window() {
    let mut world = meeting(15);
    let ada = world.peer_of(0);
    let sealed = rename(&mut world, ada, "Counted");
    for at in 0..sealed.len().min(24) - 8 {
        let mut last = sealed.clone();
        last[at..at + 8].fill(0xFF);
        world.guest_sends(MALLORY, ada, vec![last]);
    }
    world.run(1_000);
    assert_eq!(name(&world, 0), "Mallory");
    world.guest_sends(MALLORY, ada, vec![sealed]);
    world.run(1_000);
    assert_eq!(name(&world, 0), "Counted");
    world.unharmed();
}

#[test]
fn somebodys_own_messages_sent_back_to_them_open_nothing() {
    let mut world = meeting(16);
    let ada = world.peer_of(0);
    let before = world.guests[MALLORY].raw.clone();
    assert!(!before.is_empty(), "she has been written to");
    for sealed in before {
        world.guest_sends(MALLORY, ada, vec![sealed]);
    }
    world.run(1_000);
    assert_eq!(name(&world, 0), "Mallory");
    world.unharmed();
}

#[test]
fn messages_that_are_no_messages_are_dropped() {
    let mut world = meeting(1);
    let deep = "[".repeat(20_000);
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "{\"messages\":7}",
        "{\"messages\":[{}]}",
        "{\"messages\":[{\"topic\":\"room\",\"type\":\"status\"}]}",
        "\u{1}",
        &deep,
    ];
    for body in
        bodies.iter().map(|body| body.as_bytes()).chain([&[0xFF; 3000][..], &[1; 40], &[0; 32_000], &[b' '; 32_000]])
    {
        (0..2).for_each(|who| world.guest_writes_bytes(MALLORY, who, 1, body));
    }
    for message in [
        json!({"topic": "link", "type": "description", "kind": "offer", "sdp": ["x"]}),
        json!({"topic": "link", "type": "candidates", "candidates": vec![json!({"candidate": "x"}); 3000]}),
        json!({"topic": "link", "type": "request", "what": {"a": "dance"}}),
        json!({"topic": "room", "type": "status", "revision": -1, "place": "in", "name": "x", "microphone": true, "camera": true}),
        json!({"topic": "room", "type": "status", "revision": 4_000_000_000u32, "place": "throne", "name": "\u{202e}x", "microphone": true, "camera": true, "was": {"peer": "x"}}),
        json!({"topic": "applause"}),
        json!({"topic": "room", "type": "status", "revision": 9, "place": "in", "name": "N".repeat(30_000), "microphone": true, "camera": true}),
        json!({"topic": "diagnostics", "type": "hearing_report", "revision": 9, "well": vec![PeerId([7; 32]); 600]}),
        Value::Null,
    ] {
        (0..2).for_each(|who| world.guest_writes_json(MALLORY, who, u32::MAX, message.clone()));
    }
    world.run(3_000);
    world.unharmed();
}
