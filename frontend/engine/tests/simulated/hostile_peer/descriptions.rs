//! Descriptions: what no browser writes, in every state and at any rate, and those that are somebody else's.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::mallory::{MALLORY, answer, description, offer};
use crate::world::rng::Rng;
use crate::world::sdp;
use plenum_engine::api::view::LinkState;
use plenum_engine::messaging::message::{ConnectionRequest, Description, DescriptionKind, LinkMessage, PeerMessage};

/// Connections whose browser was given a description of somebody else.
fn described(world: &World) -> usize {
    world.peerings.iter().filter(|one| one.remote.is_some()).count()
}

#[test]
fn descriptions_no_browser_writes_go_nowhere() {
    let mut world = meeting(2);
    let mut rng = Rng::new(2);
    let fine = description(&mut rng, DescriptionKind::Offer);
    let line = |name: &str| fine.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    let print = line("a=fingerprint");
    let other = format!("a=fingerprint:sha-256 {}", sdp::fingerprint(&mut rng));
    let unfit = [
        String::new(),
        "v=0\r\n".repeat(3),
        fine.replace(&print, "a=x"),
        fine.replacen(&print, &other, 1),
        fine.replace(&print, &format!("{print}\r\n{other}")),
        fine.replace("sha-256", "sha-1"),
        fine.replace(&print, &print[..print.len() - 3]),
        format!("{fine}{}", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(300)),
        format!("{fine}{}", "a=x:".repeat(15_000)),
        fine.replace("a=mid:0", "a=mid:0\u{0}\u{7}"),
        fine.replace("m=audio", "m=\u{202e}audio"),
    ];
    for sdp in unfit {
        world.run(2_500);
        let before = world.peerings.iter().filter(|one| one.remote.is_some()).count();
        world.writes_both(1, &offer(sdp.clone()));
        world.run(300);
        let after = world.peerings.iter().filter(|one| one.remote.is_some()).count();
        assert_eq!(before, after, "none of them is given to a browser: {}", &sdp[..sdp.len().min(60)]);
    }
    world.unharmed();
}

#[test]
fn answers_without_offers_and_offers_in_every_state_harm_nobody() {
    for seed in 0..10 {
        let mut world = meeting(seed);
        let mut rng = Rng::new(seed);
        for epoch in [0, 1, 1, 2, 7, 7, 1, u32::MAX, u32::MAX, 8] {
            for kind in
                [DescriptionKind::Answer, DescriptionKind::Offer, DescriptionKind::Offer, DescriptionKind::Answer]
            {
                let sdp = description(&mut rng, kind);
                (0..2).for_each(|who| {
                    world.guest_writes(
                        MALLORY,
                        who,
                        epoch,
                        &PeerMessage::Link(LinkMessage::Description(Description { kind, sdp: sdp.clone() })),
                    )
                });
                let pause = rng.below(200);
                world.run(pause);
            }
            for what in [ConnectionRequest::Fresh, ConnectionRequest::IceRestart, ConnectionRequest::Unknown] {
                (0..2).for_each(|who| {
                    world.guest_writes(MALLORY, who, epoch, &PeerMessage::Link(LinkMessage::Request { what }))
                });
            }
        }
        world.run(30_000);
        world.unharmed();
    }
}

#[test]
fn a_hundred_offers_a_second_open_no_hundred_connections() {
    let mut world = meeting(3);
    let mut rng = Rng::new(3);
    let before = world.peerings.len();
    for epoch in 1..500 {
        let sdp = description(&mut rng, DescriptionKind::Offer);
        world.guest_writes(MALLORY, 0, epoch, &offer(sdp));
        world.guest_writes(
            MALLORY,
            0,
            epoch,
            &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh }),
        );
        world.run(10);
    }
    let made = world.peerings.len() - before;
    assert!(made <= 20, "{made} connections in five seconds");
    world.unharmed();
}

#[test]
fn somebody_elses_fingerprint_shows_nobody_elses_picture() {
    // Mallory passes Ben's offer on as her own and Ada's answer back: the two browsers connect, under her name.
    let mut deceived = 0;
    for seed in 0..20 {
        let mut world = meeting(seed);
        for _ in 0..200 {
            world.run(50);
            for (from, epoch, message) in std::mem::take(&mut world.guests[MALLORY].heard) {
                if matches!(message["type"].as_str(), Some("description" | "candidates" | "request")) {
                    let to = if from == world.peer_of(0) { 1 } else { 0 };
                    world.guest_writes_json(MALLORY, to, epoch, message);
                }
            }
        }
        for viewer in 0..2 {
            assert!(mallory(&world, viewer).is_none_or(|shown| shown.streams.shown.is_none()
                && !shown.picture
                && shown.link != LinkState::Connected));
        }
        deceived +=
            world.peerings.iter().filter(|one| world.strangers.contains(&one.id.peer) && one.tunnel.is_some()).count();
        world.run(40_000);
        world.unharmed();
    }
    assert!(deceived > 0, "the browsers themselves cannot know better");
}

#[test]
fn answers_to_nothing_reach_no_browser() {
    let mut world = meeting(21);
    let mut rng = Rng::new(21);
    let own = |world: &World| {
        world.peerings.iter().filter(|one| world.strangers.contains(&one.id.peer) && one.remote.is_some()).count()
    };
    for epoch in (0..40).chain([u32::MAX - 1, u32::MAX]) {
        let sdp = description(&mut rng, DescriptionKind::Answer);
        // Of the epochs in which Ada and Ben did offer, an answer is no answer to nothing.
        if !world.peerings.iter().any(|one| one.id.epoch.0 == epoch && world.strangers.contains(&one.id.peer)) {
            world.writes_both(epoch, &answer(sdp));
            world.run(20);
        }
    }
    assert_eq!(own(&world), 0);
    world.unharmed();
}

#[test]
fn the_same_attribute_in_another_case_is_the_same_attribute() {
    let mut world = meeting(22);
    let mut rng = Rng::new(22);
    let fine = description(&mut rng, DescriptionKind::Offer);
    let other = format!("a=FingerPrint:SHA-256 {}", sdp::fingerprint(&mut rng));
    let before = described(&world);
    for second in [other, "A=FINGERPRINT:md5 00:11".into(), "a=fingerprint:sha-1 00:11".into()] {
        let sdp = fine.replacen("m=audio", &format!("{second}\r\nm=audio"), 1);
        world.writes_both(1, &offer(sdp));
        world.run(2_500);
    }
    assert_eq!(described(&world), before, "a second fingerprint is one too many, however it is written");
    world.unharmed();
}
