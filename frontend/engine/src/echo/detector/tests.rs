//! Made-up meetings for the echo finder: it names whoever sends our voice back, and over many seeds nobody else.

use super::*;
use crate::api::loudness::BATCH;
use crate::base::ids::Epoch;
use crate::base::rng::Rng;

/// Meetings of every run.
const SEEDS: u64 = 300;
/// Length of a meeting, samples: forty seconds.
const LONG: usize = 1_000;
/// Samples in a second.
const SECOND: usize = 1_000 / SAMPLE_MS as usize;
/// Of a quiet room, decibels above −127 dBov.
const ROOM: u8 = 50;

fn rng(seed: u64) -> Rng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    Rng::new(bytes)
}

fn between(rng: &mut Rng, low: u64, high: u64) -> usize {
    (low + rng.below(high - low + 1)) as usize
}

/// Adds up as sound does, more or less: the louder one is heard.
fn mixed(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| *a.max(b)).collect()
}

/// A room in which nobody speaks.
fn room(rng: &mut Rng) -> Vec<u8> {
    (0..LONG).map(|_| ROOM - 3 + rng.below(5) as u8).collect()
}

/// Somebody speaks: syllables of 80 to 280 ms, words, breaths, and pauses of up to `pause` samples.
fn speech(rng: &mut Rng, pause: u64) -> Vec<u8> {
    let mut levels = room(rng);
    let mut at = between(rng, 0, 20);
    while at < LONG {
        for _ in 0..between(rng, 3, 14) {
            let loud = 88 + rng.below(16) as u8;
            let long = between(rng, 2, 7);
            for (step, level) in levels.iter_mut().skip(at).take(long).enumerate() {
                let edge = if step == 0 || step + 1 == long { 7 } else { rng.below(4) as u8 };
                *level = (loud - edge).max(*level);
            }
            at += long + between(rng, 0, 3);
        }
        at += between(rng, 6, pause);
    }
    levels
}

/// What a loudspeaker makes of it at the other end: later, quieter, smeared by the room, uneven, and with its own hiss.
fn echo(rng: &mut Rng, of: &[u8], lag: usize, quieter: u8) -> Vec<u8> {
    let mut levels = room(rng);
    let mut tail = 0_u8;
    for (at, level) in levels.iter_mut().enumerate().skip(lag) {
        let wanders = rng.below(20) == 0;
        let direct = of[at - lag - usize::from(wanders && at > lag)].saturating_sub(quieter);
        tail = direct.max(tail.saturating_sub(6));
        *level = (*level).max(tail.saturating_sub(rng.below(4) as u8));
    }
    levels
}

fn peer(number: u8) -> PeerId {
    PeerId([number; 32])
}

/// Lets a meeting pass; whom it names, and at which sample.
fn meet(finder: &mut EchoDetector, ours: &[u8], theirs: &[Vec<u8>]) -> Vec<(u8, usize)> {
    let mut named = Vec::new();
    for from in (0..ours.len()).step_by(BATCH) {
        let part = |levels: &[u8]| levels[from..(from + BATCH).min(levels.len())].to_vec();
        let id = |number: usize| ConnectionId { peer: peer(number as u8), epoch: Epoch(1) };
        let envelopes = Envelopes {
            anew: from == 0,
            ours: part(ours),
            theirs: theirs.iter().enumerate().map(|(number, levels)| (id(number), part(levels))).collect(),
        };
        let now = Time((from as u64 + BATCH as u64) * SAMPLE_MS);
        named.extend(finder.take(envelopes, now).into_iter().map(|peer| (peer.0[0], from)));
    }
    named
}

fn names(ours: &[u8], theirs: &[Vec<u8>]) -> Vec<u8> {
    meet(&mut EchoDetector::default(), ours, theirs).into_iter().map(|(number, _)| number).collect()
}

/// Of how many seeds a meeting names exactly these; never anybody else.
fn right(expected: &[u8], meeting: impl Fn(&mut Rng) -> (Vec<u8>, Vec<Vec<u8>>)) -> u64 {
    let mut right = 0;
    for seed in 0..SEEDS {
        let (ours, theirs) = meeting(&mut rng(seed));
        let named = names(&ours, &theirs);
        assert!(named.iter().all(|one| expected.contains(one)), "seed {seed} names {named:?}");
        right += u64::from(named == expected);
    }
    right
}

fn lag(rng: &mut Rng) -> usize {
    between(rng, 3, 30)
}

#[test]
fn whoever_sends_our_voice_back_is_named_and_nobody_else() {
    let right = right(&[1], |rng| {
        let ours = speech(rng, 25);
        let (lag, quieter) = (lag(rng), between(rng, 3, 25) as u8);
        let theirs = vec![room(rng), echo(rng, &ours, lag, quieter), vec![0; LONG]];
        (ours, theirs)
    });
    assert!(right * 100 >= SEEDS * 95, "{right} of {SEEDS}");
}

#[test]
fn an_echo_is_found_in_the_pauses_of_whoever_causes_it() {
    let right = right(&[0], |rng| {
        let ours = speech(rng, 20);
        let lag = lag(rng);
        let mut theirs = echo(rng, &ours, lag, 12);
        let own = speech(rng, 25);
        let both = mixed(&theirs[..LONG / 3], &own[..LONG / 3]);
        theirs[..LONG / 3].copy_from_slice(&both);
        (ours, vec![theirs])
    });
    assert!(right * 100 >= SEEDS * 90, "{right} of {SEEDS}");
}

