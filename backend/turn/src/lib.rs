//! The STUN and TURN machine of a Plenum server (RFC 8489, RFC 8656): relays for those who have a seat, and for nobody else.
//!
//! ```text
//! machine     what a client's message and a peer's packet become       requests    allocate, refresh, permit, bind
//! table       all relays, and who has how many                         allocation  one relay, its permissions, its channels
//! holders     who may have relays, and their pace                      opening     a relay without its socket
//! strangers   how much those get who have proved nothing               filter      which peers there may be
//! credential  names and passwords for a seat     nonce   what is to be signed     message   bytes
//! accounts    what goes over relays for one address            limits      all limits
//! client  tally
//! ```
//!
//! Not `turn-server-proto` 0.7: its table of nonces grows with every address that sends a request without proof (165 bytes
//! each, for ever), users are never taken out of it, each packet walks through all relays (13.5 µs at 4,000 of them, here
//! 0.25), and there are neither quotas nor a filter of peers.
//!
//! **Invariant: nothing in here reads a clock, draws a random number, waits, or does IO.** The server carries out over
//! sockets what this says.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod accounts;
pub mod allocation;
pub mod client;
pub mod credential;
pub mod filter;
pub mod holders;
pub mod limits;
pub mod machine;
pub mod message;
pub mod nonce;
pub mod opening;
pub mod requests;
pub mod strangers;
pub mod table;
pub mod tally;
