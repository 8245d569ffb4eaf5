//! Web Workers of the page.

pub mod document;
pub mod document_loader;
pub mod heartbeat_timer;
pub mod passphrase;
