//! A relay that shall reach what its maker cannot: every special range in every spelling, and bytes at random.

use crate::page::{Got, Page, World, address, after};
use plenum_turn::tally::Happened;
use proptest::prelude::*;
use turn_types::attribute::{RequestedTransport, XorPeerAddress};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH};
use turn_types::stun::attribute::ErrorCode;
use turn_types::stun::prelude::AttributeWrite;

/// First, middle and last of every special range, and the spellings of one private address.
const SPECIAL: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    // This machine.
    "7.7.7.7",
    // IPv6, and IPv4 inside it.
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[::ffff:9.9.9.9]",
    "[::ffff:0:10.0.0.1]",
    "[::10.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::10.0.0.1]",
    "[100::1]",
    "[2001::1]",
    "[2001:0:a00:1::1]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:db8::1]",
    "[2002:a00:1::1]",
    "[2002:808:808::1]",
    "[2600::5efe:10.0.0.1]",
    "[2600::200:5efe:10.0.0.1]",
    "[3fff::1]",
    "[4000::1]",
    "[5f00::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
];

#[test]
fn no_special_address_is_ever_a_peer() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    for (n, special) in SPECIAL.iter().enumerate() {
        let peer = address(&format!("{special}:5000"));
        assert_eq!(page.permit(&mut world, peer), Err(ErrorCode::FORBIDDEN), "{special}");
        assert_eq!(page.bind(&mut world, 0x4000 + n as u16, peer), Err(ErrorCode::FORBIDDEN), "{special}");
        assert_eq!(page.send(&mut world, peer, b"x"), Got::Nothing, "{special}");
        assert_eq!(page.channel(&mut world, 0x4000 + n as u16, b"x"), Got::Nothing, "{special}");
    }
    assert_eq!(world.count(Happened::Forbidden), 2 * SPECIAL.len() as u64);
    assert_eq!(page.permit(&mut world, address("8.8.8.8:5000")), Ok(()), "the internet is a peer");
}

#[test]
fn one_special_address_among_others_spoils_them_all() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    let transaction = world.transaction();
    let peers = ["8.8.8.8:5000", "10.0.0.1:5000"].map(|peer| XorPeerAddress::new(address(peer), transaction));
    let attributes: Vec<&dyn AttributeWrite> = peers.iter().map(|peer| peer as _).collect();
    let request = page.signed(CREATE_PERMISSION, transaction, &attributes);
    let Got::Answer(answer) = world.hear(page.client, &request) else { panic!("no answer") };
    assert_eq!(crate::page::code(&answer), ErrorCode::FORBIDDEN);
    assert_eq!(page.send(&mut world, address("8.8.8.8:5000"), b"x"), Got::Nothing, "nothing has changed");
}

#[test]
fn services_of_other_machines_are_no_peers() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    page.permit(&mut world, address("8.8.8.8:0")).unwrap();
    for port in [0, 1, 22, 53, 80, 123, 443, 1023] {
        let peer = address(&format!("8.8.8.8:{port}"));
        assert_eq!(page.bind(&mut world, 0x4000, peer), Err(ErrorCode::FORBIDDEN), "{port}");
        assert_eq!(page.send(&mut world, peer, b"x"), Got::Nothing, "{port}");
    }
    assert_eq!(page.bind(&mut world, 0x4000, address("8.8.8.8:1024")), Ok(()));
}

#[test]
fn services_of_our_own_address_are_no_peers() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    page.permit(&mut world, address("9.9.9.9:0")).unwrap();
    for port in [22, 53, 3478, 8080, 49_999, 50_001] {
        let peer = address(&format!("9.9.9.9:{port}"));
        assert_eq!(page.bind(&mut world, 0x4000, peer), Err(ErrorCode::FORBIDDEN), "{port}");
        assert_eq!(page.send(&mut world, peer, b"x"), Got::Nothing, "{port}");
    }
}

proptest! {
    #[test]
    fn whatever_is_done_to_a_request_ends_in_an_answer_or_in_nothing(
        which in 0..4_usize,
        edits in proptest::collection::vec((0..200_usize, any::<u8>()), 0..4),
        cut in 0..200_usize,
        seconds in 0..4_000_u64,
    ) {
        let mut world = World::new();
        let mut page = world.seated(1);
        page.allocate(&mut world).unwrap();
        let transaction = world.transaction();
        let method = [ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND][which];
        let peer = XorPeerAddress::new(address("8.8.8.8:5000"), transaction);
        let udp = RequestedTransport::new(RequestedTransport::UDP);
        let mut request = page.signed(method, transaction, &[&peer, &udp]);
        for (at, byte) in edits {
            let at = at % request.len();
            request[at] = byte;
        }
        request.truncate(request.len().saturating_sub(cut / 20 * 4));
        world.now = after(seconds);
        if let Got::Answer(answer) = world.hear(page.client, &request) {
            prop_assert!(answer.len() < 160);
        }
        world.turn.tick(world.now);
        let _ = Page::bare(&mut world, method, &[]);
    }
}
