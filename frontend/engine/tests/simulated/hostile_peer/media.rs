//! Media: hundreds of tracks, pictures that change with every frame, sound at full scale without end.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::act::Act;
use crate::world::mallory::{description, offer};
use crate::world::rng::Rng;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::ConnectionEvent;
use plenum_engine::api::stats::Stats;
use plenum_engine::messaging::message::DescriptionKind;

#[test]
fn two_hundred_tracks_reach_no_browser() {
    let mut world = meeting(51);
    let fine = description(&mut Rng::new(51), DescriptionKind::Offer);
    let section = &fine[fine.find("m=video").expect("it has one")..];
    let section = &section[..section[2..].find("m=").map_or(section.len(), |at| at + 2)];
    let before = world.peerings.iter().filter(|one| one.remote.is_some()).count();
    for tracks in [29, 200] {
        world.writes_both(1, &offer(format!("{fine}{}", section.repeat(tracks))));
        world.writes_both(2, &offer(format!("{fine}{}", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(tracks))));
        world.run(2_500);
    }
    assert_eq!(world.peerings.iter().filter(|one| one.remote.is_some()).count(), before);
    assert!(mallory(&world, 0).is_some_and(|shown| shown.streams.shown.is_none()));
    world.unharmed();
}

/// Ada, Ben and Cem talk, and Cem's browser sends Ada whatever it likes.
fn three() -> (World, usize) {
    let mut world = World::two_talk(52, 3);
    for act in [Act::Open(2), Act::Microphone(2, true), Act::Camera(2, true), Act::Join(2)] {
        world.act(&act);
    }
    world.settle();
    let cem = world.peer_of(2);
    let from_cem = |one: &&usize| world.peerings[**one].id.peer == cem && !world.peerings[**one].closed;
    let which = *world.pages[0].peerings.values().find(from_cem).expect("they are connected");
    (world, which)
}

#[test]
fn a_picture_whose_size_changes_with_every_frame_moves_nothing_else() {
    let (mut world, which) = three();
    let stage = world.pages[0].view.layout.stage.clone();
    let tiles: Vec<_> = world.pages[0].view.people.iter().map(|one| (one.peer, one.tile)).collect();
    let before = world.pages[0].cost;
    for frame in 0..2_000_u32 {
        world.news(which, ConnectionEvent::StreamChanged);
        world.news(which, ConnectionEvent::FrameDecoded(if frame % 2 == 0 { Source::Camera } else { Source::Screen }));
        world.news(which, ConnectionEvent::Stats(Stats { voice: Some(frame + 1), ..Stats::default() }));
        world.run(10);
        assert_eq!(world.pages[0].view.layout.stage, stage);
    }
    let now: Vec<_> = world.pages[0].view.people.iter().map(|one| (one.peer, one.tile)).collect();
    assert_eq!(now, tiles);
    let spent = world.pages[0].cost - before;
    assert_eq!((spent.connections, spent.chimes), (0, 0));
    assert!(world.receives(0, 1, Source::Microphone) && world.receives(1, 0, Source::Camera));
}

#[test]
fn sound_at_full_scale_is_a_level_like_any_other() {
    let (mut world, which) = three();
    for level in (0..=u8::MAX).cycle().step_by(85).take(600) {
        // The world asserts that no level is above eight.
        world.news(which, ConnectionEvent::Level(level));
        world.run(10);
    }
    assert!(world.receives(0, 1, Source::Microphone) && world.receives(0, 2, Source::Microphone));
}
