//! Costs: what one member makes for all the others in work, bytes, sounds and flashing stays below a named budget.

use super::{mallory, meeting};
use crate::world::World;
use crate::world::cost::Cost;
use crate::world::mallory::{MALLORY, candidates, description, offer, restarted, status};
use crate::world::rng::Rng;
use plenum_engine::api::values::Presence;
use plenum_engine::messaging::message::{
    ConnectionRequest, DescriptionKind, EchoMessage, GoodbyeReason, LinkMessage, MuteRequestMessage, PeerMessage,
    RoomMessage, Status,
};
use serde_json::json;

/// Connections one member may cost each of the others in a minute.
const CONNECTIONS: u64 = 40;
/// Bytes up.
const BYTES: u64 = 2_000_000;
/// Chimes.
const CHIMES: u64 = 10;

fn toggled(revision: u32, presence: Presence, screen: bool) -> PeerMessage {
    PeerMessage::Room(RoomMessage::Status(Status { screen, ..status(revision, presence, "Mallory") }))
}

/// Lets Mallory do something twenty times a second for a minute, and tells what it has cost Ada, beyond what an
/// equally long time of talking with Ben costs her.
fn minute(world: &mut World, mut act: impl FnMut(&mut World, u32)) -> Cost {
    let page = world.page_of(0).expect("she is here");
    let before = world.pages[page].cost;
    world.run(60_000);
    let calm = world.pages[page].cost;
    for n in 0..1_200 {
        act(world, n);
        world.run(50);
    }
    let all = world.pages[page].cost - calm;
    let quiet = calm - before;
    let bytes_up = all.bytes_up.saturating_sub(quiet.bytes_up);
    let cost = Cost { bytes_up, ..all };
    assert!(cost.connections <= CONNECTIONS && cost.bytes_up <= BYTES && cost.chimes <= CHIMES, "{cost:?}");
    cost
}

#[test]
fn presence_toggled_twenty_times_a_second_rings_and_connects_a_few_times() {
    let mut world = meeting(31);
    let mut revision = 1_000_000_000;
    minute(&mut world, |world, n| {
        revision += 1;
        let place = if n % 2 == 0 { Presence::Lobby } else { Presence::In };
        (0..2).for_each(|who| world.guest_writes(MALLORY, who, 0, &toggled(revision, place, false)));
    });
    world.unharmed();
    // The last word counts in the end, however fast it came.
    revision += 1;
    world.guest_writes(MALLORY, 0, 0, &toggled(revision, Presence::Lobby, false));
    world.run(30_000);
    let shown = mallory(&world, 0).expect("she is in the lobby");
    assert_eq!(shown.presence, plenum_engine::api::view::Presence::Lobby);
}

#[test]
fn an_offer_that_is_repeated_is_answered_once() {
    let mut world = meeting(32);
    let sdp = description(&mut Rng::new(32), DescriptionKind::Offer);
    let cost = minute(&mut world, |world, n| {
        if n == 0 {
            world.guest_writes(MALLORY, 0, 1_000, &offer(sdp.clone()));
        }
        world.guest_writes(MALLORY, 0, 1_000, &offer(sdp.clone()));
    });
    assert!(cost.descriptions <= 12, "{} descriptions", cost.descriptions);
    world.unharmed();
}

#[test]
fn restarts_offered_in_a_loop_are_answered_as_often_as_the_budget_allows() {
    let mut world = meeting(33);
    let mut rng = Rng::new(33);
    let first = description(&mut rng, DescriptionKind::Offer);
    let cost = minute(&mut world, |world, _| {
        let sdp = restarted(&first, &mut rng);
        world.guest_writes(MALLORY, 0, 1_000, &offer(sdp));
        world.guest_writes(
            MALLORY,
            0,
            1_000,
            &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::IceRestart }),
        );
    });
    assert!(cost.descriptions <= 45, "{} descriptions", cost.descriptions);
    world.unharmed();
}

