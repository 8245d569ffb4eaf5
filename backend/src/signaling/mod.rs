//! Signaling: one WebSocket's session, the rooms all sessions share, and the queue through which each is reached.

pub mod admission;
pub mod context;
pub mod outbox;
pub mod rooms;
pub mod seated;
pub mod session;
