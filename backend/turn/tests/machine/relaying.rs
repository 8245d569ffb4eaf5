//! What a relay does: refresh, permissions, channels, packets both ways, and its end.

use crate::page::{Got, Page, World, address, after, code};
use plenum_turn::allocation::AllocationId;
use plenum_turn::client::Via;
use plenum_turn::machine::{Outcome, RelayAddresses};
use plenum_turn::message;
use plenum_turn::opening::NoSocket;
use plenum_turn::tally::Happened;
use std::net::SocketAddr;
use turn_types::AddressFamily;
use turn_types::attribute::{
    Data, DontFragment, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken,
    XorPeerAddress,
};
use turn_types::message::{ALLOCATE, CREATE_PERMISSION, DATA, REFRESH};
use turn_types::stun::attribute::{AttributeType, ErrorCode, UnknownAttributes};
use turn_types::stun::message::{BINDING, Message, MessageClass};

const PEER: &str = "8.8.8.8:5000";

fn with_relay() -> (World, Page) {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    (world, page)
}

/// Who sent what, as an indication says it.
fn indication(bytes: &[u8]) -> (SocketAddr, Vec<u8>) {
    let message = Message::from_bytes(bytes).unwrap();
    assert_eq!((message.class(), message.method()), (MessageClass::Indication, DATA));
    let peer = message.attribute::<XorPeerAddress>().unwrap().addr(message.transaction_id());
    (peer, message.attribute::<Data>().unwrap().data().to_vec())
}

#[test]
fn packets_go_both_ways_with_a_permission_and_only_so() {
    let (mut world, mut page) = with_relay();
    assert_eq!(page.send(&mut world, address(PEER), b"out"), Got::Nothing);
    assert_eq!(world.peer_sends(0, PEER, b"in"), None);
    assert_eq!(world.count(Happened::Unpermitted), 2);
    assert_eq!(page.permit(&mut world, address("8.8.8.8:0")), Ok(()), "a permission is for an address, not for a port");
    assert_eq!(page.send(&mut world, address(PEER), b"out"), Got::ToPeer(50_000, address(PEER), b"out".to_vec()));
    let (client, written) = world.peer_sends(0, PEER, b"in").unwrap();
    assert_eq!((client, indication(&written)), (page.client.address, (address(PEER), b"in".to_vec())));
    assert_eq!(world.peer_sends(0, "8.8.8.9:5000", b"in"), None, "another address");
    assert_eq!(page.send(&mut world, address("8.8.8.8:1023"), b"out"), Got::Nothing, "a service");
    world.now = after(300);
    assert_eq!(page.send(&mut world, address(PEER), b"out"), Got::Nothing, "five minutes later");
    assert_eq!(world.peer_sends(0, PEER, b"in"), None);
}

#[test]
fn packets_go_both_ways_over_a_channel() {
    let (mut world, mut page) = with_relay();
    assert_eq!(page.channel(&mut world, 0x4000, b"out"), Got::Nothing);
    assert_eq!(page.bind(&mut world, 0x4000, address(PEER)), Ok(()));
    assert_eq!(page.channel(&mut world, 0x4000, b"out"), Got::ToPeer(50_000, address(PEER), b"out".to_vec()));
    assert_eq!(page.channel(&mut world, 0x4001, b"out"), Got::Nothing);
    assert_eq!(world.peer_sends(0, PEER, b"in").unwrap().1, b"\x40\0\0\x02in");
    let (_, other_port) = world.peer_sends(0, "8.8.8.8:6000", b"in").unwrap();
    assert_eq!(indication(&other_port), (address("8.8.8.8:6000"), b"in".to_vec()));
    for (number, peer) in [(0x4000, "8.8.8.8:6000"), (0x4001, PEER), (0x3fff, "8.8.4.4:6000"), (0x8000, "8.8.4.4:6000")]
    {
        assert_eq!(page.bind(&mut world, number, address(peer)), Err(ErrorCode::BAD_REQUEST), "{number:x} {peer}");
    }
    assert_eq!((world.count(Happened::Relayed), world.turn.tally().count()), (3, 0));
}

