//! The tiles of the room: one per person and per shared screen, and where each stands.

pub mod actions;
pub mod layout;
pub mod layout_buttons;
pub mod name_badge;
pub mod picture;
pub mod screen_tile;
pub mod signal_strength;
pub mod tile;
pub mod zoom;
