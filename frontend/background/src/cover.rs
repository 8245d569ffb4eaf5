//! What is laid over the camera's picture, so that only people are seen through it: opaque where nobody is, clear where somebody is.

use crate::Background;

/// From the first on a pixel counts as a person in part, from the second on wholly. Above the middle: rather some of a sleeve is
/// hidden than some of the room is shown.
const PERSON: [f32; 2] = [0.45, 0.8];
/// Where the mask is unsure, so much of the previous one stays: edges do not flicker.
const INERTIA: f32 = 0.6;
/// The blur's radius is the longer side divided by this.
const RADIUS: usize = 32;

/// Smooths a mask over time. What is sure is taken as it is, so that nobody drags a shadow behind. The first one
/// has none before it.
///
/// A mask says of each pixel how surely it shows a person, from 0 to 1.
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
pub(crate) fn smooth(mask: &mut [f32], previous: &[f32]) {
    for (now, previous) in mask.iter_mut().zip(previous) {
        let certainty = *now * 2.0 - 1.0;
        *now += (previous - *now) * (INERTIA * (1.0 - certainty * certainty));
    }
}

/// How much of a pixel is shown, from 0 to 1.
fn person(mask: f32) -> f32 {
    ((mask - PERSON[0]) * (1.0 / (PERSON[1] - PERSON[0]))).clamp(0.0, 1.0)
}

/// Makes the cover out of the picture that it will be laid over, in its place.
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
pub(crate) fn cover(rgba: &mut [u8], width: usize, mask: &[f32], background: Background) {
    match background {
        Background::Plain([red, green, blue]) => {
            for (pixel, mask) in rgba.chunks_exact_mut(4).zip(mask) {
                pixel.copy_from_slice(&[red, green, blue, opacity(*mask)]);
            }
        }
        Background::Blur => blur(rgba, width, mask),
    }
}

fn opacity(mask: f32) -> u8 {
    ((1.0 - person(mask)) * 255.0 + 0.5) as u8
}

/// Blurred at half the size, and without the people, whose colours would shine around them. Three box blurs are nearly a Gaussian one,
/// and take the same time whatever their radius.
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
fn blur(rgba: &mut [u8], width: usize, mask: &[f32]) {
    let (half, height) = (width / 2, mask.len() / width);
    let mut room = vec![[0.0; 4]; half * (height / 2)];
    for (y, line) in room.chunks_exact_mut(half).enumerate() {
        for (x, sum) in line.iter_mut().enumerate() {
            for at in [0, 1, width, width + 1].map(|near| 2 * (y * width + x) + near) {
                // A trace of everything: where there are only people, their colours are better than none.
                let weight = 1.0 - person(mask[at]) + 1e-4;
                let pixel = &rgba[at * 4..][..3];
                for channel in 0..3 {
                    sum[channel] += f32::from(pixel[channel]) * weight;
                }
                sum[3] += weight;
            }
        }
    }
    let radius = (width.max(height) / 2 / RADIUS).max(1);
    let mut other = room.clone();
    for _ in 0..3 {
        for (from, to) in room.chunks_exact(half).zip(other.chunks_exact_mut(half)) {
            box_blur(from, to, radius, 1, half);
        }
        for x in 0..half {
            box_blur(&other[x..], &mut room[x..], radius, half, height / 2);
        }
    }
    for (at, (pixel, mask)) in rgba.chunks_exact_mut(4).zip(mask).enumerate() {
        let [red, green, blue, weight] = room[at / width / 2 * half + at % width / 2];
        let share = 1.0 / weight;
        let colours = [red, green, blue].map(|sum| (sum * share + 0.5) as u8);
        pixel[..3].copy_from_slice(&colours);
        pixel[3] = opacity(*mask);
    }
}

/// A box blur along one line of `length` places that lie `apart` from each other in memory, by a running sum.
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
fn box_blur(from: &[[f32; 4]], to: &mut [[f32; 4]], radius: usize, apart: usize, length: usize) {
    let mut sum = [0.0; 4];
    let mut change = |by: [f32; 4], sign: f32| {
        for channel in 0..4 {
            sum[channel] += by[channel] * sign;
        }
        sum
    };
    for place in 0..radius.min(length) {
        change(from[place * apart], 1.0);
    }
    for place in 0..length {
        if let Some(next) = Some(place + radius).filter(|next| *next < length) {
            change(from[next * apart], 1.0);
        }
        let mut near = change([0.0; 4], 1.0);
        // Never zero, which it would be divided by: of large numbers that came and went rounding leaves a little, below zero too.
        near[3] = near[3].max(1e-6);
        to[place * apart] = near;
        if let Some(last) = place.checked_sub(radius) {
            change(from[last * apart], -1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unsure_stays_nearly_as_it_was_and_what_is_sure_does_not() {
        let mut mask = [0.5, 1.0, 0.0];
        smooth(&mut mask, &[0.9, 0.0, 1.0]);
        assert!(mask[0] > 0.7, "{mask:?}");
        assert_eq!(mask[1..], [1.0, 0.0]);
    }
}
