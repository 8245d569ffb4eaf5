//! Metrics for Prometheus (OpenMetrics 1.0): numbers of the whole server, read when they are asked for.

pub mod families;
pub mod listener;

use crate::http::app_state::AppState;
use families::{FAMILIES, counts};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode_registry;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What `Content-Type` says of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Where metrics may be told: to this machine alone.
///
/// # Errors
/// It is no address, or others could reach it.
pub fn local(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr =
        text.parse().map_err(|_| "an address and a port of this machine are expected, like 127.0.0.1:9464")?;
    match address.ip().to_canonical().is_loopback() {
        true => Ok(address),
        false => Err(
            "others could read there how busy this server is, and when. Say an address of this machine alone, like 127.0.0.1:9464, and let a Prometheus on this machine ask, or a tunnel",
        ),
    }
}

/// The metrics of one server.
#[derive(Debug)]
pub struct Metrics(Registry);

impl Metrics {
    /// Of a server that begins now.
    pub fn new(state: Arc<AppState>) -> Metrics {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Source { state, began }));
        Metrics(registry)
    }

    /// All of them as they are now.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a `String` cannot fail.
        let _ = encode_registry(&mut text, &self.0);
        text.push_str("# EOF\n");
        text
    }
}

/// Where the numbers come from.
// Invariant: only numbers of all rooms and of everybody together are told; labels are words of this program.
struct Source {
    state: Arc<AppState>,
    began: f64,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source(…)")
    }
}

impl Collector for Source {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let context = &self.state.signaling;
        let mut gauges = Gauges(&mut encoder);
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        gauges.of("plenum_build", "The program.", MetricType::Info, |to| build.encode(to))?;
        gauges.one("plenum_start_time_seconds", "When this server began, seconds since 1970.", &self.began)?;
        let is_ready = u32::from(!context.limiter.is_closed());
        gauges.one("plenum_ready", "1 while people are let in, 0 while the server stops.", &is_ready)?;
        gauges.one("plenum_rooms", "Rooms, those with two passphrases twice.", &context.rooms.doors())?;
        let seats = context.rooms.seats();
        let seats = [("connected", seats.connected), ("lost", seats.lost)];
        gauges.some("plenum_seats", "Seats, and how many of them wait for a lost connection.", "state", &seats)?;
        let (sockets, unadmitted) = context.limiter.sockets();
        let sockets = [("seated", sockets.saturating_sub(unadmitted)), ("without_seat", unadmitted)];
        gauges.some("plenum_sockets", "Open connections to the page and its WebSockets.", "state", &sockets)?;
        let relays = context.relays.get().filter(|relays| relays.has_begun());
        let limits = [
            ("sockets", context.limits.sockets),
            ("without_seat", context.limits.unadmitted),
            ("rooms", context.limits.doors),
            ("relays", relays.map_or(0, |_| context.limits.turn.allocations)),
        ];
        gauges.some("plenum_limit", "How many there may be of each.", "of", &limits)?;
        let relays = relays.map_or(0, |relays| relays.server.allocations());
        gauges.one("plenum_relays", "Relays (TURN allocations).", &relays)?;
        if let Some(files) = open_files() {
            gauges.one("process_open_fds", "Open files.", &files)?;
        }
        if let Ok((soft, _)) = rlimit::Resource::NOFILE.get() {
            gauges.one("process_max_fds", "How many files may be open.", &soft)?;
        }
        if let Some(bytes) = resident_bytes() {
            gauges.one("process_resident_memory_bytes", "Memory in use, bytes.", &bytes)?;
        }
        for family in FAMILIES {
            let mut to = encoder.encode_descriptor(family.name, family.help, None, MetricType::Counter)?;
            for (value, count) in counts(family) {
                let n = context.counters.get(count);
                match family.label {
                    None => to.encode_counter::<NoLabelSet, _, f64>(&n, None)?,
                    Some(label) => {
                        to.encode_family(&[(label, value)])?.encode_counter::<NoLabelSet, _, f64>(&n, None)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Writes what goes up and down.
struct Gauges<'a, 'b>(&'a mut DescriptorEncoder<'b>);

impl Gauges<'_, '_> {
    fn of(
        &mut self,
        name: &str,
        help: &str,
        kind: MetricType,
        write: impl FnOnce(MetricEncoder<'_>) -> fmt::Result,
    ) -> fmt::Result {
        write(self.0.encode_descriptor(name, help, None, kind)?)
    }

    fn one(&mut self, name: &str, help: &str, value: &impl EncodeGaugeValue) -> fmt::Result {
        self.of(name, help, MetricType::Gauge, |mut to| to.encode_gauge(value))
    }

    fn some(&mut self, name: &str, help: &str, label: &str, values: &[(&str, usize)]) -> fmt::Result {
        self.of(name, help, MetricType::Gauge, |mut to| {
            values.iter().try_for_each(|(value, n)| to.encode_family(&[(label, *value)])?.encode_gauge(n))
        })
    }
}

/// Where the system says so (Linux).
fn open_files() -> Option<usize> {
    Some(fs::read_dir("/proc/self/fd").ok()?.count())
}

/// Where the system says so (Linux): the second number is resident pages.
fn resident_bytes() -> Option<u64> {
    /// Kibibytes are told, so that the size of a page need not be known.
    const KIB: u64 = 1024;
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_ascii_whitespace().next()?.parse::<u64>().ok()?.checked_mul(KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_for_this_machine_alone() {
        for fine in ["127.0.0.1:9464", "[::1]:9464", "127.8.9.1:0", "[::ffff:127.0.0.1]:9464"] {
            assert!(local(fine).is_ok(), "{fine}");
        }
        for open in ["0.0.0.0:9464", "[::]:9464", "10.0.0.4:9464", "[2001:db8::1]:9464", "[::ffff:10.0.0.4]:9464"] {
            assert!(local(open).unwrap_err().contains("others could read"), "{open}");
        }
        for wrong in ["9464", "localhost:9464", "127.0.0.1", ""] {
            assert!(local(wrong).unwrap_err().contains("like 127.0.0.1:9464"), "{wrong}");
        }
    }
}
