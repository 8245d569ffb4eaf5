//! Quotas: at each limit and one past it, and who makes room for whom.

use crate::page::{Got, Page, World, address, after};
use plenum_rooms::rate::Rate;
use plenum_turn::limits::Limits;
use plenum_turn::tally::Happened;
use std::net::SocketAddr;
use std::time::Duration;
use turn_types::message::REFRESH;
use turn_types::stun::attribute::ErrorCode;

const QUOTA: u16 = ErrorCode::ALLOCATION_QUOTA_REACHED;

/// Allocates from one port after the other, as many as asked for; how many there are then, and the last refusal.
fn allocate(world: &mut World, page: &mut Page, how_many: u16) -> (usize, Option<u16>) {
    let mut refused = None;
    for _ in 0..how_many {
        page.client.address.set_port(page.client.address.port() + 1);
        page.nonce.clear();
        refused = page.allocate(world).err();
    }
    (world.turn.allocations(), refused)
}

#[test]
fn a_holder_has_eight_relays_for_each_other_member_of_a_room() {
    let mut world = World::new();
    let mut page = world.seated(1);
    assert_eq!(allocate(&mut world, &mut page, 8 * 49), (8 * 49, None));
    assert_eq!(allocate(&mut world, &mut page, 1), (8 * 49, Some(QUOTA)));
    world.now = after(59);
    assert_eq!(allocate(&mut world, &mut page, 1), (8 * 49, Some(QUOTA)));
    let mut fresh = world.page(1, page.holder);
    fresh.client.address.set_port(9);
    assert_eq!(allocate(&mut world, &mut fresh, 1), (8 * 49, Some(QUOTA)), "a fresh credential is no fresh quota");
    let mut other = world.seated(2);
    assert_eq!(allocate(&mut world, &mut other, 1), (8 * 49 + 1, None), "another holder");
    assert_eq!(world.count(Happened::Refused), 3);
}

#[test]
fn a_relay_without_a_permission_makes_room_after_a_minute_and_one_with_does_not() {
    let mut world = World::with(|limits| limits.allocations_per_holder = 2);
    let (mut page, peer) = (world.seated(1), address("8.8.8.8:5000"));
    assert_eq!(allocate(&mut world, &mut page, 2), (2, None));
    page.permit(&mut world, peer).unwrap();
    let used = page.client;
    world.now = after(60);
    assert_eq!(allocate(&mut world, &mut page, 1), (2, None));
    assert_eq!((world.count(Happened::Evicted), allocate(&mut world, &mut page, 1)), (1, (2, Some(QUOTA))));
    page.client = used;
    assert_ne!(page.send(&mut world, peer, b"x"), Got::Nothing, "the one with a permission stayed");
    world.now = after(119);
    let mut other = world.seated(2);
    assert_eq!(allocate(&mut world, &mut other, 1), (3, None), "nobody makes room for others' quotas");
}

#[test]
fn an_address_has_its_quota_whoever_is_behind_it() {
    let mut world = World::with(|limits| limits.allocations_per_address = 3);
    let (mut one, mut two) = (world.seated(1), world.seated(2));
    two.client.account = one.client.account;
    assert_eq!(allocate(&mut world, &mut one, 2), (2, None));
    assert_eq!(allocate(&mut world, &mut two, 2), (3, Some(QUOTA)));
    let mut three = world.seated(3);
    assert_eq!(allocate(&mut world, &mut three, 1), (4, None));
    world.now = after(60);
    assert_eq!(allocate(&mut world, &mut two, 1), (4, None), "the oldest without a permission made room");
    one.refresh(&mut world, 0).unwrap();
    assert_eq!(world.turn.allocations(), 3, "and it was not this one");
}

#[test]
fn a_server_has_its_quota() {
    let mut world = World::with(|limits| limits.allocations = 2);
    for who in 1..=2 {
        let mut page = world.seated(who);
        assert_eq!(allocate(&mut world, &mut page, 1), (usize::from(who), None));
    }
    let mut page = world.seated(3);
    assert_eq!(allocate(&mut world, &mut page, 1), (2, Some(ErrorCode::INSUFFICIENT_CAPACITY)));
    world.now = after(60);
    assert_eq!(allocate(&mut world, &mut page, 1), (2, None));
}

#[test]
fn a_relay_has_sixty_four_peers() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    for last in 0..64 {
        assert_eq!(page.permit(&mut world, address(&format!("8.8.8.{last}:5000"))), Ok(()));
    }
    assert_eq!(page.permit(&mut world, address("8.8.8.64:5000")), Err(ErrorCode::INSUFFICIENT_CAPACITY));
    assert_eq!(page.bind(&mut world, 0x4000, address("8.8.8.64:5000")), Err(ErrorCode::INSUFFICIENT_CAPACITY));
    assert_eq!(page.permit(&mut world, address("8.8.8.0:5000")), Ok(()), "one of those there are");
}

#[test]
fn a_holder_asks_at_a_pace() {
    let mut world = World::with(|limits| limits.requests = Rate { burst: 3, every: Duration::from_secs(1) });
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    for _ in 0..2 {
        page.refresh(&mut world, 600).unwrap();
    }
    let transaction = world.transaction();
    let request = page.signed(REFRESH, transaction, &[]);
    assert_eq!(world.hear(page.client, &request), Got::Nothing);
    world.now = after(1);
    assert!(page.refresh(&mut world, 600).is_ok());
}

