//! The room machine of a Plenum server: admission, seats, routing and rate limits, with time as an argument and effects as values.
//!
//! ```text
//! rooms          all doors of a server       admission    the checks of a `join`
//! door           seats, arrivals, routing    request      what a client message asks for
//! pace           a seat's allowance          welcome      what a newcomer is told
//! rate           token buckets               keep_alive   pings and dead sessions
//! close  time    why a session ends, and moments
//! ```
//!
//! The server carries the effects out over sockets; the native simulation of the engine over virtual ones. Both run
//! this code, so that what is simulated is what is deployed.
//!
//! **Invariant: nothing in here reads a clock, draws a random number, waits, or does IO.** The only locks are those by
//! which sessions share a door and a pace.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod admission;
pub mod close;
pub mod door;
pub mod keep_alive;
pub mod pace;
pub mod rate;
pub mod request;
pub mod rooms;
pub mod time;
pub mod welcome;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock. A panic of another holder is no reason for one here: every change in this crate is complete before
/// the next can fail.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