#[test]
fn two_who_talk_at_the_same_time_are_two() {
    right(&[], |rng| (speech(rng, 25), vec![speech(rng, 25), speech(rng, 60)]));
}

#[test]
fn who_speaks_along_is_no_echo() {
    right(&[], |rng| {
        let (ours, mut theirs) = (speech(rng, 25), room(rng));
        let mut at = 12;
        while at < LONG - 20 {
            // A syllable of the same text, a breath too early or too late, in their own way.
            let long = ours[at..].iter().take_while(|level| **level > 80).count();
            let start = at + between(rng, 3, 9);
            let loud = 88 + rng.below(16) as u8;
            let length = (long + between(rng, 0, 2)).min(LONG - start);
            if long > 0 {
                theirs[start..start + length].fill(loud);
            }
            at += long + 1;
        }
        (ours, vec![theirs])
    });
}

#[test]
fn who_answers_whenever_we_pause_is_no_echo() {
    right(&[], |rng| {
        let (ours, mut theirs) = (speech(rng, 40), room(rng));
        let quiet = |at: usize| ours[at.saturating_sub(8)..at].iter().all(|level| *level < 80);
        for at in (8..LONG - 12).filter(|at| quiet(*at) && ours[at - 8..=*at].len() == 9).step_by(9) {
            let reply = 85 + rng.below(12) as u8;
            theirs[at..at + 3 + rng.below(7) as usize].fill(reply);
        }
        (ours, vec![theirs])
    });
}

#[test]
fn music_and_counting_in_step_prove_nothing() {
    let heartbeat = |rng: &mut Rng, every: usize, shift: usize| -> Vec<u8> {
        let hum = room(rng);
        let loud = |at: usize| (at + every - shift) % every < every / 2;
        hum.iter().enumerate().map(|(at, level)| if loud(at) { 100 - rng.below(3) as u8 } else { *level }).collect()
    };
    right(&[], |rng| {
        let every = between(rng, 6, 16);
        (heartbeat(rng, every, 0), vec![heartbeat(rng, every, 3), heartbeat(rng, every, 0)])
    });
    right(&[], |rng| (speech(rng, 25), vec![heartbeat(rng, 12, 0)]));
}

#[test]
fn silence_and_noise_are_nobody() {
    right(&[], |rng| (speech(rng, 25), vec![vec![0; LONG], room(rng), vec![100; LONG]]));
    right(&[], |rng| (vec![0; LONG], vec![speech(rng, 25)]));
    right(&[], |rng| {
        let whisper: Vec<u8> = speech(rng, 25).iter().map(|level| level - 30).collect();
        let same = whisper.iter().skip(5).chain(&[0; 5]).copied().collect();
        (whisper, vec![same])
    });
}

#[test]
fn what_comes_from_everybody_comes_from_somewhere_else() {
    right(&[], |rng| {
        let ours = speech(rng, 25);
        let theirs = (0..3).map(|number| echo(rng, &ours, 5 + 3 * number, 10)).collect();
        (ours, theirs)
    });
}

#[test]
fn two_loudspeakers_are_both_named() {
    let right = right(&[0, 1], |rng| {
        let ours = speech(rng, 25);
        let theirs = vec![echo(rng, &ours, 5, 8), echo(rng, &ours, 9, 12), room(rng)];
        (ours, theirs)
    });
    assert!(right * 100 >= SEEDS * 80, "{right} of {SEEDS}");
}

#[test]
fn it_takes_seconds_and_then_there_is_peace_for_a_minute() {
    let mut rng = rng(7);
    let ours: Vec<u8> = (0..4).flat_map(|_| speech(&mut rng, 20)).collect();
    let mut theirs = vec![ROOM; 8];
    theirs.extend(ours.iter().map(|level| level - 10));
    theirs.truncate(ours.len());
    let mut finder = EchoDetector::default();
    let named = meet(&mut finder, &ours, &[theirs]);
    assert!(named[0].1 >= WINDOW && named[0].1 <= WINDOW + 4 * SECOND, "{named:?}");
    assert!(named.windows(2).all(|two| two[1].1 - two[0].1 >= 60 * SECOND), "{named:?}");
    assert_eq!(named.len(), 3, "{named:?}");
    let last = (named[2].1 + BATCH) as u64 * SAMPLE_MS;
    assert!(finder.spares(&peer(0), Time(last + QUIET_MS - 1)) && !finder.spares(&peer(0), Time(last + QUIET_MS)));
}

#[test]
fn whatever_comes_is_no_panic() {
    let mut finder = EchoDetector::default();
    let id = |epoch| ConnectionId { peer: peer(1), epoch: Epoch(epoch) };
    for (ours, theirs) in [(0, 0), (0, 12), (12, 0), (12, 12), (900, 900), (12, 13)] {
        for level in [0, 127, 255] {
            let theirs = vec![(id(1), vec![level; theirs]), (id(2), vec![level; theirs])];
            let envelopes = Envelopes { anew: false, ours: vec![255 - level; ours], theirs };
            assert_eq!(finder.take(envelopes, Time(5)), []);
        }
    }
}
