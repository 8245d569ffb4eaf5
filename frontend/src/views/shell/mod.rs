//! What stands around and between the screens: notices, live region, arriving, left, unable.

pub mod announcer;
pub mod arriving;
pub mod left;
pub mod notice_actions;
pub mod notices;
pub mod title;
pub mod unable;
