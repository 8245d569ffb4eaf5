//! Operation: the command line, the configuration file, and the checked configuration they become; the log and metrics.

pub mod command_line;
pub mod config;
mod file;
pub mod log;
pub mod metrics;
pub mod refused;
pub mod relay;
pub mod settings;
pub mod start;