#[test]
fn two_relays_of_ours_reach_each_other_without_the_network() {
    let (mut world, mut one) = with_relay();
    let mut two = world.seated(2);
    two.client.via = Via::Stream(7);
    two.allocate(&mut world).unwrap();
    let (at_one, at_two) = (one.relay.unwrap(), two.relay.unwrap());
    assert_eq!(one.permit(&mut world, at_two), Ok(()));
    assert_eq!(one.send(&mut world, at_two, b"hello"), Got::Nothing, "the other side permits nobody yet");
    assert_eq!(two.bind(&mut world, 0x4000, at_one), Ok(()));
    assert_eq!(
        one.send(&mut world, at_two, b"hello"),
        Got::ToClient(two.client.address, b"\x40\0\0\x05hello\0\0\0".to_vec()),
        "padded, since it goes over a stream"
    );
    let Got::ToClient(client, written) = two.channel(&mut world, 0x4000, b"hi") else { panic!("nothing came") };
    assert_eq!((client, indication(&written)), (one.client.address, (at_two, b"hi".to_vec())));
    let elsewhere = SocketAddr::new(at_two.ip(), 50_007);
    assert_eq!(one.send(&mut world, elsewhere, b"hello"), Got::Nothing, "no relay is there");
    assert_eq!(one.bind(&mut world, 0x4002, elsewhere), Err(ErrorCode::FORBIDDEN));
    world.turn.hung_up(&two.client);
    assert_eq!(one.send(&mut world, at_two, b"hello"), Got::Nothing, "its connection is gone, and it with it");
    assert_eq!(world.turn.allocations(), 1);
}

#[test]
fn a_relay_lasts_as_long_as_it_is_refreshed_and_twelve_hours_at_most() {
    let (mut world, mut page) = with_relay();
    for hour in 0..12_u64 {
        world.now = after(hour * 3599);
        world.turn.tick(world.now);
        assert_eq!(page.refresh(&mut world, 3600), Ok(3600), "with a credential that is {hour} hours old");
    }
    world.now = after(12 * 3600 - 1);
    assert_eq!(page.refresh(&mut world, 3600), Err(ErrorCode::ALLOCATION_MISMATCH), "its last hour is over");

    let (mut world, mut page) = with_relay();
    for ten_minutes in 1..72 {
        world.now = after(ten_minutes * 599);
        assert_eq!(page.refresh(&mut world, 600), Ok(600), "{ten_minutes}");
    }
    world.now = after(12 * 3600 - 300);
    assert_eq!(page.refresh(&mut world, 600), Ok(300));
    world.now = after(12 * 3600);
    world.turn.tick(world.now);
    assert_eq!((world.turn.allocations(), world.count(Happened::Expired)), (0, 1));
}

#[test]
fn what_ended_is_gone() {
    let (mut world, mut page) = with_relay();
    page.permit(&mut world, address(PEER)).unwrap();
    assert_eq!(page.refresh(&mut world, 0), Ok(0));
    assert_eq!(world.turn.allocations(), 0);
    assert_eq!(page.send(&mut world, address(PEER), b"out"), Got::Nothing);
    assert_eq!(world.peer_sends(0, PEER, b"in"), None);
    for refused in [
        page.refresh(&mut world, 600).map(drop),
        page.permit(&mut world, address(PEER)),
        page.bind(&mut world, 0x4000, address(PEER)),
    ] {
        assert_eq!(refused, Err(ErrorCode::ALLOCATION_MISMATCH));
    }
    assert_eq!(page.allocate(&mut world), Ok(600), "another one may be made");
    world.now = after(600);
    assert_eq!(page.send(&mut world, address(PEER), b"out"), Got::Nothing, "before anybody has looked");
    assert_eq!(page.permit(&mut world, address(PEER)), Err(ErrorCode::ALLOCATION_MISMATCH));
}

