//! ICE servers in a long meeting: fresh credentials reach whatever may need them, and disturb nobody.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::api::probe::NetworkInformation;
use plenum_engine::api::view::{LinkState, NoticeKind};
use plenum_engine::base::time::Time;
use plenum_shared::message::IceServer;

/// Two who talk.
fn meeting() -> World {
    Meeting::of(2).begun()
}

fn renew(world: &mut World, cx: &str) {
    let [username, credential] = ["1:x", "y"].map(|text| Some(text.to_owned()));
    let servers = [IceServer { urls: vec![cx.to_owned()], username, credential }];
    let outbox = world.server.as_ref().map(|server| server.renews(&servers)).unwrap_or_default();
    world.deliver(outbox);
    world.run(1_000);
}

#[test]
fn fresh_servers_reach_both_ends_of_every_connection_and_make_none_anew() {
    let mut world = meeting();
    let before = world.peerings.len();
    for cx in ["turn:one.example", "turn:two.example"] {
        renew(&mut world, cx);
        for peering in &world.peerings {
            assert_eq!(peering.ice_servers, [cx, "stun:meet.example:3478"], "the server's own stays among them");
        }
    }
    world.disturb(0);
    world.settle();
    assert_eq!((world.hung_up, world.peerings.len()), (0, before));
}

#[test]
fn a_welcome_with_the_same_servers_is_no_news_to_a_connection() {
    let mut world = meeting();
    world.peerings.iter_mut().for_each(|one| one.ice_servers = vec!["untouched".into()]);
    world.kill_server();
    world.run(3_000);
    world.start_server();
    world.run(10_000);
    assert!(world.peerings.iter().all(|one| one.ice_servers == ["untouched"]));
    renew(&mut world, "turn:one.example");
    assert!(world.peerings.iter().all(|one| one.ice_servers.len() == 2), "and they are seated again");
}

/// Nothing passes between the two for so long from their coming in.
fn cut_off(ms: u64) -> World {
    let mut world = World::new(1, 2, Weather::calm());
    for who in 0..2 {
        world.act(&Act::Open(who));
    }
    world.act(&Act::Cut(0, 1, ms));
    world.act(&Act::Join(0));
    world.act(&Act::Join(1));
    world
}

fn told(world: &World) -> [bool; 2] {
    [0, 1].map(|page: usize| world.pages[page].view.notices.contains(&NoticeKind::NoRelay))
}

#[test]
fn two_who_cannot_be_connected_for_fifteen_seconds_are_told_that_there_is_no_relay_until_they_are() {
    let mut world = cut_off(60_000);
    world.run(14_000);
    assert_eq!(told(&world), [false; 2], "it may still come");
    world.run(4_000);
    assert_eq!(told(&world), [true; 2]);
    world.run(90_000);
    world.settle();
    assert_eq!(told(&world), [false; 2]);
}

#[test]
fn where_a_relay_is_named_it_is_not_what_is_missing() {
    let mut world = cut_off(90_000);
    world.run(18_000);
    assert_eq!(told(&world), [true; 2]);
    renew(&mut world, "turns:relay.example:443?transport=tcp");
    for _ in 0..30 {
        assert_eq!(told(&world), [false; 2]);
        assert!(world.pages.iter().all(|page| page.view.people[0].link != LinkState::Connected));
        world.run(1_000);
    }
}

#[test]
fn of_somebody_who_is_gone_nobody_says_that_a_relay_is_missing() {
    // Their machine lost its power while the two tried to connect; the server has not noticed.
    let mut world = cut_off(60_000);
    world.run(8_000);
    world.act(&Act::PowerCut(1));
    // And somebody who never answers at all.
    let guest = world.invite_guest();
    world.guest_enters(guest, 0, "Ghost");
    for _ in 0..70 {
        world.run(1_000);
        assert!(!told(&world)[0]);
    }
}

#[test]
fn another_network_is_probed_anew_in_the_lobby() {
    let mut world = World::new(1, 1, Weather::calm());
    world.act(&Act::Open(0));
    world.run(10_000);
    let tab = &mut world.pages[0];
    let mut probes = Vec::new();
    for (ms, event) in [(0, Event::Page(PageEvent::Online(NetworkInformation::default()))), (1_000, Event::Woke)] {
        let effects = tab.engine.handle(event, Time(world.now - tab.born + ms));
        probes.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Probe { run, ice_servers } => Some((run, ice_servers.is_some())),
            _ => None,
        }));
    }
    assert_eq!(probes, [(2, true)]);
}
