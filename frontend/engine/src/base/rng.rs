//! All randomness of the engine: one ChaCha20 stream from one seed, so that a test can replay a meeting.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng, TryCryptoRng, TryRng};
use std::convert::Infallible;
use std::fmt;

/// The engine's random source. Not `Clone`: two copies would throw the same numbers, and a nonce must not come twice.
pub struct Rng(ChaCha20Rng);

impl Rng {
    /// A source from 32 bytes of the browser's own randomness. The stream is ChaCha20 (RFC 8439 §2.3) with the seed as key
    /// and a zero nonce.
    pub fn new(seed: [u8; 32]) -> Rng {
        Rng(ChaCha20Rng::from_seed(seed))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// Fills `out` with random bytes.
    pub fn fill(&mut self, out: &mut [u8]) {
        self.0.fill_bytes(out);
    }

    /// A number from 0 to `n - 1`, each equally likely; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // Numbers above the last whole multiple of `n` would favour the small remainders: throw again.
        let surplus = (u64::MAX.checked_rem(n).unwrap_or(0) + 1).checked_rem(n).unwrap_or(0);
        loop {
            let thrown = self.0.next_u64();
            if thrown <= u64::MAX - surplus {
                return thrown.checked_rem(n).unwrap_or(0);
            }
        }
    }
}

impl TryRng for Rng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(out)
    }
}

impl TryCryptoRng for Rng {}

impl Drop for Rng {
    fn drop(&mut self) {
        // The stream has no `Zeroize`: overwrite it, and keep the compiler from thinking that nobody looks.
        self.0 = ChaCha20Rng::from_seed([0; 32]);
        std::hint::black_box(&self.0);
    }
}

impl fmt::Debug for Rng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rng(…)")
    }
}
