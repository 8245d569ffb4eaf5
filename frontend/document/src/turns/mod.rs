//! Turns at talking as one page sees and hears them: when one is over by itself, and who is heard for how long. Nothing of this is
//! written down but what a page does about it.

pub mod absence;
pub mod end_of_turn;
pub mod presence;
pub mod talk_time;
