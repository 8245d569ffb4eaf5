//! What the network has learned, read from `model/selfie.f16`: numbers of two bytes, in the order in which they are asked for.

/// Hands out one layer's numbers after the other.
pub(crate) struct Weights<'a> {
    rest: &'a [u8],
}

impl<'a> Weights<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next numbers; zeros where the file ends too early, which the tests do not let pass.
    pub(crate) fn take(&mut self, count: usize) -> Vec<f32> {
        let (now, rest) = self.rest.split_at((count * 2).min(self.rest.len()));
        self.rest = rest;
        let mut numbers: Vec<f32> = now.chunks_exact(2).map(|two| half(u16::from_le_bytes([two[0], two[1]]))).collect();
        numbers.resize(count, 0.0);
        numbers
    }

    /// Whether all has been handed out.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// A number of IEEE 754 binary16.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3ff);
    match i32::from(bits >> 10 & 0x1f) {
        0 => sign * fraction * 2f32.powi(-24),
        exponent => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_are_read() {
        for (bits, number) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0x7bff, 65504.0)]
        {
            assert_eq!(half(bits), number);
        }
    }

    #[test]
    fn a_file_that_ends_too_early_gives_zeros() {
        let mut weights = Weights::new(&[0, 0x3c, 0]);
        assert_eq!(weights.take(3), [1.0, 0.0, 0.0]);
        assert!(weights.is_empty());
    }
}
