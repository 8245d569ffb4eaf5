//! What one connection carried in the last second, as plain figures (W3C WebRTC Statistics).

/// Counters of one connection, as the browser counts them from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// When they were read, milliseconds.
    pub at: f64,
    /// `RTCIceCandidatePairStats.bytesSent` of the pair in use.
    pub bytes_sent: f64,
    /// `RTCIceCandidatePairStats.bytesReceived` of the pair in use.
    pub bytes_received: f64,
    /// `RTCOutboundRtpStreamStats.packetsSent`, all streams.
    pub packets_sent: f64,
    /// `RTCRemoteInboundRtpStreamStats.packetsLost`, all streams.
    pub packets_lost: f64,
}

/// One connection in the last second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stats {
    /// Bits per second that went out.
    pub sent: u32,
    /// Bits per second that came in.
    pub received: u32,
    /// Share of our packets that the other side missed, 0..=1.
    pub loss: f32,
    /// `currentRoundTripTime`, milliseconds; `None` if not measured yet.
    pub round_trip: Option<u32>,
    /// `availableOutgoingBitrate` of the pair named by `selectedCandidatePairId`, bits per second; Firefox has none.
    pub available: Option<u32>,
    /// `framesPerSecond` of our camera as it goes out.
    pub frames: Option<u32>,
    /// `qualityLimitationReason` of our camera.
    pub limit: Limit,
    /// How it goes.
    pub way: Way,
}

/// `RTCQualityLimitationReason`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limit {
    /// None, or one this build does not know.
    #[default]
    None,
    /// This computer is too slow.
    Cpu,
    /// The way is too narrow.
    Bandwidth,
}

/// How a connection goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// From one to the other.
    #[default]
    Direct,
    /// Over a relay (TURN), at one end at least.
    Relayed,
}

impl Stats {
    /// The rates between two readings. Counters that went back (another pair, another browser's mind) count as nothing.
    pub fn between(before: &Totals, now: &Totals, rest: Stats) -> Stats {
        let seconds = (now.at - before.at) / 1000.0;
        let rate = |before: f64, now: f64| {
            let bits = (now - before) * 8.0 / seconds;
            // A cast from a float ends at the limits of the whole number, and makes nothing of what is none.
            if seconds > 0.0 { bits.max(0.0) as u32 } else { 0 }
        };
        let packets = now.packets_sent - before.packets_sent;
        let lost = now.packets_lost - before.packets_lost;
        let loss = if packets > 0.0 { (lost / packets).clamp(0.0, 1.0) as f32 } else { 0.0 };
        Stats {
            sent: rate(before.bytes_sent, now.bytes_sent),
            received: rate(before.bytes_received, now.bytes_received),
            loss,
            ..rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Totals =
        Totals { at: 1_000.0, bytes_sent: 1_000.0, bytes_received: 0.0, packets_sent: 100.0, packets_lost: 2.0 };

    #[test]
    fn rates_are_differences_over_time() {
        let now = Totals {
            at: 3_000.0,
            bytes_sent: 251_000.0,
            bytes_received: 125_000.0,
            packets_sent: 200.0,
            packets_lost: 7.0,
        };
        let stats = Stats::between(&BEFORE, &now, Stats::default());
        assert_eq!((stats.sent, stats.received, stats.loss), (1_000_000, 500_000, 0.05));
    }

    #[test]
    fn counters_that_went_back_or_are_none_count_as_nothing() {
        let none = Totals { at: f64::NAN, bytes_sent: f64::NAN, ..Totals::default() };
        for now in [Totals { at: 2_000.0, ..Totals::default() }, none, BEFORE] {
            let stats = Stats::between(&BEFORE, &now, Stats::default());
            assert_eq!((stats.sent, stats.received, stats.loss), (0, 0, 0.0));
        }
    }
}
