//! Who is in the room: participants and what they are called.

pub(crate) mod display_name;
pub(crate) mod participant;
pub(crate) mod tile_size;
