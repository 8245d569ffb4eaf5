//! Anything at all, in any order: a thousand soups of messages, thrown from seeds.

use super::meeting;
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::mallory::{MALLORY, candidates, description, status};
use crate::world::sdp;
use crate::world::seeds::{failures, number};
use plenum_engine::letter::{Description, DescriptionKind, Favour, Letter, Parting, Standing, Status, Together, Wish};
use serde_json::{Value, json};

/// Soups of every run.
const SEEDS: u64 = 1_000;

#[test]
fn whatever_a_member_writes_the_others_go_on() {
    let soup = |seed: u64| {
        let mut world = meeting(seed);
        let mut dice = Dice::new(!seed);
        for _ in 0..dice.between(5, 120) {
            let (who, epoch) = (dice.below(2) as usize, dice.pick(&[0, 1, 1, 2, 2, 3, 4, u32::MAX]));
            match any_letter(&mut dice, &world) {
                Ok(letter) => world.guest_writes(MALLORY, who, epoch, &letter),
                Err(letter) => world.guest_writes_json(MALLORY, who, epoch, letter),
            }
            let pause = dice.pick(&[0, 0, 5, 60, 400, 5_000]);
            world.run(pause);
        }
        world.unharmed();
    };
    if let Ok(seed) = std::env::var("PLENUM_SEED") {
        return soup(seed.parse().expect("PLENUM_SEED is a number"));
    }
    let failed = failures(number("PLENUM_SEEDS", SEEDS * 20) / 20, soup);
    for (seed, why) in &failed {
        eprintln!("{why}\n  again: PLENUM_SEED={seed} cargo test -p plenum-engine --test hostile_peer whatever\n");
    }
    assert!(failed.is_empty(), "{} of the seeds failed, the first is {}", failed.len(), failed[0].0);
}

fn any_letter(dice: &mut Dice, world: &World) -> Result<Letter, Value> {
    let kind = dice.pick(&[DescriptionKind::Offer, DescriptionKind::Answer, DescriptionKind::Unknown]);
    Ok(match dice.below(10) {
        0..=2 => Letter::Description(Description { kind, sdp: description(dice, kind) }),
        // Somebody else's description, as it was written.
        3 => {
            let written: Vec<_> = world.written.values().cloned().collect();
            Letter::Description(Description { kind, sdp: dice.pick(&written).to_string() })
        }
        4 => candidates(&[dice.pick(&[
            "candidate:1 1 udp 1 10.0.0.1 8080 typ host",
            "",
            "candidate:1 1 udp 1 evil.example 80 typ host",
        ])]),
        5 if dice.chance(300) => Letter::CallOff {},
        5 => Letter::Ask { what: dice.pick(&[Wish::Fresh, Wish::IceRestart, Wish::NoMore]) },
        6 => Letter::Fingerprints { mine: sdp::fingerprint(dice), yours: sdp::fingerprint(dice) },
        7 => {
            let place = dice.pick(&[Standing::In, Standing::In, Standing::Lobby, Standing::Elsewhere]);
            let [microphone, camera, screen, screen_sound] = [(); 4].map(|()| dice.chance(500));
            let deaf = dice.chance(500);
            let bare = status(dice.any() as u32, place, "Mallory");
            Letter::Status(Status { microphone, camera, deaf, screen, screen_sound, ..bare })
        }
        8 if dice.chance(300) => Letter::Echo {},
        8 if dice.chance(300) => Letter::Together(Together { revision: dice.any() as u32, sits: dice.chance(500) }),
        8 if dice.chance(500) => Letter::Please { what: dice.pick(&[Favour::Mute, Favour::Unknown]) },
        8 if dice.chance(100) => Letter::Goodbye { how: Parting::Unloaded },
        _ => {
            return Err(
                json!({"letter": dice.pick(&["status", "x", "candidates"]), "candidates": dice.any(), "revision": "one"}),
            );
        }
    })
}
