//! A connection breaks, and a fresh connection is tried beside the old one: what people lose by it, and what not.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::rng::Rng;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{ConnectionEvent, ConnectionState, Event, PageEvent};
use plenum_engine::api::intent::{Intent, RoomIntent};
use plenum_engine::api::view::{LinkState, News};

/// Everybody is in, heard and seen, and heartbeats have come long enough to be known.
fn meeting(seed: u64, people: usize, weather: Weather) -> World {
    // From seven cameras on, not everybody sends a picture.
    Meeting::of(people).seed(seed).weather(weather).cameras(6).apart(50).lasting(8_000).begun()
}

/// Whether a moving picture of one stands in the other's tile, and their sound is played.
fn sees_and_hears(world: &World, viewer: usize, other: usize) -> bool {
    let page = world.page_of(viewer).expect("their page is open");
    let peer = world.peer_of(other);
    let shown = world.pages[page].view.people.iter().find(|shown| shown.peer == peer).filter(|shown| shown.picture);
    let picture =
        shown.and_then(|shown| shown.streams.shown).is_some_and(|stream| world.plays(page, stream.connection));
    picture && world.receives(page, world.page_of(other).expect("their page is open"), Source::Microphone)
}

/// How the one sees the link to the other.
fn link(world: &World, viewer: usize, other: usize) -> Option<LinkState> {
    let page = world.page_of(viewer)?;
    let peer = world.peer_of(other);
    world.pages[page].view.people.iter().find(|shown| shown.peer == peer).map(|shown| shown.link)
}

/// The longest time, in milliseconds, for which one of the two saw or heard nothing of the other.
fn longest_gap(world: &mut World, ms: u64) -> u64 {
    let (mut longest, mut gap) = (0, 0);
    for _ in 0..ms / 10 {
        world.run(10);
        let fine = sees_and_hears(world, 0, 1) && sees_and_hears(world, 1, 0);
        gap = if fine { 0 } else { gap + 10 };
        longest = longest.max(gap);
    }
    longest
}

/// How many connections a page has open.
fn open(world: &World, who: usize) -> usize {
    let page = world.page_of(who).expect("their page is open");
    world.pages[page].peerings.values().filter(|which| !world.peerings[**which].closed).count()
}

#[test]
fn heartbeats_that_stop_on_a_living_connection_cost_no_moment_of_picture_or_sound() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2, Weather::calm());
        world.act(&Act::Swallow(1, 0, 1_200));
        assert_eq!(longest_gap(&mut world, 8_000), 0, "seed {seed}");
        world.settle();
        assert!(world.peerings.len() > 2, "there was a failover");
    }
}

#[test]
fn a_pending_connection_never_loses_a_picture() {
    for seed in 0..60 {
        let weather = Weather { broken: 0, stuck: 0, messages_lost: 0, ..Weather::any(&mut Rng::new(seed)) };
        let weather = Weather { devices_fail: false, ..weather };
        let most = |range: (u64, u64)| range.1;
        // Silence is noticed, somebody asks, offer and answer go over the server, candidates, ICE, channels, both
        // fingerprint messages, a heartbeat, a frame.
        let exchange =
            8 * most(weather.signaling) + 4 * most(weather.promise) + most(weather.ice) + 4 * most(weather.path);
        let allowed = 1_500 + exchange + 1_000;
        let mut world = meeting(seed, 2, weather);
        world.act(&Act::Break(0, 1));
        let gap = longest_gap(&mut world, 20_000);
        assert!(gap <= allowed, "seed {seed}: dark for {gap} ms, the weather allows {allowed}");
        assert!(gap > 0, "seed {seed}: the path really broke");
        world.settle();
    }
}

#[test]
fn on_a_calm_day_a_broken_path_is_replaced_within_two_seconds() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3, Weather::calm());
        world.act(&Act::Break(0, 1));
        let gap = longest_gap(&mut world, 10_000);
        assert!(gap <= 2_000, "seed {seed}: dark for {gap} ms");
        assert_eq!((open(&world, 0), open(&world, 1)), (2, 2), "one connection each is left");
    }
}

