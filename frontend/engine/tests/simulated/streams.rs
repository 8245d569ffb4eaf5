//! Large bodies over the bulk channel, while a meeting goes on: whole, in spite of loss and cuts, and in nobody's way.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::weather::Weather;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

const LARGEST: usize = 8 * 1024 * 1024;

/// Six megabits a second each way, two packets of a hundred lost.
fn lossy() -> Weather {
    Weather { bytes_per_ms: 750, packets_lost: 20, heartbeats_lost: 20, ..Weather::calm() }
}

fn body(length: usize, seed: usize) -> Arc<[u8]> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8 ^ seed as u8).collect()
}

fn pages(world: &World) -> Vec<usize> {
    (0..world.people.len()).filter_map(|who| world.page_of(who)).collect()
}

fn peer(world: &World, page: usize) -> PeerId {
    world.pages[page].peer.expect("they have joined")
}

/// Everybody sends everybody else one of this length.
fn all_send(world: &mut World, length: usize) {
    let all = pages(world);
    for &from in &all {
        for &to in all.iter().filter(|to| **to != from) {
            let to = peer(world, to);
            world.document(from, to, body(length, from));
        }
    }
}

/// Whether everybody has everybody's, whole, and once.
fn all_have(world: &World, length: usize) -> bool {
    pages(world).iter().all(|&page| {
        let received = &world.pages[page].documents.received;
        received.len() == world.people.len() - 1
            && received.iter().all(|(from, bytes)| {
                let from = pages(world).into_iter().find(|page| peer(world, *page) == *from);
                from.is_some_and(|from| *bytes == body(length, from))
            })
    })
}

#[test]
fn eight_mebibytes_each_way_between_five_arrive_while_sound_is_not_kept_waiting() {
    let mut world = Meeting::of(5).weather(lossy()).lasting(3_000).begun();
    all_send(&mut world, LARGEST);
    let (mut slowest, mut rounds) = (0, 0);
    while !all_have(&world, LARGEST) {
        let who = rounds % 5;
        for on in [false, true] {
            slowest = slowest.max(world.until_known(who, on));
            world.run(700);
        }
        rounds += 1;
        assert!(world.now < 300_000, "they do not arrive");
    }
    assert!(rounds > 5, "it took long enough to say something meanwhile: {rounds}");
    assert!(slowest < 200, "a microphone was known to be off or on after {slowest} ms");
    assert_eq!(world.hung_up, 0, "no connection was given up");
    let fullest = world.tunnels.iter().flat_map(|tunnel| &tunnel.wires).map(|wire| wire.fullest).max();
    assert!(fullest < Some(320 * 1024), "a browser held {fullest:?} bytes");
}

#[test]
fn a_connection_that_breaks_in_the_middle_costs_time_and_no_byte() {
    let mut world = Meeting::of(2).weather(lossy()).lasting(3_000).begun();
    let [ada, ben] = [pages(&world)[0], pages(&world)[1]];
    let (to_ben, to_ada) = (peer(&world, ben), peer(&world, ada));
    world.document(ada, to_ben, body(LARGEST, ada));
    world.document(ben, to_ada, body(LARGEST, ben));
    for _ in 0..3 {
        world.run(2_000);
        let tunnel = world.tunnels.len() - 1;
        world.break_path(tunnel);
        world.run(4_000);
    }
    let connections = world.peerings.len();
    assert!(connections > 2, "fresh ones were made");
    world.run(60_000);
    assert!(all_have(&world, LARGEST));
}

#[test]
fn a_worker_that_is_busy_holds_up_the_others_and_loses_nothing() {
    let mut world = Meeting::of(2).weather(lossy()).lasting(3_000).begun();
    let [ada, ben] = [pages(&world)[0], pages(&world)[1]];
    let to_ben = peer(&world, ben);
    world.pages[ben].documents.busy = true;
    for n in 0..20 {
        world.document(ada, to_ben, body(1_000 + n, ada));
    }
    world.run(20_000);
    let came = world.pages[ben].documents.received.len();
    assert!((1..=4).contains(&came), "{came} wait to be taken, as many as may");
    world.takes_documents(ben);
    world.run(5_000);
    let lengths: Vec<usize> = world.pages[ben].documents.received.iter().map(|(_, bytes)| bytes.len()).collect();
    assert_eq!(lengths, (1_000..1_020).collect::<Vec<_>>());
}

#[test]
fn whoever_sends_more_than_there_is_room_for_is_told_to_say_it_anew() {
    let mut world = Meeting::of(2).lasting(3_000).begun();
    let [ada, ben] = [pages(&world)[0], pages(&world)[1]];
    let to = peer(&world, ben);
    world.pages[ben].documents.busy = true;
    assert_eq!(world.pages[ada].documents.resynchronised, 1, "once, when they met");
    for n in 0..5 {
        world.asks(ada, to, &body(10, n));
    }
    assert_eq!(world.pages[ada].documents.resynchronised, 2);
    world.run(1_000);
    assert_eq!(world.pages[ben].documents.received.len(), 4);
}

#[test]
fn whoever_reloads_or_goes_is_met_anew_or_forgotten() {
    let mut world = Meeting::of(3).lasting(3_000).begun();
    let ada = pages(&world)[0];
    assert_eq!(world.pages[ada].documents.reached.len(), 2);
    world.act(&Act::Reload(1));
    world.settle();
    world.run(10_000);
    assert_eq!(world.pages[ada].documents.reached.len(), 2, "the heir in place of who they were");
    assert_eq!(world.pages[ada].documents.resynchronised, 3);
    world.act(&Act::Leave(2));
    world.run(10_000);
    assert_eq!(world.pages[ada].documents.reached.len(), 1);
}
