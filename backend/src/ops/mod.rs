//! Operation: the command line, the configuration file, and the checked configuration they become.

pub mod command_line;
pub mod config;
mod file;
pub mod refused;
pub mod relay;
pub mod settings;
pub mod start;
