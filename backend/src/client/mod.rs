//! How we ask other servers, for the commands that check, verify and relay: never used while serving.

pub mod dial;
pub mod http;
pub mod line;
pub mod seat;
pub mod socket;
pub mod stun;
pub mod turn;

use std::fmt;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The name leads to no address.
    NoName(String),
    /// Nobody listens there.
    Refused,
    /// Nothing came in time.
    TimedOut,
    /// The network does not lead there.
    Unreachable(String),
    /// The certificate is not one for this name that is trusted, or this is no TLS.
    Tls(String),
    /// What came is not what was asked for.
    Broken(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NoName(host) => write!(f, "the name {host} leads to no address"),
            Failure::Refused => f.write_str("nobody listens there"),
            Failure::TimedOut => f.write_str("no answer in time"),
            Failure::Unreachable(why) => write!(f, "it cannot be reached: {why}"),
            Failure::Tls(why) => write!(f, "TLS does not come about: {why}"),
            Failure::Broken(why) => write!(f, "the answer is not understood: {why}"),
        }
    }
}

impl std::error::Error for Failure {}
