//! `plenum serve`: reads the settings, starts the server, and stops it when told to.

use super::report::say;
use crate::base::limits::Limits;
use crate::ice::turn::streams::STREAMS;
use crate::net::listener::bind;
use crate::ops::log;
use crate::ops::security_txt::SecurityTxt;
use crate::ops::service::{self, Inherited};
use crate::ops::settings::Settings;
use crate::ops::start::Start;
use crate::server::Server;
use clap::ArgMatches;
use sd_notify::NotifyState;
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
pub async fn serve(matches: &ArgMatches, inherited: Inherited) -> Result<(), Box<dyn Error>> {
    let told_to_stop = told_to_stop()?;
    let mut start = Start::of(&Settings::gather(matches)?)?;
    log::to_stderr(start.log, start.log_format);
    raise_file_limit(&mut start.config.limits);
    if start.config.security_txt.as_ref().is_some_and(SecurityTxt::is_over) {
        tracing::warn!("security.txt has expired, and nobody relies on it any more: renew its day, and start again");
    }
    let listener = match inherited.listener((!start.is_listen_ours).then_some(start.listen))? {
        Some(held) => TcpListener::from_std(held)?,
        None => listen(&start)
            .map_err(|why| format!("cannot listen on {}: {why}. Choose another with --listen", start.listen))?,
    };
    let metrics = start.metrics.map(|at| bind(at).map_err(|why| no_metrics(at, &why))).transpose()?;
    let running = Server::new(start.config)?.listen(listener).await?;
    if let Some(listener) = metrics {
        let port = running.tell_metrics(listener)?.port();
        tracing::info!("telling metrics on port {port}");
    }
    say(format_args!("Plenum is at http://localhost:{}", running.address().port()));
    service::notify(NotifyState::Ready);
    tokio::select! {
        () = told_to_stop => {}
        // Whoever waits for ever for the rooms is not alive, whatever else still runs.
        () = service::keep_alive(|| {
            let _ = running.doors();
        }) => {}
    }
    service::notify(NotifyState::Stopping);
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

/// Every socket is a file; the usual 1,024 are not what a host means. Where there are fewer than wanted, connections get
/// half of them and relays a quarter: so it is the limiter that finds a place for newcomers, and never the system that has none.
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
                let share = |files: u64| usize::try_from(files).unwrap_or(usize::MAX);
                limits.turn.allocations = limits.turn.allocations.min(share(granted / 4));
                limits.sockets = limits.sockets.min(share(granted.saturating_sub(OTHER_FILES) / 2)).max(1);
            }
        }
        Err(why) => tracing::warn!("cannot raise the limit of open files: {why}"),
    }
}

/// SIGTERM from a service manager, or Ctrl-C from a person: heard from now on, also before anybody awaits it.
///
/// # Errors
/// The system gives no signals.
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
