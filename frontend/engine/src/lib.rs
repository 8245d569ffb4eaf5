//! The engine of a Plenum page: pure, native, without clock, random source or IO.
//!
//! [`app::engine::Engine`] takes one [`api::event::Event`] at a time and answers with [`api::effect::Effect`]s; what there is
//! to see is a [`api::view::View`]. It names JS objects by numbers ([`base::ids`]) and draws its randomness from a seed
//! ([`base::rng`]). Folders are layers; `tests/tidy.rs` holds their list.
#![forbid(unsafe_code)]
// Tests may pass over what they do not mean.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod api;
pub mod app;
pub mod bandwidth;
pub mod base;
pub mod co_location;
pub mod crypto;
pub mod diagnostics;
pub mod document;
pub mod door;
pub mod echo;
pub mod embedding;
pub mod files;
pub mod invite;
pub mod layout;
pub mod live_text;
pub mod media;
pub mod meeting;
pub mod messaging;
pub mod mute_request;
pub mod notifications;
pub mod plan_b;
pub mod private_messages;
pub mod reactions;
pub mod rescue;
pub mod room;
pub mod rtc;
pub mod sdp;
pub mod signaling;
