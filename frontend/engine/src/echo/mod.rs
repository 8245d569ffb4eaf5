//! Finding out through whose loudspeaker we come back.

pub(crate) mod detector;
