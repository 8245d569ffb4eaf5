//! Where the tiles stand, and who speaks.

pub(crate) mod arrangement;
pub(crate) mod dominant_speaker;
