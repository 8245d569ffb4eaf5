//! Passphrases of meetings: what counts in them, the key material they are stretched to, words to propose, and a guess how
//! good one is. Pure; a worker of its own runs it (`worker/`), since stretching takes time and 64 MiB.
#![forbid(unsafe_code)]

pub mod strength;
pub mod stretching;
pub mod words;