#[test]
fn a_request_that_comes_twice_makes_one_relay() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    page.refresh(&mut world, 0).unwrap();
    let transaction = world.transaction();
    let request = page.signed(ALLOCATE, transaction, &[&RequestedTransport::new(RequestedTransport::UDP)]);
    let first = world.hear(page.client, &request);
    assert_eq!((world.hear(page.client, &request), world.turn.allocations()), (first, 1));
    assert_eq!(page.allocate(&mut world), Err(ErrorCode::ALLOCATION_MISMATCH), "another request");
}

#[test]
fn a_relay_is_its_makers_alone() {
    let (mut world, page) = with_relay();
    let mut other = world.seated(2);
    other.client = page.client;
    for refused in [
        other.refresh(&mut world, 0).map(drop),
        other.permit(&mut world, address(PEER)),
        other.bind(&mut world, 0x4000, address(PEER)),
    ] {
        assert_eq!(refused, Err(ErrorCode::WRONG_CREDENTIALS));
    }
    assert_eq!(other.allocate(&mut world), Err(ErrorCode::ALLOCATION_MISMATCH));
    world.now = after(10);
    let mut fresh = world.page(1, page.holder);
    assert_eq!(fresh.refresh(&mut world, 600), Err(ErrorCode::WRONG_CREDENTIALS), "not even with a newer name");
}

#[test]
fn goodbye_ends_relays_and_a_lost_line_ends_them_ten_minutes_later() {
    let (mut world, page) = with_relay();
    let mut other = world.seated(2);
    other.allocate(&mut world).unwrap();
    world.turn.left(page.holder, world.now);
    assert_eq!(world.turn.allocations(), 1);
    world.turn.lost(other.holder, world.now);
    world.now = after(599);
    other.refresh(&mut world, 3600).unwrap();
    world.turn.tick(world.now);
    assert_eq!(world.turn.allocations(), 1);
    world.now = after(600);
    world.turn.tick(world.now);
    assert_eq!(world.turn.allocations(), 0);
}

#[test]
fn what_we_cannot_give_is_refused_by_its_name() {
    let mut world = World::new();
    let mut page = world.seated(1);
    let udp = RequestedTransport::new(RequestedTransport::UDP);
    assert_eq!(page.ask(&mut world, ALLOCATE, &[]), Err(ErrorCode::BAD_REQUEST), "no transport");
    let tcp = RequestedTransport::new(RequestedTransport::TCP);
    assert_eq!(page.ask(&mut world, ALLOCATE, &[&tcp]), Err(ErrorCode::UNSUPPORTED_TRANSPORT_PROTOCOL));
    let v6 = RequestedAddressFamily::new(AddressFamily::IPV6);
    assert_eq!(page.ask(&mut world, ALLOCATE, &[&udp, &v6]), Err(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED));
    let (token, pair) = (ReservationToken::new(7), EvenPort::new(true));
    assert_eq!(page.ask(&mut world, ALLOCATE, &[&udp, &token]), Err(ErrorCode::INSUFFICIENT_CAPACITY));
    assert_eq!(page.ask(&mut world, ALLOCATE, &[&udp, &pair]), Err(ErrorCode::INSUFFICIENT_CAPACITY));
    let transaction = world.transaction();
    let request = page.signed(ALLOCATE, transaction, &[&udp, &DontFragment::new()]);
    let Got::Answer(answer) = world.hear(page.client, &request) else { panic!("no answer") };
    let message = Message::from_bytes(&answer).unwrap();
    assert_eq!(code(&answer), ErrorCode::UNKNOWN_ATTRIBUTE);
    assert!(message.attribute::<UnknownAttributes>().unwrap().has_attribute(AttributeType::new(0x001a)));
    assert_eq!(world.turn.allocations(), 0);
    let v4 = RequestedAddressFamily::new(AddressFamily::IPV4);
    assert_eq!(page.allocate_with(&mut world, &[&v4, &EvenPort::new(false), &Lifetime::new(1000)]), Ok(1000));
    let answered = page.ask(&mut world, REFRESH, &[&v6]);
    assert_eq!(answered, Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH));
    assert_eq!(page.permit(&mut world, address("[2600::1]:5000")), Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH));
    assert_eq!(page.ask(&mut world, CREATE_PERMISSION, &[]), Err(ErrorCode::BAD_REQUEST));
}

