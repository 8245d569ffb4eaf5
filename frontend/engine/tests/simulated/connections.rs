//! Who hears and sees whom: what a person who looks is told, by our own figures and by what the others say.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use plenum_engine::api::event::{ConnectionEvent, Event};
use plenum_engine::api::intent::{DiagnosticsIntent, Intent};
use plenum_engine::api::stats::{Stats, Way};
use plenum_engine::api::view::{Between, Connections, Grade, LinkState, Mutual, Rift, TileId};
use plenum_engine::messaging::message::{DiagnosticsMessage, HearingReport, PeerMessage};
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// So many people who have been together for a while.
fn meeting(people: usize) -> World {
    Meeting::of(people).cameras(people).apart(50).lasting(15_000).begun()
}

fn looks(world: &mut World, who: usize, look: bool) {
    let page = world.page_of(who).expect("their page is open");
    world.clicks(page, Intent::Diagnostics(DiagnosticsIntent::WatchConnections(look)));
}

fn connections(world: &World, who: usize) -> Option<Arc<Connections>> {
    world.pages[world.page_of(who).expect("their page is open")].view.connections.clone()
}

/// The tile in which one sees the other.
fn tile(world: &World, viewer: usize, other: usize) -> TileId {
    let (page, peer) = (world.page_of(viewer).expect("it is open"), world.peer_of(other));
    world.pages[page].view.people.iter().find(|shown| shown.peer == peer).expect("they are shown").tile
}

/// Every connection of this person carries so much, for so many seconds.
fn carries(world: &mut World, who: usize, stats: Stats, seconds: u64) {
    let page = world.page_of(who).expect("it is open");
    for _ in 0..seconds {
        let ids: Vec<_> = world.pages[page].view.people.iter().filter_map(|shown| shown.streams.shown).collect();
        for stream in ids {
            world.hears(page, Event::Connection { id: stream.connection, news: ConnectionEvent::Stats(stats) });
        }
        world.run(1_000);
    }
}

const CALM: Stats = Stats {
    sent: 400_000,
    received: 300_000,
    loss: 0.0,
    missed: 0.0,
    voice: None,
    round_trip: Some(40),
    available: None,
    frames: None,
    limit: plenum_engine::api::stats::Limit::None,
    way: Way::Relayed,
};

#[test]
fn nothing_is_written_down_while_nobody_looks_and_once_a_second_while_somebody_does() {
    let mut world = meeting(3);
    carries(&mut world, 0, CALM, 3);
    assert_eq!(connections(&world, 0), None);
    looks(&mut world, 0, true);
    let seen = connections(&world, 0).expect("there is something to see at once");
    let ben = &seen.ours[0];
    assert_eq!(
        (ben.link, ben.grade, ben.hearing, ben.way),
        (LinkState::Connected, Grade::Good, Mutual::Both, Some(Way::Relayed))
    );
    assert_eq!(
        (ben.now.map(|now| (now.sent, now.received, now.delay, now.lost)), ben.history.len()),
        (Some((400_000, 300_000, Some(40), 0)), 3)
    );
    assert!(seen.told && seen.others.is_empty());
    world.run(900);
    assert!(connections(&world, 0).is_some_and(|connections| Arc::ptr_eq(&connections, &seen)));
    carries(&mut world, 0, CALM, 1);
    assert!(connections(&world, 0).is_some_and(|connections| connections.ours[0].history.len() > 3));
    looks(&mut world, 0, false);
    assert_eq!(connections(&world, 0), None);
}

#[test]
fn who_leaves_is_no_longer_looked_at_though_nothing_else_happens() {
    let mut world = meeting(2);
    looks(&mut world, 0, true);
    world.act(&Act::Leave(1));
    assert!(
        world.run_till(5_000, |world| connections(world, 0).is_some_and(|connections| connections.ours.is_empty()))
    );
}

#[test]
fn a_lossy_connection_is_poor_soon_and_good_again_after_a_while() {
    let mut world = meeting(2);
    let grade = |world: &World| world.pages[0].view.people[0].grade;
    carries(&mut world, 0, Stats { missed: 0.2, ..CALM }, 3);
    assert_eq!(grade(&world), Grade::Poor);
    carries(&mut world, 0, CALM, 4);
    assert_eq!(grade(&world), Grade::Poor, "calm has to last");
    carries(&mut world, 0, CALM, 3);
    assert_eq!(grade(&world), Grade::Good);
}

#[test]
fn two_who_do_not_hear_each_other_are_named_to_the_third() {
    let mut world = meeting(3);
    looks(&mut world, 0, true);
    world.act(&Act::Cut(1, 2, 30_000));
    let mut tiles = [tile(&world, 0, 1), tile(&world, 0, 2)];
    tiles.sort_unstable();
    let [one, other] = tiles;
    let named = |world: &World| {
        connections(world, 0)
            .is_some_and(|connections| *connections.others == [Between { one, other, what: Rift::Both }])
    };
    assert!(
        world.run_till(10_000, named),
        "{:?}",
        connections(&world, 0).map(|connections| connections.others.clone())
    );
    assert!(
        connections(&world, 0)
            .is_some_and(|connections| connections.ours.iter().all(|one| one.hearing == Mutual::Both))
    );
    world.settle();
    let well = |world: &World| {
        connections(world, 0).is_some_and(|connections| connections.others.is_empty() && connections.told)
    };
    assert!(world.run_till(10_000, well), "{:?}", connections(&world, 0).map(|connections| connections.others.clone()));
}

#[test]
fn a_poor_connection_between_two_others_is_named() {
    let mut world = meeting(3);
    looks(&mut world, 0, true);
    let id = |world: &World| {
        let peer = world.peer_of(2);
        world.pages[1]
            .view
            .people
            .iter()
            .find(|shown| shown.peer == peer)?
            .streams
            .shown
            .map(|stream| stream.connection)
    };
    let id = id(&world).expect("they are connected");
    for _ in 0..10 {
        world.hears(1, Event::Connection { id, news: ConnectionEvent::Stats(Stats { loss: 0.3, ..CALM }) });
        world.run(1_000);
    }
    let seen = connections(&world, 0).expect("they look");
    assert_eq!(seen.others.iter().map(|between| between.what).collect::<Vec<_>>(), [Rift::Poor]);
}

#[test]
fn who_lies_about_whom_they_hear_names_only_people_who_are_here_and_not_too_many() {
    let mut world = meeting(2);
    world.hostile = true;
    looks(&mut world, 0, true);
    let mallory = world.invite_guest();
    (0..2).for_each(|who| world.guest_enters(mallory, who, "Mallory"));
    world.run(15_000);
    // As many as one report may name; what names more is dropped whole (`bounds.rs`).
    let strangers: Vec<PeerId> = (0..32).map(|n| PeerId([n; 32])).collect();
    let lie = PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
        revision: u32::MAX,
        well: strangers.clone(),
        badly: strangers,
    }));
    (0..2).for_each(|who| world.guest_writes(mallory, who, 1, &lie));
    world.run(3_000);
    let seen = connections(&world, 0).expect("they look");
    assert_eq!(seen.others.iter().map(|between| between.what).collect::<Vec<_>>(), [Rift::Both]);
    assert_eq!(seen.ours.len(), 2);
    assert!(seen.ours.iter().any(|one| one.hearing == Mutual::Neither));
}
