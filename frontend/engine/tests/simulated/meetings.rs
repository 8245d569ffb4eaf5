//! Whole meetings on a calm day, one fact each: what people rely on, named.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use crate::world::person::Standing;
use crate::world::script::Story;
use crate::world::weather::Weather;
use plenum_engine::api::effect::Source;
use plenum_engine::api::intent::{AppIntent, Intent};
use plenum_engine::api::view::{DeviceState, LinkState, NoticeKind, Presence, Screen, SignalingState, TileId};

/// Everybody is in, heard and seen.
fn meeting(seed: u64, people: usize) -> World {
    Meeting::of(people).seed(seed).cameras(people).apart(50).begun()
}

/// How one person sees another right now.
fn tile(world: &World, viewer: usize, other: usize) -> Option<(TileId, LinkState, String)> {
    let page = world.page_of(viewer)?;
    let name = &world.people[other].name;
    let shown = world.pages[page].view.people.iter().find(|shown| *shown.name == **name)?;
    Some((shown.tile, shown.link, shown.name.to_string()))
}

fn signaling(world: &World, who: usize) -> SignalingState {
    world.page_of(who).map_or(SignalingState::Idle, |page| world.pages[page].view.signaling)
}

#[test]
fn killing_the_server_never_closes_a_living_connection() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        world.kill_server();
        world.run(120_000);
        for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            assert_eq!(tile(&world, a, b).map(|(_, link, _)| link), Some(LinkState::Connected));
            assert!(world.receives(a, b, Source::Microphone) && world.receives(a, b, Source::Camera));
        }
        let notices = world.pages[0].view.notices.clone();
        assert!(notices.contains(&NoticeKind::ServerAway), "the page says that the server is away: {notices:?}");
        world.start_server();
        assert!(
            world.run_till(5_000, |world| (0..3).all(|who| signaling(world, who) == SignalingState::Seated)),
            "seated again within 5 s"
        );
        world.disturb(0);
        world.settle();
        assert_eq!((world.hung_up, world.peerings.len()), (0, 6), "no connection was closed or made anew");
    }
}

#[test]
fn a_lost_signaling_connection_ends_no_call() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        for (page_hears, server_hears) in [(0, 0), (0, 30_000), (1_500, 0)] {
            world.act(&Act::LoseSignaling(1, page_hears, server_hears));
            world.run(10_000);
        }
        world.settle();
        assert_eq!((world.hung_up, world.peerings.len()), (0, 6));
        assert_eq!(signaling(&world, 1), SignalingState::Seated);
    }
}

#[test]
fn a_seat_that_is_given_away_hangs_up_on_nobody() {
    let mut world = meeting(1, 2);
    // Ben's way to the server is gone for longer than his seat is kept; the way to Ada is not.
    world.people[1].walled = true;
    world.run(150_000);
    let server = world.server.as_ref().expect("the server runs");
    assert_eq!(server.seated().len(), 1, "Ben's seat is given away");
    assert_eq!(tile(&world, 0, 1).map(|(_, link, _)| link), Some(LinkState::Connected));
    world.people[1].walled = false;
    world.disturb(0);
    world.settle();
    assert_eq!((world.hung_up, world.peerings.len()), (0, 2));
}

#[test]
fn a_reload_comes_back_into_the_same_tile() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        let before: Vec<_> = [0, 2].iter().map(|viewer| tile(&world, *viewer, 1).map(|(tile, ..)| tile)).collect();
        world.act(&Act::Reload(1));
        world.settle();
        let after: Vec<_> = [0, 2].iter().map(|viewer| tile(&world, *viewer, 1).map(|(tile, ..)| tile)).collect();
        assert_eq!(before, after);
        let page = world.page_of(1).expect("Ben is back");
        let view = &world.pages[page].view;
        assert_eq!((view.screen, &*view.me.name), (Screen::Room, "Ben"));
        assert_eq!((view.me.microphone, view.me.camera), (DeviceState::Off, DeviceState::Off));
        assert!(view.notices.contains(&NoticeKind::BackAfterReload));
    }
}

#[test]
fn a_reload_is_never_shown_twice_nor_out_of_its_tile() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2);
        world.act(&Act::Reload(1));
        let tiles: Vec<_> = (0..100)
            .filter_map(|_| {
                world.run(100);
                let shown = &world.pages[0].view.people;
                assert!(shown.len() <= 1, "never more than one tile for one person");
                shown.first().map(|shown| shown.tile)
            })
            .collect();
        assert!(tiles.len() > 95 && tiles.windows(2).all(|pair| pair[0] == pair[1]), "the tile stays all the time");
    }
}