#[test]
fn epochs_begun_in_a_loop_make_few_connections() {
    let mut world = meeting(34);
    let mut rng = Rng::new(34);
    minute(&mut world, |world, n| {
        let sdp = description(&mut rng, DescriptionKind::Offer);
        world.guest_writes(MALLORY, 0, 1_000 + n, &offer(sdp));
        world.guest_writes(
            MALLORY,
            0,
            1_000 + n,
            &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh }),
        );
    });
    world.unharmed();
}

#[test]
fn a_screen_toggled_twenty_times_a_second_does_not_make_the_stage_flash() {
    let mut world = meeting(35);
    let page = world.page_of(0).expect("she is here");
    let (mut revision, mut changes) = (1_000_000_000, 0);
    let mut stage = world.pages[page].view.layout.stage.clone();
    minute(&mut world, |world, n| {
        revision += 1;
        world.guest_writes(MALLORY, 0, 0, &toggled(revision, Presence::In, n % 2 == 0));
        let now = &world.pages[page].view.layout.stage;
        changes += u32::from(stage != *now);
        stage = now.clone();
    });
    // How often depends on which of her words come through. Each further time has to last twice as long (`layout/tile_layout.rs`).
    assert!((2..=6).contains(&changes), "the stage changed {changes} times in a minute");
    world.unharmed();
}

#[test]
fn requests_in_a_loop_cost_nothing() {
    let mut world = meeting(36);
    minute(&mut world, |world, _| {
        world.guest_writes(MALLORY, 0, 0, &PeerMessage::MuteRequest(MuteRequestMessage::Please {}));
        world.guest_writes(MALLORY, 0, 0, &PeerMessage::Echo(EchoMessage::Heard {}));
    });
    world.unharmed();
}

#[test]
fn bundles_of_ids_and_acknowledgements_cost_less_to_answer_than_to_write() {
    let mut world = meeting(37);
    let acks: Vec<u64> = (0..256).collect();
    minute(&mut world, |world, n| {
        let first = u64::MAX - u64::from(n) * 64;
        let messages: Vec<_> = (0..64).map(|id| json!({"id": first - id, "topic": "x"})).collect();
        let body = json!({"acks": acks, "messages": messages}).to_string();
        world.guest_writes_bytes(MALLORY, 0, 0, body.as_bytes());
    });
    world.unharmed();
}

#[test]
fn candidates_by_the_hundred_cost_nothing() {
    let mut world = meeting(38);
    let sdp = description(&mut Rng::new(38), DescriptionKind::Offer);
    world.guest_writes(MALLORY, 0, 1_000, &offer(sdp));
    let many = ["candidate:1 1 udp 1 10.0.0.1 8080 typ host"; 100];
    let cost = minute(&mut world, |world, n| {
        world.guest_writes(MALLORY, 0, 1_000, &candidates(&many));
        world.guest_writes(MALLORY, 0, n, &candidates(&many));
    });
    assert!(cost.connections <= 10, "{cost:?}");
    world.unharmed();
}

#[test]
fn what_is_larger_than_it_may_be_costs_nothing() {
    let mut world = meeting(39);
    let body = json!({"messages": vec![json!({"topic": "echo", "type": "heard"}); 1_500]}).to_string();
    let cost = minute(&mut world, |world, n| {
        let noise = vec![n as u8; 31 * 1024];
        world.guest_writes_bytes(MALLORY, 0, n, if n % 2 == 0 { body.as_bytes() } else { &noise });
    });
    assert!(cost.bytes_up < 100_000, "{cost:?}");
    world.unharmed();
}

#[test]
fn leaving_and_coming_back_as_somebody_else_rings_a_few_times() {
    let mut world = meeting(40);
    let page = world.page_of(0).expect("she is in");
    let (begun, before) = (world.now, world.pages[page].cost.chimes);
    while world.now < begun + 60_000 {
        let guest = world.guests.len() - 1;
        (0..2).for_each(|who| {
            world.guest_writes(guest, who, 0, &PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left }))
        });
        world.guest_leaves(guest);
        let guest = world.invite_guest();
        let name = format!("Mallory {guest}");
        (0..2).for_each(|who| world.guest_enters(guest, who, &name));
        world.run(500);
    }
    let rung = world.pages[page].cost.chimes - before;
    assert!((1..=CHIMES).contains(&rung), "it rang {rung} times");
    world.unharmed();
}
