//! What people see. Views read signals and dispatch intents; state that matters to nobody else (is this menu open) is
//! their own.

pub mod document;
pub mod invite;
pub mod lobby;
pub mod rescue;
pub mod room;
pub mod settings;
pub mod shell;
pub mod start;
pub mod ui;
