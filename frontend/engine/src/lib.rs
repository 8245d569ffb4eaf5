//! The mind of a Plenum page: pure, native, without clock, dice or IO.
//!
//! [`engine::Engine`] takes one [`event::Event`] at a time and answers with [`effect::Effect`]s; what there is to see
//! is a [`view::View`]. It names JS objects by numbers ([`ids`]) and draws its randomness from a seed ([`random`]).
#![forbid(unsafe_code)]

pub mod bundle;
pub mod effect;
pub mod engine;
pub mod envelopes;
pub mod event;
pub mod gathering;
pub mod hello;
pub mod ids;
pub mod intent;
pub mod keys;
pub mod letter;
pub mod link;
pub mod patience;
pub mod push_to_talk;
pub mod random;
pub mod sdp;
pub mod seal;
pub mod session;
pub mod stats;
pub mod tabs;
pub mod text;
pub mod time;
pub mod tuning;
pub mod view;

mod account;
mod address;
mod arrangement;
mod bounds;
mod called;
mod candidates;
mod care;
mod connection;
mod copying;
mod ear;
mod echo;
mod fetching;
mod floor;
mod habits;
mod interruption;
mod line;
mod listening;
mod meeting;
mod news;
mod own;
mod pacing;
mod peer;
mod peer_budget;
mod post;
mod quality;
mod rhythm;
mod sender;
mod sharing;
mod speaking;
mod talk;
mod tie;
mod together;
mod tokens;
mod trace;
mod turn;
mod verdict;
