//! How loud we and the others are from moment to moment while we speak: what the echo finder compares.

use crate::base::ids::ConnectionId;

/// From one sample to the next, milliseconds: syllables take 100 and more, and asking a browser costs a little each time.
pub const SAMPLE_MS: u64 = 40;
/// Samples that are told at once: half a second's.
pub const BATCH: usize = 12;

/// So many samples of everybody, all taken at the same moments; levels as [`decibels`] gives them.
#[derive(Clone, Debug, Default)]
pub struct Envelopes {
    /// They do not follow upon the last ones: sampling has begun, or the page slept.
    pub anew: bool,
    /// Our own microphone, as it is sent.
    pub ours: Vec<u8>,
    /// What comes over each connection.
    pub theirs: Vec<(ConnectionId, Vec<u8>)>,
}

/// 0..=1 (linear amplitude) to decibels above −127 dBov (RFC 6464 §3 upside down): 127 is the loudest, 0 is silence.
pub fn decibels(level: f64) -> u8 {
    if level > 0.0 { (127.0 + 20.0 * level.log10()).clamp(0.0, 127.0).round() as u8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_are_those_of_packets() {
        assert_eq!((decibels(1.0), decibels(0.1), decibels(0.001), decibels(0.0)), (127, 107, 67, 0));
        assert_eq!((decibels(f64::NAN), decibels(-1.0), decibels(7.0), decibels(f64::INFINITY)), (0, 0, 127, 127));
    }
}
