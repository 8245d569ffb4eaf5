//! The room document of Plenum: signed records, pads and their exchange between peers; pure, without clock, random source or IO.
#![forbid(unsafe_code)]
// Tests may pass over what they do not mean.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod base;
pub mod records;
