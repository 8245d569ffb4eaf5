//! Web Workers of the page.

pub mod heartbeat_timer;
