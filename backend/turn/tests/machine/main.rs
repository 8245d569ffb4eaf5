//! The TURN machine without sockets: pages that allocate, permit, bind and send, and those who should not.

#![allow(clippy::unwrap_used)]

mod abuse;
mod page;
mod quotas;
mod relaying;
mod strangers;
