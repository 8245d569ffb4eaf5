//! `plenum serve`: reads the settings, starts the server, and stops it when told to.

use super::report::say;
use super::terminal::qr_code;
use crate::base::limits::Limits;
use crate::net::listener::bind;
use crate::net::local::own_addresses;
use crate::net::origin::Origin;
use crate::ops::log;
use crate::ops::security_txt::SecurityTxt;
use crate::ops::service::{self, Inherited};
use crate::ops::settings::Settings;
use crate::ops::start::Start;
use crate::server::Server;
use clap::ArgMatches;
use sd_notify::NotifyState;
use std::error::Error;
use std::io::{self, IsTerminal};
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
    let origin = start.config.origins.first().map(Origin::url);
    let is_secure = start.config.tls.is_some();
    let running = Server::new(start.config)?.listen(listener).await?;
    if let Some(listener) = metrics {
        let port = running.tell_metrics(listener)?.port();
        tracing::info!("telling metrics on port {port}");
    }
    let fingerprint = running.fingerprint().map(str::to_owned);
    tell(running.address(), is_secure, origin, fingerprint.as_deref());
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

/// Where it is, for whoever started it; and what to compare, if nobody vouches for its certificate.
fn tell(listens: SocketAddr, is_secure: bool, origin: Option<String>, fingerprint: Option<&str>) {
    let port = listens.port();
    let places = match (is_secure, origin) {
        (true, Some(origin)) => vec![origin],
        (true, None) if listens.ip().is_unspecified() && fingerprint.is_some() => {
            let addresses =
                own_addresses().into_iter().map(|address| format!("https://{}", SocketAddr::new(address, port)));
            addresses.chain([format!("https://localhost:{port}")]).collect()
        }
        (true, None) if !listens.ip().is_unspecified() && !listens.ip().is_loopback() => {
            vec![format!("https://{listens}")]
        }
        (true, None) => vec![format!("https://localhost:{port}")],
        (false, _) => vec![format!("http://localhost:{port}")],
    };
    say(format_args!("Plenum is at {}", places.join(" and ")));
    let Some(fingerprint) = fingerprint else { return };
    if io::stdout().is_terminal()
        && let Some(code) = places.first().and_then(|place| qr_code(place))
    {
        say(format_args!("\n{code}"));
    }
    say(format_args!(
        "Nobody vouches for its certificate, so browsers warn of it once. Before you go on, compare its fingerprint (SHA-256):\n{fingerprint}"
    ));
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

/// Every socket is a file; the usual 1,024 are not what a host means.
fn raise_file_limit(limits: &mut Limits) {
    match rlimit::increase_nofile_limit(files(limits)) {
        Ok(granted) => {
            if granted < limits.sockets as u64 {
                tracing::warn!(
                    "only {granted} open files are allowed here, so fewer connections than that; see `ulimit -n`"
                );
            }
            share_files(limits, granted);
        }
        Err(why) => tracing::warn!("cannot raise the limit of open files: {why}"),
    }
}

/// The most that may be open: each connection and each relay is a file.
fn files(limits: &Limits) -> u64 {
    (limits.sockets + limits.turn.allocations + limits.relay_streams) as u64 + OTHER_FILES
}

/// Where fewer files than that are granted, connections get half of them, relays a quarter, and connections to relays the
/// last one: so it is a limiter that finds a place for newcomers, and never the system that has none.
fn share_files(limits: &mut Limits, granted: u64) {
    if granted >= files(limits) {
        return;
    }
    let shared = usize::try_from(granted.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
    limits.sockets = limits.sockets.min(shared / 2).max(1);
    limits.turn.allocations = limits.turn.allocations.min(shared / 4);
    limits.relay_streams = limits.relay_streams.min(shared / 4);
    limits.relay_streams_unadmitted = limits.relay_streams_unadmitted.min(limits.relay_streams / 8).max(1);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_open_is_never_more_than_the_files_there_are() {
        let wanted = files(&Limits::default());
        for granted in (OTHER_FILES + 1..2_000).chain((2_000..wanted).step_by(97)) {
            let mut limits = Limits::default();
            share_files(&mut limits, granted);
            assert!(files(&limits) <= granted, "{granted}");
            assert!(limits.relay_streams_unadmitted <= limits.relay_streams.max(1), "{granted}");
        }
    }

    #[test]
    fn few_files_are_shared_and_enough_are_not() {
        let shared = |granted| {
            let mut limits = Limits::default();
            share_files(&mut limits, granted);
            [limits.sockets, limits.turn.allocations, limits.relay_streams, limits.relay_streams_unadmitted]
        };
        assert_eq!(shared(1_024), [480, 240, 240, 30]);
        let all = files(&Limits::default());
        let defaults = Limits::default();
        assert_eq!(shared(all)[..3], [defaults.sockets, defaults.turn.allocations, defaults.relay_streams]);
        assert_eq!(shared(0), [1, 0, 0, 1]);
    }
}
