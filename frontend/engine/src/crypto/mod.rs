//! Key schedule, identity, hello, sealing and kept copies (HKDF, X25519, Ed25519, XChaCha20-Poly1305).

pub mod hello;
pub mod identity;
pub mod kept_copy;
pub mod kept_note;
pub mod kept_passphrase;
pub mod key_schedule;
pub mod sealing;
