//! How much one envelope is the other one, later: normalised cross-correlation of what changes from syllable to syllable.

use crate::api::loudness::SAMPLE_MS;

/// Delays that are looked at, samples: 80 ms is less than two connections take, and after 1.5 s nobody calls it an echo.
const LAGS: std::ops::RangeInclusive<usize> = 80_usize.div_ceil(SAMPLE_MS as usize)..=1_500 / SAMPLE_MS as usize;
/// What is quieter than the loudest by so much is background, decibels.
const RANGE: f32 = 30.0;
/// What is quieter than the loudest by less than this is speech, decibels.
const LOUD: u8 = 18;
/// What changes more slowly than so many samples to both sides is phrases and turns; those are alike with everybody.
const SLOW: usize = 480 / SAMPLE_MS as usize;
/// We have to have spoken for so much of it, samples.
const SPOKEN: usize = 2_800 / SAMPLE_MS as usize;
/// Our own speech is louder than this, decibels above −127 dBov.
const SPEECH: u8 = 127 - 45;
/// Changes by less than this (root mean square, decibels) are breath and hiss.
const LIVELY: f32 = 2.0;
/// Peaks that are so close belong together, samples.
const NEAR: usize = 160 / SAMPLE_MS as usize;

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The delay at which they go together best, samples.
    pub lag: usize,
    /// How well, −1..=1.
    pub best: f32,
    /// How well at the best other delay.
    pub second: f32,
}

/// Compares two envelopes of one length; nothing where there is nothing to compare.
pub fn likeness(ours: &[u8], theirs: &[u8]) -> Option<Likeness> {
    let top = *ours.iter().max()?;
    let spoken = ours.iter().filter(|level| level.saturating_add(LOUD) >= top).count();
    if top < SPEECH || spoken < SPOKEN {
        return None;
    }
    let (a, b) = (syllables(ours), syllables(theirs));
    let power = b.iter().map(|x| x * x).sum::<f32>() / b.len().max(1) as f32;
    if power < LIVELY * LIVELY {
        return None;
    }
    let found: Vec<(usize, f32)> = LAGS.map(|lag| (lag, together(&a, &b, lag))).collect();
    let (lag, best) = found.iter().copied().max_by(|x, y| x.1.total_cmp(&y.1))?;
    let elsewhere = found.iter().filter(|(other, _)| other.abs_diff(lag) > NEAR).map(|(_, how)| *how);
    let second = elsewhere.max_by(f32::total_cmp).unwrap_or(-1.0);
    Some(Likeness { lag, best, second })
}

/// What changes from syllable to syllable: clipped where the background is, smoothed, and without what changes slowly.
fn syllables(levels: &[u8]) -> Vec<f32> {
    let top = levels.iter().copied().max().map_or(0.0, f32::from);
    let clipped: Vec<f32> = levels.iter().map(|level| f32::from(*level).max(top - RANGE)).collect();
    let smooth = around(&clipped, 1);
    let slow = around(&smooth, SLOW);
    smooth.iter().zip(slow).map(|(level, mean)| level - mean).collect()
}

/// The mean of each sample and so many to both sides of it.
fn around(levels: &[f32], sides: usize) -> Vec<f32> {
    let mut sums = vec![0.0];
    for level in levels {
        sums.push(sums.last().copied().unwrap_or(0.0) + level);
    }
    let mean = |at: usize| {
        let (from, to) = (at.saturating_sub(sides), (at + sides + 1).min(levels.len()));
        (sums[to] - sums[from]) / (to - from) as f32
    };
    (0..levels.len()).map(mean).collect()
}

/// The correlation of `a` with `b` so many samples later.
fn together(a: &[f32], b: &[f32], lag: usize) -> f32 {
    let pairs = a.iter().zip(b.iter().skip(lag));
    let (ab, aa, bb) = pairs.fold((0.0, 0.0, 0.0), |(ab, aa, bb), (a, b)| (ab + a * b, aa + a * a, bb + b * b));
    let scale = f32::sqrt(aa * bb);
    if scale > 0.0 { ab / scale } else { 0.0 }
}
