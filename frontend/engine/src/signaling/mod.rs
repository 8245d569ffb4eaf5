//! The client of the signaling server: one WebSocket that joins, resumes and is replaced when it dies.

pub(crate) mod client;
