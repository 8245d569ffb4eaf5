//! Operation: the command line, the configuration file, and the checked configuration they become.

pub mod config;
pub mod options;
