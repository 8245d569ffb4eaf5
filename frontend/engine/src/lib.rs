//! The mind of a Plenum page: pure and native, without clock, dice or IO.

pub mod hello;
pub mod keys;
pub mod link;
pub mod parts;
pub mod random;
pub mod seal;
pub mod session;
