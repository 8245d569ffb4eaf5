//! What one connection carried in the last second, as plain figures (W3C WebRTC Statistics).

/// Fewer packets than in a second of speech count as many as these: somebody silent sends two a second, and one of them
/// lost is not half of everything.
const FEW_PACKETS: f64 = 50.0;

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
    /// `RTCInboundRtpStreamStats.packetsReceived`, all streams.
    pub packets_received: f64,
    /// `RTCInboundRtpStreamStats.packetsLost`, all streams.
    pub packets_missed: f64,
    /// `RTCInboundRtpStreamStats.packetsReceived` of their microphone.
    pub voice_received: f64,
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
    /// Share of their packets that we missed, 0..=1.
    pub missed: f32,
    /// Packets that came in of their microphone; `None` if it cannot be told.
    pub voice: Option<u32>,
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
    /// The rates between two readings. Counters that went back (another pair, another browser) count as nothing.
    pub fn between(before: &Totals, now: &Totals, rest: Stats) -> Stats {
        let seconds = (now.at - before.at) / 1000.0;
        let rate = |before: f64, now: f64| {
            let bits = (now - before) * 8.0 / seconds;
            // A cast from a float ends at the limits of the whole number, and makes nothing of what is none.
            if seconds > 0.0 { bits.max(0.0) as u32 } else { 0 }
        };
        let missed = now.packets_missed - before.packets_missed;
        let voice = now.voice_received - before.voice_received;
        Stats {
            sent: rate(before.bytes_sent, now.bytes_sent),
            received: rate(before.bytes_received, now.bytes_received),
            loss: share(now.packets_lost - before.packets_lost, now.packets_sent - before.packets_sent),
            missed: share(missed, now.packets_received - before.packets_received + missed),
            voice: (voice >= 0.0).then_some(voice as u32),
            ..rest
        }
    }
}

/// The share that was lost of so many packets.
fn share(lost: f64, packets: f64) -> f32 {
    // `clamp` leaves what is no number as it is.
    let share = (lost / packets.max(FEW_PACKETS)).clamp(0.0, 1.0) as f32;
    if share.is_nan() { 0.0 } else { share }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Totals = Totals {
        at: 1_000.0,
        bytes_sent: 1_000.0,
        bytes_received: 0.0,
        packets_sent: 100.0,
        packets_lost: 2.0,
        packets_received: 10.0,
        packets_missed: 0.0,
        voice_received: 7.0,
    };

    #[test]
    fn rates_are_differences_over_time() {
        let now = Totals {
            at: 3_000.0,
            bytes_sent: 251_000.0,
            bytes_received: 125_000.0,
            packets_sent: 200.0,
            packets_lost: 7.0,
            packets_received: 100.0,
            packets_missed: 10.0,
            voice_received: 10.0,
        };
        let stats = Stats::between(&BEFORE, &now, Stats::default());
        assert_eq!((stats.sent, stats.received, stats.loss), (1_000_000, 500_000, 0.05));
        assert_eq!((stats.missed, stats.voice), (0.1, Some(3)));
    }

    #[test]
    fn one_packet_of_two_is_not_half_of_everything() {
        let now = Totals { packets_sent: 102.0, packets_lost: 3.0, ..BEFORE };
        assert_eq!(Stats::between(&BEFORE, &now, Stats::default()).loss, 0.02);
    }

    #[test]
    fn counters_that_went_back_or_are_none_count_as_nothing() {
        let none = Totals { at: f64::NAN, bytes_sent: f64::NAN, ..Totals::default() };
        for now in [Totals { at: 2_000.0, ..Totals::default() }, none, BEFORE] {
            let stats = Stats::between(&BEFORE, &now, Stats::default());
            assert_eq!((stats.sent, stats.received, stats.loss, stats.missed), (0, 0, 0.0, 0.0));
        }
        assert_eq!(Stats::between(&BEFORE, &Totals::default(), Stats::default()).voice, None);
    }
}
