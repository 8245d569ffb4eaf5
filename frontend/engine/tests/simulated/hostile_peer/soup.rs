//! Anything at all, in any order: a thousand soups of messages, thrown from seeds.

use super::meeting;
use crate::world::World;
use crate::world::mallory::{MALLORY, candidates, description, status};
use crate::world::rng::Rng;
use crate::world::sdp;
use crate::world::seeds::{failures, number};
use plenum_engine::api::values::{DoorTrouble, Presence};
use plenum_engine::messaging::message::{
    Claim, CoLocationMessage, ConnectionRequest, Description, DescriptionKind, EchoMessage, GoodbyeReason, LinkMessage,
    MuteRequestMessage, PeerMessage, RoomMessage, Status,
};
use serde_json::{Value, json};

/// Soups of every run.
const SEEDS: u64 = 1_000;

#[test]
fn whatever_a_member_writes_the_others_go_on() {
    let soup = |seed: u64| {
        let mut world = meeting(seed);
        let mut rng = Rng::new(!seed);
        for _ in 0..rng.between(5, 120) {
            let (who, epoch) = (rng.below(2) as usize, rng.pick(&[0, 1, 1, 2, 2, 3, 4, u32::MAX]));
            match any_message(&mut rng, &world) {
                Ok(message) => world.guest_writes(MALLORY, who, epoch, &message),
                Err(message) => world.guest_writes_json(MALLORY, who, epoch, message),
            }
            let pause = rng.pick(&[0, 0, 5, 60, 400, 5_000]);
            world.run(pause);
        }
        world.unharmed();
    };
    if let Ok(seed) = std::env::var("PLENUM_SEED") {
        return soup(seed.parse().expect("PLENUM_SEED is a number"));
    }
    let failed = failures(number("PLENUM_SEEDS", SEEDS * 20) / 20, soup);
    for (seed, why) in &failed {
        eprintln!(
            "{why}\n  again: PLENUM_SEED={seed} cargo test -p plenum-engine --test simulated hostile_peer::soup\n"
        );
    }
    assert!(failed.is_empty(), "{} of the seeds failed, the first is {}", failed.len(), failed[0].0);
}

fn any_message(rng: &mut Rng, world: &World) -> Result<PeerMessage, Value> {
    let kind = rng.pick(&[DescriptionKind::Offer, DescriptionKind::Answer, DescriptionKind::Unknown]);
    Ok(match rng.below(10) {
        0..=2 => PeerMessage::Link(LinkMessage::Description(Description { kind, sdp: description(rng, kind) })),
        // Somebody else's description, as it was written.
        3 => {
            let written: Vec<_> = world.written.values().cloned().collect();
            PeerMessage::Link(LinkMessage::Description(Description { kind, sdp: rng.pick(&written).to_string() }))
        }
        4 => candidates(&[rng.pick(&[
            "candidate:1 1 udp 1 10.0.0.1 8080 typ host",
            "",
            "candidate:1 1 udp 1 evil.example 80 typ host",
        ])]),
        5 if rng.chance(300) => PeerMessage::Link(LinkMessage::CallOff {}),
        5 => PeerMessage::Link(LinkMessage::Request {
            what: rng.pick(&[ConnectionRequest::Fresh, ConnectionRequest::IceRestart, ConnectionRequest::NoMore]),
        }),
        6 => PeerMessage::Link(LinkMessage::Fingerprints { mine: sdp::fingerprint(rng), yours: sdp::fingerprint(rng) }),
        7 => {
            let place = rng.pick(&[Presence::In, Presence::In, Presence::Lobby, Presence::Knocking]);
            let [microphone, camera, screen, screen_sound] = [(); 4].map(|()| rng.chance(500));
            let deaf = rng.chance(500);
            let trouble = rng.pick(&[None, Some(DoorTrouble::MicrophoneBlocked), Some(DoorTrouble::Camera)]);
            let bare = status(rng.any() as u32, place, "Mallory");
            let said = Status { microphone, camera, deaf, screen, screen_sound, trouble, ..bare };
            PeerMessage::Room(RoomMessage::Status(said))
        }
        8 if rng.chance(300) => PeerMessage::Echo(EchoMessage::Heard {}),
        8 if rng.chance(300) => PeerMessage::CoLocation(CoLocationMessage::Claim(Claim {
            revision: rng.any() as u32,
            sits: rng.chance(500),
        })),
        8 if rng.chance(500) => PeerMessage::MuteRequest(MuteRequestMessage::Unknown),
        8 if rng.chance(100) => PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Unloaded }),
        _ => {
            return Err(
                json!({"message": rng.pick(&["status", "x", "candidates"]), "candidates": rng.any(), "revision": "one"}),
            );
        }
    })
}
