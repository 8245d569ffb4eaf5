//! The random source: the seed from which the engine draws all its randomness (`crypto.getRandomValues`).

/// 32 random bytes; `None` in a browser that has none to give.
pub fn seed() -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).ok()?;
    Some(seed)
}
