//! Under which name and label each counter is told: written here and nowhere computed, so that no label can name anybody.

use crate::base::counters::{COUNTS, Count};

/// Counters that are told under one name (OpenMetrics: a metric family).
#[derive(Debug)]
pub struct Family {
    /// Its name; `_total` follows in what is told.
    pub name: &'static str,
    /// What is counted.
    pub help: &'static str,
    /// The name of its label, if it has more than one counter.
    pub label: Option<&'static str>,
}

macro_rules! families {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $label:expr, $help:literal;)*) => {
        $($(#[$doc])* static $id: Family = Family { name: $name, label: $label, help: $help };)*
        /// All of them, in the order in which they are told.
        pub static FAMILIES: &[&Family] = &[$(&$id),*];
    };
}

families! {
    ACCEPTED = "plenum_connections_accepted", None, "Connections that got a place.";
    REFUSED = "plenum_refused", Some("reason"), "Connections, requests and joins that were refused, by reason.";
    EVICTED = "plenum_evicted", Some("what"), "What had to make room for something newer.";
    SESSIONS = "plenum_sessions", Some("event"), "WebSocket sessions opened and seated, seats taken back and given away.";
    ENDED = "plenum_ended", Some("reason"), "Connections and sessions that the server ended, by reason.";
    MESSAGES = "plenum_messages", Some("outcome"), "Sealed messages between members, by what became of them.";
    UNKNOWN = "plenum_unknown", Some("what"), "What a newer client said and this server does not know.";
    SLOWED = "plenum_slowed", None, "Times that a session was not read for a while.";
    DAMAGED = "plenum_damaged_links", None, "Pages asked for with a link whose # was written as %23: its secret was in the path.";
    STUN = "plenum_stun", Some("outcome"), "STUN requests and other datagrams, by what became of them.";
    RELAY_REQUESTS = "plenum_relay_requests", Some("outcome"), "Requests for a relay (TURN), by what became of them.";
    RELAYS_EXPIRED = "plenum_relays_expired", None, "Relays that ended by themselves.";
    RELAYED_PACKETS = "plenum_relayed_packets", Some("outcome"), "Packets at relays, by what became of them.";
    RELAYED_BYTES = "plenum_relayed_bytes", None, "Bytes that relays passed on.";
}

/// Where a counter is told: its family, and its value of the family's label.
pub fn place(count: Count) -> (&'static Family, &'static str) {
    match count {
        Count::Accepted => (&ACCEPTED, ""),
        Count::SocketsFull => (&REFUSED, "server_full"),
        Count::AddressFull => (&REFUSED, "address_full"),
        Count::BadRequest => (&REFUSED, "bad_request"),
        Count::BadMethod => (&REFUSED, "bad_method"),
        Count::ForeignOrigin => (&REFUSED, "foreign_origin"),
        Count::BadUpgrade => (&REFUSED, "bad_upgrade"),
        Count::BadProof => (&REFUSED, "wrong_proof"),
        Count::OtherName => (&REFUSED, "other_name"),
        Count::BadShard => (&REFUSED, "wrong_shard"),
        Count::BadVersion => (&REFUSED, "wrong_version"),
        Count::RoomFull => (&REFUSED, "room_full"),
        Count::DoorsFull => (&REFUSED, "rooms_full"),
        Count::TooManyDoors => (&REFUSED, "too_many_rooms"),
        Count::TooManyFailures => (&REFUSED, "too_many_wrong_proofs"),
        Count::TooManyArrivals => (&REFUSED, "too_many_arrivals"),
        Count::Evicted => (&EVICTED, "connection"),
        Count::SeatEvicted => (&EVICTED, "seat"),
        Count::DoorEvicted => (&EVICTED, "room"),
        Count::TurnEvicted => (&EVICTED, "relay"),
        Count::SessionOpened => (&SESSIONS, "opened"),
        Count::Seated => (&SESSIONS, "seated"),
        Count::Resumed => (&SESSIONS, "resumed"),
        Count::SeatExpired => (&SESSIONS, "expired"),
        Count::HttpTimeout => (&ENDED, "http_timeout"),
        Count::BadHandshake => (&ENDED, "bad_handshake"),
        Count::HandshakeTimeout => (&ENDED, "handshake_timeout"),
        Count::AdmissionTimeout => (&ENDED, "admission_timeout"),
        Count::NotUnderstood => (&ENDED, "not_understood"),
        Count::BadFrame => (&ENDED, "bad_frame"),
        Count::TooBig => (&ENDED, "too_big"),
        Count::Displaced => (&ENDED, "displaced"),
        Count::SlowReader => (&ENDED, "slow_reader"),
        Count::Silent => (&ENDED, "silent"),
        Count::Message => (&MESSAGES, "delivered"),
        Count::MessageToNobody => (&MESSAGES, "to_nobody"),
        Count::MessageToSelf => (&MESSAGES, "to_self"),
        Count::MessageBeyondShare => (&MESSAGES, "beyond_share"),
        Count::MessageToLost => (&MESSAGES, "to_lost"),
        Count::MessageFromDisplaced => (&MESSAGES, "from_displaced"),
        Count::UnknownMessage => (&UNKNOWN, "message"),
        Count::UnknownField => (&UNKNOWN, "field"),
        Count::Slowed => (&SLOWED, ""),
        Count::DamagedLink => (&DAMAGED, ""),
        Count::StunAnswered => (&STUN, "answered"),
        Count::StunMalformed => (&STUN, "malformed"),
        Count::StunLimited => (&STUN, "limited"),
        Count::TurnChallenged => (&RELAY_REQUESTS, "challenged"),
        Count::TurnOutdated => (&RELAY_REQUESTS, "outdated"),
        Count::TurnAllocated => (&RELAY_REQUESTS, "allocated"),
        Count::TurnRefused => (&RELAY_REQUESTS, "refused"),
        Count::TurnForbidden => (&RELAY_REQUESTS, "forbidden"),
        Count::TurnExpired => (&RELAYS_EXPIRED, ""),
        Count::TurnRelayed => (&RELAYED_PACKETS, "relayed"),
        Count::TurnUnpermitted => (&RELAYED_PACKETS, "unpermitted"),
        Count::TurnBeyondBandwidth => (&RELAYED_PACKETS, "beyond_bandwidth"),
        Count::TurnRelayedBytes => (&RELAYED_BYTES, ""),
    }
}

/// The counters of a family with their label values.
pub fn counts(family: &'static Family) -> impl Iterator<Item = (&'static str, Count)> {
    COUNTS.iter().filter_map(move |count| {
        let (of, value) = place(*count);
        std::ptr::eq(of, family).then_some((value, *count))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_counter_is_told_once_and_by_a_name_of_its_own() {
        let told: Vec<_> =
            FAMILIES.iter().flat_map(|family| counts(family).map(move |(value, _)| (family, value))).collect();
        assert_eq!(told.len(), COUNTS.len());
        let names: BTreeSet<_> = told.iter().map(|(family, value)| (family.name, *value)).collect();
        assert_eq!(names.len(), told.len(), "no two under one name");
        for (family, value) in told {
            assert_eq!(family.label.is_some(), !value.is_empty(), "{} {value}", family.name);
        }
    }
}
