//! Who is in the room, what they say of themselves, and the contract of what the room can do.

pub mod facts;
pub mod feature;
pub mod local_state;
pub mod member;
pub mod membership;
pub mod next_membership;
pub mod participant;
pub mod peer;
pub mod tile_size;

pub(crate) mod display_name;
pub(crate) mod tombstones;

/// Above so many people only the last speakers keep an active sound sender: silence of the others is no sign of trouble.
pub const MANY_PEOPLE: usize = 12;
