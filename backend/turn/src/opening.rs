//! A relay that is being made: everything but its socket.

use crate::allocation::AllocationId;
use crate::client::Client;
use crate::credential::Claim;
use crate::message::Asked;
use core::net::IpAddr;
use turn_types::stun::message::IntegrityKey;

/// What a socket is opened for.
#[derive(Debug)]
pub struct Opening<A> {
    /// The number of the relay that it will belong to.
    pub id: AllocationId,
    /// The address that peers will know it by, and with it the family.
    pub address: IpAddr,
    /// Whether its port has to be even (RFC 8656 §18.7).
    pub is_even: bool,
    pub(crate) client: Client<A>,
    pub(crate) claim: Claim,
    pub(crate) key: IntegrityKey,
    pub(crate) asked: Asked,
    pub(crate) lifetime: Option<u32>,
}

/// There is no socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSocket;
