//! The command `plenum`: serves, checks its own set-up, verifies a server's page, or opens a link with its own page.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

use plenum_server::commands;
use plenum_server::ops::command_line;
use plenum_server::ops::service::Inherited;
use std::process::ExitCode;
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let inherited = Inherited::take();
    // Whatever library asks for a crypto provider gets the one that is named everywhere here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let matches = match command_line::parse(std::env::args_os()) {
        Ok(matches) => matches,
        Err(why) => why.exit(),
    };
    match Runtime::new() {
        Ok(runtime) => runtime.block_on(commands::run(&matches, inherited)),
        Err(why) => {
            eprintln!("plenum: the system gives no threads: {why}");
            ExitCode::FAILURE
        }
    }
}
