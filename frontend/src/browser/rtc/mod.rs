//! `RTCPeerConnection`s: one per peer and epoch, and what is sent and received over them.

pub mod connection;
pub mod connections;
pub mod loudness;
pub mod mesh;