#[test]
fn a_signaling_connection_that_died_of_the_same_trouble_is_opened_anew_at_once() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2, Weather::calm());
        // Nobody is told that the signaling connection is dead: without heartbeats it would be found out by the next ping.
        world.act(&Act::LoseSignaling(0, 60_000, 60_000));
        world.act(&Act::Break(0, 1));
        let gap = longest_gap(&mut world, 10_000);
        // What the other side wrote to the dead connection is written again after one second and after two.
        assert!(gap <= 3_000, "seed {seed}: dark for {gap} ms");
        world.settle();
    }
}

#[test]
fn a_server_that_is_silent_too_makes_the_network_to_blame_sooner() {
    // Until a fresh connection is begun after the path broke, milliseconds.
    let begun = |seed: u64, server: bool| {
        let mut world = meeting(seed, 2, Weather { signaling: (5, 20), ..Weather::calm() });
        if !server {
            // Nobody is told that the signaling connections are dead.
            (0..2).for_each(|who| world.act(&Act::LoseSignaling(who, 60_000, 60_000)));
        }
        world.act(&Act::Break(0, 1));
        let (start, made) = (world.now, world.peerings.len());
        while world.peerings.len() == made {
            assert!(world.now < start + 3_000, "seed {seed}: nothing is tried");
            world.run(10);
        }
        world.now - start
    };
    for seed in 0..20 {
        let [answers, silent] = [true, false].map(|server| begun(seed, server));
        assert!(silent < answers, "seed {seed}: {silent} ms with a silent server, {answers} ms with one that answers");
    }
}

#[test]
fn who_lost_their_own_network_offers_whoever_has_the_smaller_id() {
    let weather = Weather { signaling: (5, 20), path: (5, 20), ..Weather::calm() };
    let (mut smaller, mut larger) = (0, 0);
    for seed in 0..20 {
        let mut world = meeting(seed, 3, weather.clone());
        if world.peer_of(0) < world.peer_of(1) {
            smaller += 1
        } else {
            larger += 1
        }
        // Their signaling connection is dead, too, though nobody is told; a fresh one is not.
        world.act(&Act::LoseSignaling(0, 60_000, 60_000));
        world.act(&Act::Break(0, 1));
        world.act(&Act::Break(0, 2));
        let (made, page) = (world.peerings.len(), world.page_of(0).expect("it is open"));
        // The last heartbeat is still on its way, an odd silence is one and a half of the longest pauses; then a fresh socket
        // needs two ways there and back and brings a message. An offer waits for nobody's answer.
        let end = world.now + 20 + 180 + 4 * 20 + 1 + 20;
        while world.peerings.len() == made {
            assert!(world.now < end, "seed {seed}: nothing is tried");
            world.run(5);
        }
        let fresh: Vec<usize> = world.peerings[made..].iter().map(|peering| peering.page).collect();
        assert_eq!(fresh, [page, page], "seed {seed}: the others know nothing of it");
        world.settle();
    }
    assert!(smaller > 0 && larger > 0);
}

#[test]
fn an_old_connection_that_recovers_first_stays() {
    for seed in 0..20 {
        for server in [true, false] {
            let weather = Weather { ice: (3_000, 4_000), ..Weather::calm() };
            let mut world = meeting(seed, 2, weather);
            if !server {
                // What was asked waits in the dead channel, and comes when it is of no use any more.
                (0..2).for_each(|who| world.act(&Act::LoseSignaling(who, 60_000, 60_000)));
            }
            world.act(&Act::Cut(0, 1, 1_700));
            world.run(1_500);
            assert!(world.peerings.len() > 2, "seed {seed}: a failover has begun");
            world.run(12_000);
            let alive = world.peerings.iter().enumerate().filter(|(_, one)| !one.closed).map(|(which, _)| which);
            assert_eq!(alive.collect::<Vec<_>>(), [0, 1], "seed {seed}, server {server}: the first two are left");
            assert_eq!(world.hung_up, 0);
        }
    }
}

