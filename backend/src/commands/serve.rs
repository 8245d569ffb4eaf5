//! `plenum serve`: reads the settings, starts the server, and stops it when told to.

use super::report::say;
use crate::base::limits::Limits;
use crate::ice::turn::streams::STREAMS;
use crate::net::listener::bind;
use crate::ops::log;
use crate::ops::settings::Settings;
use crate::ops::start::Start;
use crate::server::Server;
use clap::ArgMatches;
use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;

/// File descriptors beside the sockets: listeners, the runtime, files being read.
const OTHER_FILES: u64 = 64;

/// Serves until told to stop.
///
/// # Errors
/// What the host has to change.
pub async fn serve(matches: &ArgMatches) -> Result<(), Box<dyn Error>> {
    let mut start = Start::of(&Settings::gather(matches)?)?;
    log::to_stderr(start.log, start.log_format);
    raise_file_limit(&mut start.config.limits);
    let listener = listen(&start)
        .map_err(|why| format!("cannot listen on {}: {why}. Choose another with --listen", start.listen))?;
    let metrics = start.metrics.map(|at| bind(at).map_err(|why| no_metrics(at, &why))).transpose()?;
    let running = Server::new(start.config)?.listen(listener).await?;
    if let Some(listener) = metrics {
        let port = running.tell_metrics(listener)?.port();
        tracing::info!("telling metrics on port {port}");
    }
    say(format_args!("Plenum is at http://localhost:{}", running.address().port()));
    told_to_stop().await?;
    running.stop().await;
    Ok(())
}

fn no_metrics(at: SocketAddr, why: &io::Error) -> String {
    format!("cannot listen on {at} for metrics: {why}. Choose another with --metrics-listen")
}

/// Binds where the start says.
///
/// # Errors
/// The address is taken, or none of this host's.
pub fn listen(start: &Start) -> io::Result<TcpListener> {
    match bind(start.listen) {
        // No IPv6 here: then without.
        Err(why) if start.is_listen_ours && why.kind() != io::ErrorKind::AddrInUse => {
            bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, start.listen.port())))
        }
        other => other,
    }
}

/// Every socket is a file; the usual 1,024 are not what a host means. Where there are fewer than wanted, relays do with
/// a quarter of them, so that people can still come in.
fn raise_file_limit(limits: &mut Limits) {
    let relays = limits.turn.allocations + STREAMS[0];
    let wanted = limits.sockets as u64 + relays as u64 + OTHER_FILES;
    match rlimit::increase_nofile_limit(wanted) {
        Ok(granted) => {
            if granted < limits.sockets as u64 {
                tracing::warn!(
                    "only {granted} open files are allowed here, so fewer connections than that; see `ulimit -n`"
                );
            }
            if granted < wanted {
                limits.turn.allocations =
                    limits.turn.allocations.min(usize::try_from(granted / 4).unwrap_or(usize::MAX));
            }
        }
        Err(why) => tracing::warn!("cannot raise the limit of open files: {why}"),
    }
}

/// SIGTERM from a service manager, or Ctrl-C from a person.
/// # Errors
/// The system gives no signals.
pub async fn told_to_stop() -> io::Result<()> {
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
