//! Connection state: two state machines of one connection, read as one: the worse counts.

use plenum_engine::api::event::ConnectionState;
use web_sys::{RtcIceConnectionState, RtcPeerConnectionState};

/// `connectionState`; a value nobody knows says nothing.
pub fn of_connection(state: RtcPeerConnectionState) -> Option<ConnectionState> {
    Some(match state {
        RtcPeerConnectionState::New | RtcPeerConnectionState::Connecting => ConnectionState::Connecting,
        RtcPeerConnectionState::Connected => ConnectionState::Connected,
        RtcPeerConnectionState::Disconnected => ConnectionState::Disconnected,
        RtcPeerConnectionState::Failed => ConnectionState::Failed,
        RtcPeerConnectionState::Closed => ConnectionState::Closed,
        _ => return None,
    })
}

/// `iceConnectionState`
pub fn of_ice(state: RtcIceConnectionState) -> Option<ConnectionState> {
    Some(match state {
        RtcIceConnectionState::New | RtcIceConnectionState::Checking => ConnectionState::Connecting,
        RtcIceConnectionState::Connected | RtcIceConnectionState::Completed => ConnectionState::Connected,
        RtcIceConnectionState::Disconnected => ConnectionState::Disconnected,
        RtcIceConnectionState::Failed => ConnectionState::Failed,
        RtcIceConnectionState::Closed => ConnectionState::Closed,
        _ => return None,
    })
}

/// The worse of both.
pub fn worse(one: Option<ConnectionState>, other: Option<ConnectionState>) -> ConnectionState {
    let worst = match (one, other) {
        (Some(one), Some(other)) if badness(other) > badness(one) => Some(other),
        (one, other) => one.or(other),
    };
    worst.unwrap_or(ConnectionState::Connecting)
}

fn badness(state: ConnectionState) -> u8 {
    match state {
        ConnectionState::Connected => 0,
        ConnectionState::Connecting => 1,
        ConnectionState::Disconnected => 2,
        ConnectionState::Failed => 3,
        ConnectionState::Closed => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_counts_even_if_ice_only_says_disconnected() {
        let failed = of_connection(RtcPeerConnectionState::Failed);
        let disconnected = of_ice(RtcIceConnectionState::Disconnected);
        assert_eq!(worse(failed, disconnected), ConnectionState::Failed);
        assert_eq!(worse(disconnected, failed), ConnectionState::Failed);
    }

    #[test]
    fn connected_takes_both() {
        let (ice, dtls) = (of_ice(RtcIceConnectionState::Completed), RtcPeerConnectionState::Connecting);
        assert_eq!(worse(of_connection(dtls), ice), ConnectionState::Connecting);
        assert_eq!(worse(of_connection(RtcPeerConnectionState::Connected), ice), ConnectionState::Connected);
    }

    #[test]
    fn an_unknown_state_says_nothing() {
        assert_eq!(worse(None, None), ConnectionState::Connecting);
        assert_eq!(worse(None, Some(ConnectionState::Connected)), ConnectionState::Connected);
    }
}
