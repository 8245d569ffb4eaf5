//! Stories: who does what when, thrown from a seed, told by a world, and cut down to the acts that matter when they end badly.

use super::World;
use super::act::Act;
use super::rng::Rng;
use super::tricks::Trick;
use super::weather::Weather;
use plenum_engine::api::effect::Source;
use std::fmt;

/// One of so many meetings has a hostile member.
const HOSTILE: u64 = 10;
/// In one of so many people write to each other, too.
const WRITTEN: u64 = 20;

/// A meeting's script.
#[derive(Clone)]
pub struct Story {
    /// Seed of the world it is told in.
    pub seed: u64,
    /// How many take part.
    pub people: usize,
    /// On what kind of day.
    pub weather: Weather,
    /// Acts and their moments, milliseconds.
    pub acts: Vec<(u64, Act)>,
}

impl Story {
    /// The story of a seed.
    pub fn of(seed: u64) -> Story {
        let mut rng = Rng::new(seed ^ 0x5106_7E11);
        let people = rng.pick(&[2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5]);
        let weather = Weather::any(&mut rng);
        let mut acts = Vec::new();
        // All at once, or one after the other.
        let spread = rng.pick(&[0, 20, 500, 4_000]);
        for who in 0..people {
            let opens = rng.between(0, spread);
            let joins = opens + rng.pick(&[0, 1, 100, 600, 1_500]);
            acts.push((opens, Act::Open(who)));
            for device in [Act::Microphone(who, true), Act::Camera(who, true)] {
                if rng.chance(600) {
                    acts.push((rng.between(opens, joins), device));
                }
            }
            if rng.chance(950) {
                acts.push((joins, Act::Join(who)));
                if rng.chance(200) {
                    acts.push((joins + rng.pick(&[0, 50, 2_000]), Act::Screen(who, true)));
                }
            }
        }
        let horizon = rng.pick(&[500, 2_000, 6_000, 15_000]);
        for _ in 0..rng.pick(&[0, 1, 1, 2, 3, 4, 6]) {
            acts.push((rng.between(0, horizon), any_act(&mut rng, people)));
        }
        if seed.is_multiple_of(HOSTILE) {
            acts.extend(tricks(seed, horizon));
        }
        if seed % WRITTEN == 7 {
            acts.extend(written(seed, people, horizon));
        }
        acts.sort_by_key(|(at, _)| *at);
        Story { seed, people, weather, acts }
    }

    /// Tells it from the beginning until everything has settled; panics where it should not have gone so.
    pub fn tell(&self, loud: bool) -> World {
        let mut world = World::new(self.seed, self.people, self.weather.clone());
        world.loud = loud;
        world.hostile = self.acts.iter().any(|(_, act)| matches!(act, Act::Play(..)));
        world.documents = self.acts.iter().any(|(_, act)| matches!(act, Act::Write(_) | Act::WorkerDies(_)));
        for (at, act) in &self.acts {
            world.run_until(*at);
            world.act(act);
        }
        world.settle();
        if world.documents {
            world.read_the_same();
        }
        if world.hostile {
            // They met while the tricks were played, and are still together when those are over.
            world.run_until(world.mischief);
            world.disturb(0);
            world.settle();
        }
        world
    }

    /// The same story without one of its acts.
    pub fn without(&self, index: usize) -> Story {
        let mut shorter = self.clone();
        shorter.acts.remove(index);
        shorter
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, {} people, {:?}", self.seed, self.people, self.weather)?;
        for (at, act) in &self.acts {
            writeln!(f, "{at:>8} ms  {act:?}")?;
        }
        Ok(())
    }
}

/// What somebody hostile does meanwhile, drawn apart so that the rest of the story is what it was without them.
fn tricks(seed: u64, horizon: u64) -> Vec<(u64, Act)> {
    let mut rng = Rng::new(seed ^ 0xBAD_0BAD);
    let play = |rng: &mut Rng| {
        let (trick, rounds, pause) =
            (rng.pick(&Trick::ALL), rng.pick(&[10, 40, 200]), rng.pick(&[10, 50, 50, 200, 1_000]));
        (rng.between(0, horizon), Act::Play(trick, rounds, pause))
    };
    (0..rng.between(1, 3)).map(|_| play(&mut rng)).collect()
}

/// What is written meanwhile, and by whom, drawn apart likewise.
fn written(seed: u64, people: usize, horizon: u64) -> Vec<(u64, Act)> {
    let mut rng = Rng::new(seed ^ 0xC4A7);
    let write = |rng: &mut Rng| {
        let who = rng.below(people as u64) as usize;
        let act = if rng.chance(150) { Act::WorkerDies(who) } else { Act::Write(who) };
        (rng.between(0, horizon + 5_000), act)
    };
    (0..rng.between(2, 12)).map(|_| write(&mut rng)).collect()
}

/// Any act of anybody. What is long to settle is rare.
fn any_act(rng: &mut Rng, people: usize) -> Act {
    let who = rng.below(people as u64) as usize;
    let other = rng.below(people as u64) as usize;
    let pause = |rng: &mut Rng| rng.pick(&[150, 600, 1_500, 4_000, 9_000]);
    match rng.below(100) {
        0..=13 => Act::Reload(who),
        14..=21 => Act::Leave(who),
        22..=30 => Act::Join(who),
        31..=40 => Act::Microphone(who, rng.chance(500)),
        41..=44 => Act::Camera(who, rng.chance(500)),
        45..=47 => Act::Screen(who, rng.chance(700)),
        48..=50 => Act::Rename(who, format!("{who} the {}th", rng.below(90) + 10)),
        51..=58 => Act::LoseSignaling(who, rng.between(0, 2_000), rng.pick(&[0, 300, 3_000, 60_000])),
        59..=66 => Act::Restart(rng.pick(&[0, 200, 2_000, 7_000])),
        67..=71 => Act::Cut(who, other, pause(rng)),
        72..=74 => Act::Swallow(who, other, pause(rng)),
        75..=76 => Act::Break(who, other),
        77..=79 => Act::Offline(who, pause(rng)),
        80..=83 => Act::ChangeNetwork(who),
        84..=87 => Act::Visible(who, rng.chance(400)),
        88..=89 => Act::Away(who, pause(rng)),
        90..=93 => Act::Close(who),
        94..=95 => Act::PullOut(who, rng.pick(&[Source::Microphone, Source::Camera, Source::Screen])),
        96 => Act::Flip(who),
        97 => Act::Crash(who),
        98 => Act::PowerCut(who),
        _ => Act::Open(who),
    }
}
