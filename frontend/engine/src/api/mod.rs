//! What goes into the engine and comes out of it, as plain values: events, effects, intents, views.

pub(crate) mod context;
pub mod document;
pub mod effect;
pub mod embedding;
pub mod event;
pub mod files;
pub mod intent;
pub mod loudness;
pub mod note;
pub mod probe;
pub mod rescue;
pub mod sender_parameters;
pub mod sound_check;
pub mod stats;
pub mod storage;
pub mod values;
pub mod view;
