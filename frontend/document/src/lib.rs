//! The room document of Plenum: signed records, pads and their exchange between peers; pure, without clock, random source or IO.
//!
//! [`document::Document`] takes one [`api::event::Event`] at a time and answers with [`api::effect::Effect`]s; what there is to
//! see is a [`api::view::View`]. Everything that has an author is a signed record ([`records`]); what the records mean is a
//! deterministic fold over them ([`fold`]); text that all write at once is a CRDT ([`pads`]). Folders are layers, from `base`
//! up to `document`. The formats are written down in `DOCUMENT-PROTOCOL.md`.
#![forbid(unsafe_code)]
// Tests may pass over what they do not mean.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod api;
pub mod base;
pub mod document;
pub mod fold;
pub mod markdown;
pub mod pads;
pub mod records;
pub mod sync;
pub mod turns;