#[test]
fn who_loses_their_own_network_tries_three_at_a_time_and_at_once() {
    for seed in 0..10 {
        let mut world = meeting(seed, 8, Weather::calm());
        world.act(&Act::ChangeNetwork(0));
        let mut first = None;
        for _ in 0..85 {
            world.run(10);
            let page = world.page_of(0).expect("it is open");
            let unproven = |which: &&usize| !world.peerings[**which].closed && !world.peerings[**which].revealed;
            let failovers = world.pages[page].peerings.values().filter(unproven).count();
            assert!(failovers <= 3, "seed {seed}: {failovers} at a time");
            first = first.or((failovers > 0).then_some(world.now));
        }
        assert!(first.is_some(), "seed {seed}: nothing was tried within a second");
        world.settle();
        assert_eq!(open(&world, 0), 7);
    }
}

#[test]
fn a_link_that_cannot_be_mended_says_so_and_a_person_can_ask_again() {
    for seed in 0..10 {
        let mut world = meeting(seed, 2, Weather::calm());
        world.act(&Act::Cut(0, 1, 70_000));
        world.run(3_000);
        assert_eq!(link(&world, 0, 1), Some(LinkState::Interrupted));
        assert!(world.run_till(60_000, |world| link(world, 0, 1) == Some(LinkState::Failed)), "seed {seed}");
        world.run_until(world.disturbed + 100);
        for (viewer, other) in [(0, 1), (1, 0)] {
            let (page, peer) = (world.page_of(viewer).expect("it is open"), world.peer_of(other));
            world.clicks(page, Intent::Room(RoomIntent::RetryPerson(peer)));
        }
        assert!(world.run_till(5_000, |world| link(world, 0, 1) == Some(LinkState::Connected)), "seed {seed}");
        world.settle();
    }
}

#[test]
fn another_network_gives_new_hope_without_a_click() {
    for seed in 0..10 {
        let mut world = meeting(seed, 2, Weather::calm());
        world.act(&Act::Cut(0, 1, 70_000));
        assert!(world.run_till(63_000, |world| link(world, 0, 1) == Some(LinkState::Failed)), "seed {seed}");
        world.run_until(world.disturbed + 100);
        for who in 0..2 {
            let page = world.page_of(who).expect("it is open");
            world.hears(page, Event::Page(PageEvent::Online(Default::default())));
        }
        assert!(world.run_till(5_000, |world| link(world, 0, 1) == Some(LinkState::Connected)), "seed {seed}");
    }
}

#[test]
fn a_broken_connection_is_announced_and_so_is_its_return() {
    let mut world = meeting(1, 2, Weather::calm());
    let said = |world: &World| world.pages[0].view.announcement.as_ref().map(|said| said.what.clone());
    world.act(&Act::Cut(0, 1, 5_000));
    assert!(world.run_till(4_000, |world| said(world) == Some(News::Interrupted("Ben".into()))));
    assert!(world.run_till(9_000, |world| said(world) == Some(News::Reconnected("Ben".into()))));
    world.settle();
}

#[test]
fn who_closes_the_old_connection_for_the_fresh_one_is_not_thought_gone() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2, Weather::calm());
        // The fresh one is as silent as the old one to us, and all is well to them: they go on with the fresh one alone.
        world.act(&Act::Swallow(1, 0, 9_000));
        for _ in 0..1_500 {
            world.run(10);
            assert!(link(&world, 0, 1).is_some(), "seed {seed}: gone to us");
            assert!(link(&world, 1, 0).is_some(), "seed {seed}: gone to them");
        }
        world.settle();
    }
}

/// Nothing comes any more of the one's sound to the other, over the connection they have.
fn falls_silent(world: &mut World, from: usize, to: usize) {
    let (page, peer) = (world.page_of(to).expect("it is open"), world.peer_of(from));
    let shown =
        world.pages[page].view.people.iter().find(|shown| shown.peer == peer).and_then(|shown| shown.streams.shown);
    let which = world.pages[page].peerings[&shown.expect("they are connected").connection];
    let (tunnel, end) = world.peerings[which].tunnel.expect("it is connected");
    world.voiceless.insert((tunnel, 1 - end));
}

