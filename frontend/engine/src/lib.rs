//! The mind of a Plenum page: pure, native, without clock, dice or IO.
//!
//! [`engine::Engine`] takes one [`event::Event`] at a time and answers with [`effect::Effect`]s; what there is to see
//! is a [`view::View`]. It names JS objects by numbers ([`ids`]) and draws its randomness from a seed ([`random`]).

pub mod effect;
pub mod engine;
pub mod event;
pub mod ids;
pub mod intent;
pub mod link;
pub mod time;
pub mod view;
