//! Turns at talking as one page hears them: when one is over by itself, and who is heard for how long. Nothing of this is written down.

pub mod end_of_turn;
pub mod talk_time;