/// Somebody on this account with a relay whose peer has sent something.
fn with_answers(world: &mut World, who: u8, account: u8, peer: SocketAddr) -> Page {
    let mut page = world.seated(who);
    page.client.account = account;
    page.allocate(world).unwrap();
    page.permit(world, peer).unwrap();
    world.peer_sends(world.opened.len() - 1, &peer.to_string(), b"");
    page
}

#[test]
fn a_request_is_as_much_work_as_it_names_peers() {
    let mut world = World::with(|limits| limits.requests = Rate { burst: 10, every: Duration::from_secs(1) });
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    let peers: Vec<SocketAddr> = (0..65).map(|last| address(&format!("8.8.8.{last}:5000"))).collect();
    assert_eq!(page.permit_all(&mut world, &peers[..10]), Ok(()));
    let transaction = world.transaction();
    let request = page.signed(REFRESH, transaction, &[]);
    assert_eq!(world.hear(page.client, &request), Got::Nothing, "eleven of ten were used");
    world.now = after(100);
    assert_eq!(page.permit_all(&mut world, &peers), Err(ErrorCode::INSUFFICIENT_CAPACITY), "they are not looked at");
    assert_eq!(world.count(Happened::Forbidden), 0);
    let special: Vec<SocketAddr> = (0..400).map(|_| address("10.0.0.1:5000")).collect();
    assert_eq!(page.permit_all(&mut world, &special[..300]), Err(ErrorCode::INSUFFICIENT_CAPACITY));
}

#[test]
fn whoever_has_never_answered_is_sent_little() {
    let mut world = World::with(|limits| limits.unanswered_bytes_per_second = 10_000);
    let (stranger, friend) = (address("8.8.8.8:5000"), address("8.8.4.4:5000"));
    let sends = |world: &mut World, page: &mut Page, to| {
        (0..100).filter(|_| page.send(world, to, &[7; 1000]) != Got::Nothing).count()
    };
    let mut page = with_answers(&mut world, 1, 1, friend);
    page.permit(&mut world, stranger).unwrap();
    assert_eq!(sends(&mut world, &mut page, stranger), 11);
    assert_eq!(sends(&mut world, &mut page, friend), 100, "that costs nothing of what others get");
    let mut second = world.seated(2);
    second.client.account = 1;
    second.allocate(&mut world).unwrap();
    second.permit(&mut world, stranger).unwrap();
    assert_eq!(sends(&mut world, &mut second, stranger), 0, "another seat at the same address");
    assert!(world.peer_sends(0, "8.8.8.8:6000", b"x").is_some(), "an answer, from whatever port");
    assert_eq!(sends(&mut world, &mut page, stranger), 100);
}

#[test]
fn an_address_has_its_share_of_the_bandwidth_however_many_seats_it_has() {
    let mut world = World::with(|limits| limits.bytes_per_second_of_address = 30_000);
    let peer = address("8.8.8.8:5000");
    let sent = |world: &mut World, who, account| {
        let page = with_answers(world, who, account, peer);
        (0..20).filter(|_| page.send(world, peer, &[7; 1000]) != Got::Nothing).count()
    };
    assert_eq!([(1, 1), (2, 1), (3, 2)].map(|(who, account)| sent(&mut world, who, account)), [20, 11, 20]);
    world.turn.forget(after(0));
    assert_eq!(sent(&mut world, 4, 1), 0, "nothing is forgotten that was used");
    world.now = after(2);
    world.turn.forget(after(2));
    assert_eq!(sent(&mut world, 5, 1), 20);
}

#[test]
fn of_few_ports_half_are_used_and_nobody_gets_all_of_these() {
    let limits = Limits::new(50, Duration::from_secs(60));
    let of = |ports| {
        let limits = limits.with_ports(ports);
        [limits.allocations, limits.allocations_per_address, limits.allocations_per_holder]
    };
    assert_eq!(of(16_384), [8_192, 2_048, 392]);
    assert_eq!(of(1_000), [500, 125, 62]);
    assert_eq!(of(128), [64, 16, 8]);
}

#[test]
fn a_holder_has_their_share_of_the_bandwidth_and_all_together_have_no_more_than_there_is() {
    let mut world = World::with(|limits| {
        limits.bytes_per_second = 30_000;
        limits.bytes_per_second_of_holder = 20_000;
    });
    let peer = address("8.8.8.8:5000");
    let mut sent = Vec::new();
    for who in 1..=2 {
        let page = with_answers(&mut world, who, who, peer);
        sent.push((0..100).filter(|_| page.send(&mut world, peer, &[7; 1000]) != Got::Nothing).count());
    }
    // A second's worth at once, and the packet that reaches it.
    assert_eq!(sent, [21, 10]);
    assert_eq!(world.count(Happened::BeyondBandwidth), 169);
    assert_eq!(world.peer_sends(0, "8.8.8.8:5000", &[7; 1000]), None, "both directions count");
    world.now = after(1);
    assert!(world.peer_sends(0, "8.8.8.8:5000", &[7; 1000]).is_some());
}
