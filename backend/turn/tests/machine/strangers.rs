//! Those who prove nothing, or prove it wrongly: no relay, short answers, and nothing left behind.

use crate::page::{Got, HOUR, Page, World, address, after, code};
use plenum_rooms::rate::Rate;
use plenum_turn::client::{Client, Via};
use plenum_turn::credential::Secret;
use plenum_turn::tally::Happened;
use std::time::Duration;
use turn_types::attribute::RequestedTransport;
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CONNECT, CREATE_PERMISSION, REFRESH};
use turn_types::stun::attribute::{ErrorCode, Nonce, Realm};
use turn_types::stun::message::{BINDING, Message};

fn udp() -> RequestedTransport {
    RequestedTransport::new(RequestedTransport::UDP)
}

#[test]
fn the_first_answer_says_what_to_prove_in_sixty_bytes() {
    let mut world = World::new();
    let page = world.seated(1);
    for method in [ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND] {
        let request = Page::bare(&mut world, method, &[&udp()]);
        let Got::Answer(answer) = world.hear(page.client, &request) else { panic!("no answer") };
        assert_eq!((code(&answer), answer.len()), (ErrorCode::UNAUTHORIZED, 60));
        let message = Message::from_bytes(&answer).unwrap();
        assert_eq!(message.attribute::<Realm>().unwrap().realm(), "plenum");
        assert_eq!(message.attribute::<Nonce>().unwrap().nonce().len(), 16);
    }
    assert_eq!(world.count(Happened::Challenged), 4);
}

#[test]
fn whoever_has_a_seat_gets_a_relay() {
    let mut world = World::new();
    let mut page = world.seated(1);
    assert_eq!(page.allocate(&mut world), Ok(600));
    assert_eq!(page.relay, Some(address("9.9.9.9:50000")));
    assert_eq!((world.turn.allocations(), world.count(Happened::Allocated)), (1, 1));
}

#[test]
fn a_wrong_altered_foreign_or_outdated_credential_gets_none() {
    let mut world = World::new();
    let refused = |world: &mut World, change: &dyn Fn(&mut Page)| {
        let mut page = world.seated(1);
        change(&mut page);
        let refused = page.allocate(world);
        (refused, world.turn.allocations())
    };
    let unauthorized = (Err(ErrorCode::UNAUTHORIZED), 0);
    assert_eq!(refused(&mut world, &|page| page.credential.password.push('x')), unauthorized, "wrong");
    assert_eq!(refused(&mut world, &|page| page.credential.password.clear()), unauthorized, "none");
    assert_eq!(refused(&mut world, &|page| page.realm = "other".into()), unauthorized, "for another realm");
    let longer = |page: &mut Page| page.credential.username = page.credential.username.replacen("10", "99", 1);
    assert_eq!(refused(&mut world, &longer), unauthorized, "altered to hold for longer");
    let other = |page: &mut Page| {
        let (expiry, _) = page.credential.username.split_once(':').unwrap();
        page.credential.username = format!("{expiry}:AAAAAAAAAAAAAAAA");
    };
    assert_eq!(refused(&mut world, &other), unauthorized, "altered to be somebody else's");
    let foreign = |page: &mut Page| {
        let secret = Secret::new([8; 32], Duration::from_secs(1_000_000));
        page.credential = secret.credential(page.holder, HOUR, after(0));
    };
    assert_eq!(refused(&mut world, &foreign), unauthorized, "of another server, or of this one before its restart");
    assert_eq!(world.count(Happened::Outdated), 0);

    let mut page = world.seated(2);
    world.now = after(3600);
    assert_eq!(page.allocate(&mut world), Err(ErrorCode::UNAUTHORIZED), "an hour old");
    assert_eq!((world.turn.allocations(), world.count(Happened::Outdated)), (0, 1));
    world.now = after(3599);
    assert_eq!(page.allocate(&mut world), Ok(600), "not quite an hour old");
}

