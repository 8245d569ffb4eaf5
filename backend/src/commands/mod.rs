//! The commands of the program, each in a file, and the exit code it ends with.

mod check;
mod link;
mod open;
mod report;
mod serve;
mod terminal;
mod verify;

use crate::ops::service::Inherited;
use clap::ArgMatches;
use std::fmt::Display;
use std::process::ExitCode;

/// Carries out what the command line asks for. Sockets that a service manager passed are for `serve`.
pub async fn run(matches: &ArgMatches, inherited: Inherited) -> ExitCode {
    match matches.subcommand() {
        Some(("serve", matches)) => ended(serve::serve(matches, inherited).await),
        Some(("check", matches)) => check::check(matches).await,
        Some(("verify", matches)) => verify::verify(matches).await,
        Some(("open", matches)) => ended(open::open(matches).await),
        // clap takes no other.
        Some(_) | None => ExitCode::FAILURE,
    }
}

/// 0, or 1 with the reason on standard error.
fn ended(result: Result<(), impl Display>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("plenum: {why}");
            ExitCode::FAILURE
        }
    }
}
