//! The command `plenum`: reads the options, starts the server, and stops it when told to.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

use plenum_server::net::listener::bind;
use plenum_server::ops::options::Options;
use plenum_server::{Config, Limits, Server};
use std::error::Error;
use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// File descriptors beside the sockets: listeners, the runtime, files being read.
const OTHER_FILES: u64 = 64;

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("plenum: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let options = Options::of_this_process().with_file()?;
    log_to_stderr(options.log.as_deref().unwrap_or("info"))?;
    let (address, is_our_choice) = options.listen();
    let config: Config = options.into_config()?;
    raise_file_limit(&config.limits);
    let server = Server::new(config)?;
    let listener = match bind(address) {
        // No IPv6 here: then without.
        Err(_) if is_our_choice => bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()))),
        other => other,
    };
    let listener =
        listener.map_err(|why| format!("cannot listen on {address}: {why}. Choose another with --listen"))?;
    let running = server.listen(listener).await?;
    println!("Plenum is at http://localhost:{}", running.address().port());
    told_to_stop().await?;
    running.stop().await;
    Ok(())
}

/// Only our own messages are logged, whatever the level: libraries would say addresses.
fn log_to_stderr(level: &str) -> Result<(), String> {
    let level: LevelFilter =
        level.parse().map_err(|_| format!("--log {level}: choose off, error, warn, info, debug or trace"))?;
    let ours = Targets::new().with_target("plenum", level).with_target("plenum_server", level);
    let is_terminal = io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_ansi(is_terminal).with_writer(io::stderr).with_filter(ours);
    tracing_subscriber::registry().with(lines).init();
    Ok(())
}

/// Every socket is a file; the usual 1,024 are not what a host means.
fn raise_file_limit(limits: &Limits) {
    let wanted = limits.sockets as u64 + OTHER_FILES;
    match rlimit::increase_nofile_limit(wanted) {
        Ok(granted) if granted < limits.sockets as u64 => {
            tracing::warn!(
                "only {granted} open files are allowed here, so fewer connections than that; see `ulimit -n`"
            );
        }
        Ok(_) => {}
        Err(why) => tracing::warn!("cannot raise the limit of open files: {why}"),
    }
}

/// SIGTERM from a service manager, or Ctrl-C from a person.
async fn told_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
