//! How kind the world is today: latencies, losses and broken promises.

use super::rng::Rng;

/// Ranges are milliseconds, chances are per thousand.
#[derive(Clone, Debug)]
pub struct Weather {
    /// One way between page and server.
    pub signaling: (u64, u64),
    /// One way between two pages.
    pub path: (u64, u64),
    /// A promise of a connection.
    pub promise: (u64, u64),
    /// A permission prompt and the opening of a device.
    pub device: (u64, u64),
    /// From matching descriptions and candidates to a connection.
    pub ice: (u64, u64),
    /// Heartbeats that get lost.
    pub heartbeats_lost: u64,
    /// Promises of connections that are broken.
    pub broken: u64,
    /// Promises of connections that are never answered.
    pub stuck: u64,
    /// Messages that the server drops, as it may.
    pub messages_lost: u64,
    /// Bytes said just before a connection is closed that never leave.
    pub last_words_lost: u64,
    /// What a connection carries each way, bytes a millisecond; 0: as much as is said.
    pub bytes_per_ms: u64,
    /// Packets of reliable channels that are lost, where that is limited.
    pub packets_lost: u64,
    /// Some people have no devices, or say no, or another program has them.
    pub devices_fail: bool,
    /// The server checks signatures (slow) instead of taking them for granted.
    pub strict_server: bool,
}

impl Weather {
    /// A good day: everything works and is quick.
    pub fn calm() -> Weather {
        Weather {
            signaling: (5, 30),
            path: (5, 30),
            promise: (1, 20),
            device: (20, 200),
            ice: (20, 120),
            heartbeats_lost: 0,
            broken: 0,
            stuck: 0,
            messages_lost: 0,
            last_words_lost: 0,
            bytes_per_ms: 0,
            packets_lost: 0,
            devices_fail: false,
            strict_server: true,
        }
    }

    /// Any day.
    pub fn any(rng: &mut Rng) -> Weather {
        let far = |rng: &mut Rng| rng.pick(&[(0, 1), (2, 20), (10, 60), (20, 250), (100, 400)]);
        Weather {
            signaling: far(rng),
            path: far(rng),
            promise: rng.pick(&[(0, 1), (1, 20), (5, 120), (50, 600)]),
            device: rng.pick(&[(5, 50), (100, 500), (500, 5000)]),
            ice: rng.pick(&[(5, 40), (20, 200), (100, 900)]),
            heartbeats_lost: rng.pick(&[0, 10, 50]),
            broken: rng.pick(&[0, 0, 0, 10, 40]),
            stuck: rng.pick(&[0, 0, 0, 0, 0, 10]),
            messages_lost: rng.pick(&[0, 0, 0, 0, 20, 80]),
            last_words_lost: rng.pick(&[0, 300, 1000]),
            bytes_per_ms: 0,
            packets_lost: 0,
            devices_fail: rng.chance(500),
            strict_server: rng.chance(60),
        }
    }
}