#[test]
fn whoever_has_no_seat_any_more_or_never_had_one_gets_none() {
    let mut world = World::new();
    let nobody = world.turn.holder(&[b"nobody"]);
    let mut stranger = world.page(1, nobody);
    assert_eq!(stranger.allocate(&mut world), Err(ErrorCode::UNAUTHORIZED));
    let mut page = world.seated(2);
    world.turn.left(page.holder, world.now);
    assert_eq!(page.allocate(&mut world), Err(ErrorCode::UNAUTHORIZED));
    let mut page = world.seated(3);
    world.turn.lost(page.holder, world.now);
    world.now = after(59);
    assert_eq!(page.allocate(&mut world), Ok(600), "the seat is kept");
    page.client.address.set_port(4001);
    world.now = after(60);
    assert_eq!(page.allocate(&mut world), Err(ErrorCode::UNAUTHORIZED), "it is given away");
}

#[test]
fn a_nonce_of_another_client_is_of_no_use() {
    let mut world = World::new();
    let (mut one, mut two) = (world.seated(1), world.seated(2));
    assert_eq!(one.allocate(&mut world), Ok(600));
    two.nonce = one.nonce.clone();
    let transaction = world.transaction();
    let request = two.signed(ALLOCATE, transaction, &[&udp()]);
    let Got::Answer(answer) = world.hear(two.client, &request) else { panic!("no answer") };
    assert_eq!(code(&answer), ErrorCode::STALE_NONCE);
    two.nonce.clear();
    assert_eq!(two.allocate(&mut world), Ok(600));
}

#[test]
fn a_request_that_anybody_recorded_does_nothing_from_elsewhere() {
    let mut world = World::new();
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    let transaction = world.transaction();
    let request = page.signed(ALLOCATE, transaction, &[&udp()]);
    let elsewhere = Client { address: address("198.18.0.66:4000"), via: Via::Udp(None), account: 66 };
    let Got::Answer(answer) = world.hear(elsewhere, &request) else { panic!("no answer") };
    assert_eq!((code(&answer), world.turn.allocations()), (ErrorCode::STALE_NONCE, 1));
}

#[test]
fn strangers_have_their_share_of_answers_and_the_seated_do_not_wait_for_it() {
    let rate = Rate { burst: 3, every: Duration::from_secs(3600) };
    let mut world = World::with(|limits| {
        limits.challenges_per_address = rate;
        limits.bindings_per_address = rate;
    });
    let mut page = world.seated(1);
    page.allocate(&mut world).unwrap();
    let stranger = Client { address: address("198.18.0.1:1"), ..page.client };
    for method in [ALLOCATE, BINDING] {
        let request = Page::bare(&mut world, method, &[]);
        let answered = (0..10).filter(|_| world.hear(stranger, &request) != Got::Nothing).count();
        assert_eq!(answered, if method == BINDING { 3 } else { 2 }, "one was the page's");
    }
    assert_eq!(world.count(Happened::Limited), 15);
    assert_eq!(page.refresh(&mut world, 600), Ok(600), "at the address that has used up its share");
    let other = Client { account: 9, ..stranger };
    let request = Page::bare(&mut world, BINDING, &[]);
    assert_ne!(world.hear(other, &request), Got::Nothing, "the share of another address");
}

#[test]
fn all_strangers_together_have_a_share_too() {
    let mut world = World::with(|limits| {
        limits.challenges = Rate { burst: 5, every: Duration::from_secs(3600) };
    });
    let request = Page::bare(&mut world, ALLOCATE, &[&udp()]);
    let stranger = |account| Client { address: address("198.18.0.1:1"), via: Via::Udp(None), account };
    let answered = (0..20).filter(|n| world.hear(stranger(*n), &request) != Got::Nothing).count();
    assert_eq!(answered, 5);
}

#[test]
fn what_is_no_request_of_turn_is_not_answered() {
    let mut world = World::new();
    let page = world.seated(1);
    let connect = Page::bare(&mut world, CONNECT, &[]);
    for nonsense in [&b""[..], b"hello", &[0; 20], &[0xff; 1500], &connect, &connect[..19]] {
        assert_eq!(world.hear(page.client, nonsense), Got::Nothing);
    }
    assert_eq!(world.count(Happened::Malformed), 6);
}
