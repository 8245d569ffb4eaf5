//! The command `plenum`: serves, checks its own set-up, verifies a server's page, or opens a link with its own page.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

use plenum_server::{commands, ops::command_line};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match command_line::parse(std::env::args_os()) {
        Ok(matches) => commands::run(&matches).await,
        Err(why) => why.exit(),
    }
}
