//! The ports of this machine: free, so that we serve on them while we look; or served by a Plenum that is up.

use super::super::report::Report;
use super::super::serve::listen;
use crate::client::Failure;
use crate::client::dial::{Target, Trust};
use crate::client::http::Connection;
use crate::client::stun;
use crate::http::static_files::StaticFiles;
use crate::ice::url::{Place, Transport};
use crate::net::tls::CertificateSource;
use crate::ops::config::Config;
use crate::ops::start::Start;
use crate::server::{Running, Server};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Larger than the name of any instance.
const INSTANCE_BYTES: usize = 1024;

/// What is served here while we look.
pub struct Served {
    /// The server that we started for it, if none was up.
    pub ours: Option<Running>,
    /// Its instance, as `/instance/00` tells it.
    pub instance: String,
    /// Where this machine reaches it.
    pub address: SocketAddr,
}

/// Looks at the TCP port, and at the UDP port of STUN.
pub async fn check(start: &Start, report: &mut Report) -> Option<Served> {
    page(start, report);
    let port = start.listen.port();
    let what = format!("TCP port {port}");
    match listen(start) {
        Ok(listener) => match Server::new(Config {
            tls: start.config.tls.clone().map(CertificateSource::for_a_look),
            ..start.config.clone()
        }) {
            Ok(server) => match server.listen(listener).await {
                Ok(running) => {
                    report.ok(&what, "free; it is served by this check while it looks");
                    let (instance, address) = (running.instance().to_owned(), reached(running.address()));
                    let served = Served { instance, address, ours: Some(running) };
                    stun_port(start, Some(&served), report).await;
                    Some(served)
                }
                Err(why) => wrong_start(&what, &why, report),
            },
            Err(why) => wrong_start(&what, &why, report),
        },
        Err(why) if why.kind() == ErrorKind::AddrInUse => {
            let served = in_use(&what, reached(start.listen), start.config.tls.is_some(), report).await;
            if served.is_some() {
                stun_port(start, served.as_ref(), report).await;
            }
            served
        }
        Err(why) if why.kind() == ErrorKind::PermissionDenied => {
            let mend = "choose a port above 1023 with --listen and put a proxy in front, or switch on the lines about ports below 1024 in deploy/plenum.service, which let systemd give AmbientCapabilities=CAP_NET_BIND_SERVICE";
            report.wrong(&what, format!("{} is not ours to listen on: {why}", start.listen), mend);
            None
        }
        Err(why) => {
            report.wrong(
                &what,
                format!("cannot listen on {}: {why}", start.listen),
                "name an address of this machine with --listen, or [::]:8080 for all",
            );
            None
        }
    }
}

fn wrong_start(what: &str, why: &dyn std::fmt::Display, report: &mut Report) -> Option<Served> {
    report.wrong(what, why, "correct this; nothing starts before");
    None
}

fn page(start: &Start, report: &mut Report) {
    match StaticFiles::page_of(start.config.web_root.as_deref())
        .and_then(|files| files.all().map_err(|why| why.to_string()))
    {
        Ok(files) => report.ok("page", format!("{} files", files.len())),
        Err(why) => report.wrong("page", why, "build it with `make run`"),
    }
}

/// Where this machine reaches what listens on an address.
fn reached(listens: SocketAddr) -> SocketAddr {
    // On [::] we listen for IPv4 too.
    let ip = if listens.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listens.ip() };
    SocketAddr::new(ip, listens.port())
}

async fn in_use(what: &str, at: SocketAddr, is_tls: bool, report: &mut Report) -> Option<Served> {
    let target = Target::at(at, is_tls.then(Trust::anyone).and_then(Result::ok));
    match instance(&mut Connection::to(&target)).await {
        Ok(Some(instance)) => {
            report.ok(what, "a Plenum is up here already, and is looked at");
            Some(Served { ours: None, instance, address: at })
        }
        Ok(None) | Err(_) => {
            let mend = format!(
                "`ss -ltnp 'sport = :{}'` shows which; end it, or choose another port with --listen",
                at.port()
            );
            report.wrong(what, "another program has it", mend);
            None
        }
    }
}

/// The instance that answers there, if it is a Plenum.
///
/// # Errors
/// Nobody answers.
pub async fn instance(connection: &mut Connection<'_>) -> Result<Option<String>, Failure> {
    let answer = connection.get("/instance/00", "identity", INSTANCE_BYTES).await?;
    let said: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
    Ok(said.and_then(|said| said.get("instance")?.as_str().map(str::to_owned)))
}

async fn stun_port(start: &Start, served: Option<&Served>, report: &mut Report) {
    let Some(port) = start.config.stun_port else {
        return report.note("UDP port", "none for STUN, as configured");
    };
    let what = format!("UDP port {port}");
    let mend = format!(
        "`ss -lunp 'sport = :{port}'` shows which program has it; end it, or choose another port with --stun-port"
    );
    match served {
        Some(Served { ours: Some(running), .. }) => match running.stun_address() {
            Some(_) => report.ok(&what, "free; STUN is answered on it while this looks"),
            None => {
                report.wrong(&what, "another program has it, so that nobody would learn how they are reached", mend)
            }
        },
        Some(Served { ours: None, address, .. }) => {
            let place = Place { host: address.ip().to_string(), port, transport: Transport::Udp, is_relay: false };
            match Trust::new(None) {
                Ok(trust) => match stun::ask(&place, &trust).await {
                    Ok(_) => report.ok(&what, "STUN answers"),
                    Err(why) => report.wrong(&what, format!("no STUN of the server that is up: {why}"), mend),
                },
                Err(why) => report.note(&what, why),
            }
        }
        None => {}
    }
}
