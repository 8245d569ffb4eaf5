//! Candidates: to our own machine, to services, to names, by the hundred, and inside descriptions.

use super::meeting;
use crate::world::World;
use crate::world::mallory::{MALLORY, candidates, description, offer};
use crate::world::rng::Rng;
use plenum_engine::messaging::message::DescriptionKind;

/// Connections to Mallory whose browser was given a candidate.
fn knocked(world: &World) -> usize {
    let hers = world.peerings.iter().filter(|one| world.strangers.contains(&one.id.peer));
    hers.filter(|one| !one.candidates.is_empty()).count()
}

#[test]
fn candidates_knock_at_no_strangers_doors() {
    let mut world = meeting(4);
    let mut rng = Rng::new(4);
    let sdp = description(&mut rng, DescriptionKind::Offer);
    world.guest_writes(MALLORY, 0, 1, &offer(sdp));
    let bad = [
        "candidate:1 1 udp 1 printer.example 9100 typ host",
        "candidate:1 1 udp 1 192.168.1.1 53 typ host",
        "candidate:1 1 udp 1 192.168.1.1 0 typ host",
        "candidate:1 1 tcp 1 192.168.1.1 22 typ host tcptype passive",
        "candidate:1 1 udp 1 localhost 8080 typ host",
        "candidate:1 1 udp 1 a.local.evil.example 8080 typ host",
        "candidate:1 1 udp 1 10.0.0.1 8080 typ host\r\na=setup:active",
        "a=candidate:1 1 udp 1 2130706433 80 typ host",
        "x",
    ];
    for _ in 0..3 {
        world.guest_writes(MALLORY, 0, 1, &candidates(&bad));
        world.guest_writes(MALLORY, 0, 1, &candidates(&vec!["candidate:1 1 udp 1 10.0.0.1 8080 typ host"; 200]));
        world.run(500);
    }
    world.unharmed();
}

#[test]
fn no_special_address_in_any_form_is_tried_and_a_private_one_is() {
    let mut world = meeting(41);
    let sdp = description(&mut Rng::new(41), DescriptionKind::Offer);
    let special = [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "169.254.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "localhost",
        "router.local.",
        "printer.local",
        "example.org",
        "2130706433",
        "0x7f000001",
        "127.0.0.1%lo",
    ];
    for address in special {
        world.guest_writes(MALLORY, 0, 1, &offer(sdp.clone()));
        let line = format!("candidate:1 1 udp 1 {address} 50000 typ host");
        world.guest_writes(MALLORY, 0, 1, &candidates(&[line.as_str(), line.to_uppercase().as_str()]));
        world.run(200);
        assert_eq!(knocked(&world), 0, "{address}");
    }
    // Each description has its four messages; a fresh one is read like the first.
    let fresh = description(&mut Rng::new(42), DescriptionKind::Offer);
    world.guest_writes(MALLORY, 0, 2, &offer(fresh));
    world.run(3_000);
    world.guest_writes(MALLORY, 0, 2, &candidates(&["candidate:1 1 udp 1 192.168.1.7 50000 typ host"]));
    world.run(1_000);
    assert_eq!(knocked(&world), 1, "people do sit in one network");
    world.unharmed();
}

#[test]
fn candidates_inside_a_description_are_read_by_the_same_rules() {
    let mut world = meeting(43);
    let fine = description(&mut Rng::new(43), DescriptionKind::Offer);
    let lines = [
        "a=candidate:1 1 udp 1 printer.example 9100 typ host",
        "a=Candidate:1 1 udp 1 127.0.0.1 8080 typ host",
        "a=candidate:1 1 tcp 1 192.168.1.1 22 typ host tcptype passive",
        "a=candidate:1 1 udp 1 192.168.1.1 53 typ host",
        "a=remote-candidates:1 127.0.0.1 8080",
    ];
    let inside = fine.replacen("a=mid:0", &format!("{}\r\na=mid:0", lines.join("\r\n")), 1);
    world.writes_both(1, &offer(inside));
    world.run(3_000);
    assert!(!world.given.is_empty(), "the rest of it is fine");
    for line in world.given.iter().flat_map(|sdp| sdp.lines()) {
        assert!(!line.to_ascii_lowercase().contains("candidate"), "{line}");
    }
    world.unharmed();
}
