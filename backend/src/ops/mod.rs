//! Operation: the command line, the configuration file, and the checked configuration they become; the log, metrics, and the service manager.

pub mod command_line;
pub mod config;
mod file;
mod host_file;
mod ice;
pub mod log;
pub mod metrics;
pub mod refused;
pub mod relay;
pub mod security_txt;
pub mod service;
pub mod settings;
pub mod start;
pub mod tls;
