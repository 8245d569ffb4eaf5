//! Statistics of a connection, read from the browser's counters (W3C WebRTC Statistics).

use crate::browser::base::{bindings, clock};
use plenum_engine::api::stats::{Limit, Stats, Totals, Way};
use plenum_engine::base::time::Time;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

/// The last reading of one connection.
pub struct Counter {
    asked: Cell<Time>,
    /// With the pair of candidates it counts: another pair counts from its own beginning.
    last: RefCell<Option<(String, Totals)>>,
}

impl Counter {
    /// Nothing is read yet. Connections are made at different moments, and so they are read at different moments.
    pub fn new() -> Counter {
        Counter { asked: Cell::new(clock::now()), last: RefCell::default() }
    }

    /// Whether the last reading was asked for that long ago, milliseconds; if so, the next one is.
    pub fn is_due(&self, every: u64) -> bool {
        let now = clock::now();
        let due = now.since(self.asked.get()) >= every;
        if due {
            self.asked.set(now);
        }
        due
    }

    /// Reads a report; nothing comes of the first one over a pair.
    pub fn read(&self, report: &JsValue) -> Option<Stats> {
        let report = Report::new(report)?;
        let pair = report.pair()?;
        let totals = report.totals(pair);
        let name = text(pair, "id");
        let before = self.last.replace(Some((name.clone(), totals)));
        let (_, before) = before.filter(|(before, _)| *before == name)?;
        Some(Stats::between(&before, &totals, report.rest(pair)))
    }
}

/// All entries of an `RTCStatsReport`.
struct Report(Vec<JsValue>);

impl Report {
    fn new(report: &JsValue) -> Option<Report> {
        let values = bindings::call(report, "values", &[]).ok()?;
        let entries = js_sys::try_iter(&values).ok()??;
        Some(Report(entries.flatten().collect()))
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = &JsValue> {
        self.0.iter().filter(move |entry| bindings::get(entry, "type") == kind)
    }

    fn named(&self, name: &str) -> Option<&JsValue> {
        self.0.iter().find(|entry| bindings::get(entry, "id") == name)
    }

    /// The pair of candidates in use.
    fn pair(&self) -> Option<&JsValue> {
        let selected = self.of("transport").map(|transport| text(transport, "selectedCandidatePairId"));
        let named = selected.filter(|name| !name.is_empty()).find_map(|name| self.named(&name));
        // Older Firefox names none on the transport and marks the pair instead.
        named.or_else(|| self.of("candidate-pair").find(|pair| bindings::get(pair, "selected") == true))
    }

    fn totals(&self, pair: &JsValue) -> Totals {
        let sum = |kind, name| self.of(kind).map(|entry| number(entry, name).unwrap_or(0.0)).sum();
        Totals {
            at: number(pair, "timestamp").unwrap_or(0.0),
            bytes_sent: number(pair, "bytesSent").unwrap_or(0.0),
            bytes_received: number(pair, "bytesReceived").unwrap_or(0.0),
            packets_sent: sum("outbound-rtp", "packetsSent"),
            packets_lost: sum("remote-inbound-rtp", "packetsLost"),
            packets_received: sum("inbound-rtp", "packetsReceived"),
            packets_missed: sum("inbound-rtp", "packetsLost"),
            voice_received: self.voice(),
        }
    }

    /// Packets of their microphone, whose m-line is the first; of all their sound where the browser does not tell which is which.
    fn voice(&self) -> f64 {
        let sounds = || self.of("inbound-rtp").filter(|stream| bindings::get(stream, "kind") == "audio");
        let first = |stream: &&JsValue| bindings::get(stream, "mid").as_string().is_none_or(|mid| mid == "0");
        sounds().filter(first).map(|entry| number(entry, "packetsReceived").unwrap_or(0.0)).sum()
    }

    fn rest(&self, pair: &JsValue) -> Stats {
        // The camera's m-line is the second; whoever does not tell which is which sends one picture.
        let second = |stream: &&JsValue| bindings::get(stream, "mid").as_string().is_none_or(|mid| mid == "1");
        let pictures = || self.of("outbound-rtp").filter(|stream| bindings::get(stream, "kind") == "video");
        let camera = pictures().find(second);
        let relayed = ["localCandidateId", "remoteCandidateId"].into_iter().any(|end| {
            self.named(&text(pair, end)).is_some_and(|candidate| bindings::get(candidate, "candidateType") == "relay")
        });
        let limit = camera.map(|stream| text(stream, "qualityLimitationReason"));
        Stats {
            round_trip: number(pair, "currentRoundTripTime").map(|seconds| (seconds * 1000.0) as u32),
            available: number(pair, "availableOutgoingBitrate").map(|bits| bits as u32),
            frames: camera.and_then(|stream| number(stream, "framesPerSecond")).map(|frames| frames as u32),
            limit: match limit.as_deref() {
                Some("cpu") => Limit::Cpu,
                Some("bandwidth") => Limit::Bandwidth,
                Some(_) | None => Limit::None,
            },
            way: if relayed { Way::Relayed } else { Way::Direct },
            ..Stats::default()
        }
    }
}

fn number(entry: &JsValue, name: &str) -> Option<f64> {
    bindings::get(entry, name).as_f64()
}

fn text(entry: &JsValue, name: &str) -> String {
    bindings::get(entry, name).as_string().unwrap_or_default()
}