#[test]
fn who_leaves_is_gone_within_a_second() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        world.act(&Act::Leave(1));
        world.run(1_000);
        assert_eq!((tile(&world, 0, 1), tile(&world, 2, 1)), (None, None));
        assert_eq!(world.pages[1].view.screen, Screen::Left);
        world.act(&Act::Join(1));
        world.settle();
        assert_eq!(tile(&world, 0, 1).map(|(_, link, _)| link), Some(LinkState::Connected), "and may come back");
    }
}

#[test]
fn who_closes_the_tab_is_shown_as_leaving_and_then_gone() {
    for seed in 0..20 {
        let mut world = meeting(seed, 2);
        world.act(&Act::Close(1));
        world.run(1_000);
        assert!(tile(&world, 0, 1).is_none_or(|(_, link, _)| link == LinkState::Leaving));
        world.run(7_000);
        assert_eq!(tile(&world, 0, 1), None);
    }
}

#[test]
fn who_vanishes_is_gone_within_75_seconds() {
    for (seed, act) in [Act::Crash(1), Act::PowerCut(1), Act::Crash(1), Act::PowerCut(1)].into_iter().enumerate() {
        let mut world = meeting(seed as u64, 3);
        world.act(&act);
        assert!(world.run_till(75_000, |world| tile(world, 0, 1).is_none() && tile(world, 2, 1).is_none()));
        world.settle();
    }
}

#[test]
fn people_in_the_lobby_see_who_is_inside_and_get_no_connection() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        world.act(&Act::Leave(2));
        world.act(&Act::Close(2));
        world.run(3_000);
        let before = world.peerings.len();
        world.act(&Act::Open(2));
        world.act(&Act::Microphone(2, true));
        world.run(3_000);
        world.settle();
        assert_eq!(world.peerings.len(), before, "a lobby has no connections");
        let page = world.page_of(2).expect("Cem is in the lobby");
        let inside = world.pages[page].view.people.iter().filter(|shown| shown.presence == Presence::In).count();
        assert_eq!(inside, 2);
        world.act(&Act::Join(2));
        world.settle();
    }
}

#[test]
fn those_who_join_at_once_end_with_one_connection_each() {
    for seed in 0..50 {
        let mut world = World::new(seed, 4, Weather::calm());
        (0..4).for_each(|who| world.act(&Act::Open(who)));
        world.run(1_000);
        (0..4).for_each(|who| world.act(&Act::Join(who)));
        world.settle();
        let alive = world.peerings.iter().filter(|one| !one.closed).count();
        assert_eq!(alive, 12);
    }
}

#[test]
fn ten_seconds_after_everybody_clicked_everybody_talks() {
    let mut world = World::new(7, 8, Weather::calm());
    for who in 0..8 {
        [Act::Open(who), Act::Microphone(who, true), Act::Join(who)].iter().for_each(|act| world.act(act));
    }
    assert!(world.run_till(10_000, |world| world.untruths().is_empty()), "{:?}", world.untruths());
}

#[test]
fn two_rooms_know_nothing_of_each_other() {
    let mut world = World::new(3, 4, Weather::calm());
    let other = crate::world::page::invitation([9; 32]);
    (2..4).for_each(|who| world.people[who].code.clone_from(&other));
    for who in 0..4 {
        [Act::Open(who), Act::Join(who)].iter().for_each(|act| world.act(act));
    }
    world.settle();
    assert!(tile(&world, 0, 1).is_some() && tile(&world, 2, 3).is_some());
    assert!(tile(&world, 0, 2).is_none() && tile(&world, 3, 1).is_none());
}

#[test]
fn another_network_is_survived_within_ten_seconds() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        world.act(&Act::ChangeNetwork(0));
        let healed =
            |world: &World| world.receives(0, 1, Source::Microphone) && world.receives(2, 0, Source::Microphone);
        world.run(500);
        assert!(world.run_till(10_000, healed), "seed {seed}: {:?}", world.untruths());
        world.settle();
    }
}

#[test]
fn the_same_seed_tells_the_same_story() {
    for seed in 0..50 {
        let [one, other] = [(); 2].map(|()| {
            let world = Story::of(seed).tell(false);
            (world.now, world.steps(), world.peerings.len(), format!("{:?}", world.pages.last().map(|page| &page.view)))
        });
        assert_eq!(one, other, "seed {seed}");
    }
}

