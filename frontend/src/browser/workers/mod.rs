//! Web Workers of the page.

pub mod document;
pub mod heartbeat_timer;
