//! Key schedule, identity, hello and sealing (HKDF, X25519, Ed25519, XChaCha20-Poly1305).

pub mod hello;
pub mod identity;
pub mod key_schedule;
pub mod sealing;