#[test]
fn two_who_share_at_once_are_both_on_the_stage() {
    for seed in 0..20 {
        let mut world = meeting(seed, 3);
        [Act::Screen(0, true), Act::Screen(1, true)].iter().for_each(|act| world.act(act));
        world.settle();
        let page = world.page_of(2).expect("Cem is here");
        assert_eq!(world.pages[page].view.layout.stage.len(), 2);
        assert!([0, 1].iter().all(|who| world.receives(2, *who, Source::Screen)));
        world.act(&Act::PullOut(0, Source::Screen));
        world.act(&Act::Leave(1));
        world.settle();
        assert!(world.pages[page].view.layout.stage.is_empty(), "the browser's own button and leaving end it");
    }
}

#[test]
fn somebody_away_leaves_no_trace() {
    let mut world = meeting(5, 2);
    world.act(&Act::Close(0));
    world.act(&Act::Close(1));
    assert!(world.people.iter().all(|person| person.standing == Standing::Away));
    world.run(180_000);
    let server = world.server.as_ref().expect("the server runs");
    assert!(server.seated().is_empty(), "every seat is free again");
}

#[test]
fn the_debug_log_says_how_things_stand_and_names_nobody() {
    let mut world = meeting(5, 3);
    world.clicks(0, Intent::App(AppIntent::CopyLog));
    world.run(100);
    let report = world.pages[0].report.clone().expect("something was copied");
    assert_eq!(
        report.matches("Offerer Connected").count() + report.matches("Answerer Connected").count(),
        2,
        "{report}"
    );
    let secret = &world.people[0].code;
    for person in &world.people {
        assert!(!report.contains(&person.name) && !report.contains(secret), "{report}");
    }
    let long = report.split([' ', '\n']).find(|word| word.len() > 20);
    assert_eq!(long, None, "nothing in it is long enough to be a key");
    let notices = world.pages[0].view.notices.clone();
    assert!(notices.contains(&NoticeKind::LogCopied) || notices.contains(&NoticeKind::LogNotCopied));
}

#[test]
fn the_debug_log_says_why_a_connection_was_made_anew() {
    let mut world = meeting(5, 3);
    world.act(&Act::Break(0, 1));
    world.run(5_000);
    let mut noticed = 0;
    for who in 0..3 {
        let page = world.page_of(who).expect("all are here");
        world.clicks(page, Intent::App(AppIntent::CopyLog));
        world.run(100);
        let report = world.pages[page].report.clone().expect("something was copied");
        let [wanted, asked, won] = ["Wanted(Heartbeats)", "Asked", "Won"].map(|what| report.contains(what));
        // Whoever notices later has been asked by then.
        assert_eq!([wanted || asked, won], [who < 2; 2], "{who}: {report}");
        noticed += u32::from(wanted);
    }
    assert!(noticed > 0);
}

#[test]
fn offers_are_made_ready_in_the_lobby_and_one_connection_in_the_room() {
    let mut world = World::new(1, 8, Weather::calm());
    let kept = |world: &World, who: usize| world.page_of(who).map(|page| world.pages[page].ready);
    let ready = |world: &World, who: usize| kept(world, who).map(|ready| (ready.offers, ready.plain));
    let taken = |world: &World, who: usize| kept(world, who).map(|ready| ready.taken);
    world.act(&Act::Open(0));
    world.settle();
    assert_eq!(ready(&world, 0), Some((0, 0)), "there is nobody to offer to");
    world.act(&Act::Join(0));
    world.settle();
    assert_eq!(ready(&world, 0), Some((0, 1)), "whoever comes is awaited");
    for who in 1..7 {
        world.act(&Act::Open(who));
        world.settle();
        assert_eq!(ready(&world, who), Some((who.min(4), 0)), "one offer for each who is there, four at the most");
        world.act(&Act::Join(who));
        world.run(1_000);
        assert_eq!(ready(&world, who), Some((0, 0)), "nothing more while connections are made");
        assert_eq!(taken(&world, who), Some(who.min(4)), "all that was ready was of use");
        assert_eq!(
            (ready(&world, 0), taken(&world, 0)),
            (Some((0, 0)), Some(who)),
            "and so was what waited in the room"
        );
        world.settle();
        assert_eq!([who, 0].map(|who| ready(&world, who)), [Some((0, 1)); 2], "there is another for the next");
    }
    world.act(&Act::Open(7));
    world.settle();
    assert_eq!(ready(&world, 7), Some((4, 0)));
    for who in 0..7 {
        world.act(&Act::Leave(who));
    }
    world.settle();
    assert_eq!(ready(&world, 0), Some((0, 0)), "who has left needs none");
    assert_eq!(ready(&world, 7), Some((0, 0)), "there is nobody to offer to any more");
}
