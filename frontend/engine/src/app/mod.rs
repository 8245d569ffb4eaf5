//! The page: its stages, preferences, the loader of the room's chunk, and the engine that routes every event.

pub(crate) mod address;
pub(crate) mod chunk_loader;
pub(crate) mod clipboard;
pub(crate) mod doorbell;
pub(crate) mod embedder;
pub mod engine;
pub mod other_tabs;
pub(crate) mod page;
pub(crate) mod preferences;
pub mod preflight;
pub(crate) mod profile;
pub mod render_gate;
pub(crate) mod rescue;
pub(crate) mod slices;
mod suggestion;
pub(crate) mod update;
