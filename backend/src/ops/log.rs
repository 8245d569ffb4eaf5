//! The log on standard error: for people, or one JSON object (RFC 8259) a line for programs.

use std::io::{self, IsTerminal};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: `timestamp`, `level`, `target`, and the sentence in `fields.message`.
    Json,
}

/// Reads one.
///
/// # Errors
/// There is no such format.
pub fn format(text: &str) -> Result<LogFormat, &'static str> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("choose text or json"),
    }
}

/// Logs from now on.
// Invariant: only our own messages are logged, whatever the level: libraries would say addresses.
pub fn to_stderr(level: LevelFilter, format: LogFormat) {
    let ours = Targets::new().with_target("plenum", level).with_target("plenum_server", level);
    // What cannot be written (a full disk, a closed pipe) is left out: to say so in the same place would be a panic.
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().with_current_span(false).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(ours)).init();
}