#[test]
fn sound_that_stops_on_a_living_connection_comes_back_over_a_fresh_one() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2, Weather::calm());
        world.count(50);
        world.run(3_000);
        let (from, to) = if seed % 2 == 0 { (1, 0) } else { (0, 1) };
        falls_silent(&mut world, from, to);
        let gap = longest_gap(&mut world, 10_000);
        assert!((1_000..=4_000).contains(&gap), "seed {seed}: silent for {gap} ms");
        assert_eq!((open(&world, 0), open(&world, 1)), (1, 1), "seed {seed}: one connection each is left");
        world.run(30_000);
        assert_eq!(world.peerings.len(), 4, "seed {seed}: the first connection and one fresh one, each with two ends");
    }
}

#[test]
fn who_is_muted_or_says_nothing_is_not_called_anew() {
    for people in [2, 8, 13] {
        // Of thirteen only the last speakers send sound.
        let mut world = World::new(3, people, Weather::calm());
        for who in 0..people {
            for act in [Act::Open(who), Act::Microphone(who, true), Act::Join(who)] {
                world.act(&act);
            }
        }
        world.run(20_000);
        let connections = world.peerings.len();
        // Two packets a second are what silence sends.
        world.count(2);
        world.run(10_000);
        for _ in 0..3 {
            for on in [false, true] {
                (0..people).for_each(|who| world.act(&Act::Microphone(who, on)));
                world.run(5_000);
            }
        }
        assert_eq!(world.peerings.len(), connections, "{people} people");
    }
}

#[test]
fn a_microphone_that_gives_nothing_at_all_is_not_called_anew_for_ever() {
    let mut world = meeting(4, 2, Weather::calm());
    world.count(50);
    world.run(3_000);
    for tunnel in 0..100 {
        world.voiceless.extend([(tunnel, 0), (tunnel, 1)]);
    }
    world.run(300_000);
    let ends = world.peerings.len();
    assert!((4..=24).contains(&ends), "{ends} ends of connections");
    world.run(200_000);
    assert_eq!(world.peerings.len(), ends, "and no more then");
    assert_eq!(link(&world, 0, 1), Some(LinkState::Connected));
}

#[test]
fn a_path_that_comes_back_after_a_fresh_one_helped_makes_nobody_patient() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2, Weather::calm());
        for times in 1..=4 {
            let used: Vec<usize> = (0..world.tunnels.len()).filter(|tunnel| !world.tunnels[*tunnel].severed).collect();
            world.act(&Act::Break(0, 1));
            let gap = longest_gap(&mut world, 1_800);
            assert!(gap < 1_000, "seed {seed}: dark for {gap} ms the {times}. time");
            for tunnel in used {
                world.tunnels[tunnel].severed = false;
                world.relieve(tunnel);
            }
            world.run(8_000);
        }
        world.settle();
    }
}

#[test]
fn a_connection_that_stutters_is_not_replaced_again_and_again() {
    let mut world = meeting(3, 2, Weather::calm());
    for _ in 0..14 {
        world.act(&Act::Swallow(1, 0, 1_500));
        world.run(4_000);
    }
    let ends = world.peerings.len();
    // The first connection and at most three needless ones; each has two ends.
    assert!((4..=8).contains(&ends), "{ends} ends of connections");
    // Once it runs smoothly again it is as easily alarmed as ever.
    world.run(61_000);
    world.act(&Act::Swallow(1, 0, 1_500));
    world.run(4_000);
    assert_eq!(world.peerings.len(), ends + 2);
    world.settle();
}

#[test]
fn a_browser_that_goes_on_saying_disconnected_is_told_to_restart_once() {
    for seed in 0..10 {
        let mut world = meeting(seed, 2, Weather::calm());
        let before = world.steps();
        world.run(10_000);
        let usual = world.steps() - before;
        for which in 0..world.peerings.len() {
            world.news(which, ConnectionEvent::State(ConnectionState::Disconnected));
        }
        let before = world.steps();
        world.run(10_000);
        let happened = world.steps() - before;
        assert!(happened < 2 * usual, "heartbeats go on, and so does little else: {happened} steps, usually {usual}");
        assert_eq!((world.hung_up, world.peerings.len()), (0, 2));
    }
}