#[test]
fn a_server_of_ipv6_alone_relays_for_browsers_that_say_nothing_of_it() {
    let addresses = RelayAddresses { v4: None, v6: Some("2600::9".parse().unwrap()) };
    let mut world = World::at(addresses, |_| {});
    let mut page = world.seated(1);
    assert_eq!(page.allocate(&mut world), Ok(600));
    assert_eq!(page.relay, Some(address("[2600::9]:50000")));
    assert_eq!(page.permit(&mut world, address("[2a00::1]:5000")), Ok(()));
    let out = page.send(&mut world, address("[2a00::1]:5000"), b"out");
    assert_eq!(out, Got::ToPeer(50_000, address("[2a00::1]:5000"), b"out".to_vec()));
    assert_eq!(page.permit(&mut world, address(PEER)), Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH));
}

#[test]
fn without_any_address_nobody_is_answered() {
    let mut world = World::at(RelayAddresses::default(), |_| {});
    let page = world.seated(1);
    let request = Page::bare(&mut world, ALLOCATE, &[]);
    assert_eq!(world.hear(page.client, &request), Got::Nothing);
    let request = Page::bare(&mut world, BINDING, &[]);
    assert_ne!(world.hear(page.client, &request), Got::Nothing, "STUN is");
}

#[test]
fn without_a_socket_there_is_no_relay() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    page.client.address.set_port(4001);
    page.nonce.clear();
    page.refresh(&mut world, 0).unwrap_err();
    let transaction = world.transaction();
    let request = page.signed(ALLOCATE, transaction, &[&RequestedTransport::new(RequestedTransport::UDP)]);
    let Outcome::Open(opening) = world.turn.hear(page.client, &request, &mut Vec::new(), world.now) else {
        panic!("no opening")
    };
    assert_eq!((opening.id, opening.is_even), (AllocationId(2), false));
    let answer = world.turn.opened(*opening, Err(NoSocket), world.now);
    assert_eq!((code(&answer), world.turn.allocations()), (ErrorCode::INSUFFICIENT_CAPACITY, 1));
}

#[test]
fn a_server_that_stops_makes_no_relay_and_keeps_those_there_are() {
    let (mut world, mut page) = with_relay();
    world.turn.close();
    let mut late = world.seated(2);
    assert_eq!(late.allocate(&mut world), Err(ErrorCode::INSUFFICIENT_CAPACITY));
    assert_eq!(page.permit(&mut world, address(PEER)), Ok(()));
    assert_ne!(page.send(&mut world, address(PEER), b"out"), Got::Nothing);
}

#[test]
fn the_largest_packet_goes_through_a_stream() {
    let (mut world, mut page) = with_relay();
    page.permit(&mut world, address(PEER)).unwrap();
    let (_, written) = world.peer_sends(0, PEER, &[7; 1472]).unwrap();
    assert_eq!(message::framed(&written), Ok(Some(written.len())));
}

#[test]
fn what_fits_into_no_packet_is_not_relayed() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    page.bind(&mut world, 0x4000, address(PEER)).unwrap();
    for (size, is_relayed) in [(4092, true), (4093, false), (65_535, false)] {
        let got = page.channel(&mut world, 0x4000, &vec![7; size]);
        assert_eq!(matches!(got, Got::ToPeer(..)), is_relayed, "{size}");
    }
}
