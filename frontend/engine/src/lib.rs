//! The engine of a Plenum page: pure, native, without clock, random source or IO.
//!
//! [`engine::Engine`] takes one [`event::Event`] at a time and answers with [`effect::Effect`]s; what there is to see
//! is a [`view::View`]. It names JS objects by numbers ([`ids`]) and draws its randomness from a seed ([`random`]).
#![forbid(unsafe_code)]

pub mod api;
pub mod app;
pub mod bandwidth;
pub mod base;
pub mod co_location;
pub mod crypto;
pub mod diagnostics;
pub mod echo;
pub mod invite;
pub mod layout;
pub mod media;
pub mod meeting;
pub mod messaging;
pub mod mute_request;
pub mod notifications;
pub mod room;
pub mod rtc;
pub mod sdp;
pub mod signaling;
