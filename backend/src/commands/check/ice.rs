//! STUN and TURN servers that pages are told of: each has to answer a binding request.

use super::super::report::Report;
use super::ports::Served;
use crate::client::Failure;
use crate::client::dial::Trust;
use crate::client::stun::ask;
use crate::ice::url::{self, Place, Transport};
use crate::ops::start::Start;
use std::net::SocketAddr;
use tokio::task::JoinSet;

/// Asks all of them at the same time, and says what came in their order.
pub async fn check(start: &Start, served: Option<&Served>, trust: &Trust, report: &mut Report) {
    let mut asked = own(start, served);
    let configured = start.config.ice_servers.urls();
    // Those were read when the settings were.
    asked.extend(configured.iter().filter_map(|url| Some((url.clone(), url::place(url).ok()?))));
    let is_nobody = asked.is_empty() && start.config.stun_port.is_none();
    let has_relay = asked.iter().any(|(_, place)| place.is_relay);
    let mut tasks = JoinSet::new();
    for (number, (_, place)) in asked.iter().enumerate() {
        let (place, trust) = (place.clone(), trust.clone());
        tasks.spawn(async move { (number, ask(&place, &trust).await) });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    for ((url, place), (_, answer)) in asked.iter().zip(answers) {
        say(url, place, answer, report);
    }
    if is_nobody {
        report.note("STUN", "there is none, so only people in the same network find each other; leave out --stun-port 0, or name servers");
    } else if !has_relay && start.config.relay.is_none() {
        report.note("TURN", "no relay is named, so people behind strict firewalls cannot take part; see --turn");
    }
}

/// Our own, as pages would ask for it: at the host of the public address.
fn own(start: &Start, served: Option<&Served>) -> Vec<(String, Place)> {
    let running = served.and_then(|served| served.ours.as_ref());
    let port = match running {
        Some(running) => running.stun_address().map(|address| address.port()),
        None => start.config.stun_port,
    };
    let Some(port) = port.filter(|_| served.is_some()) else { return Vec::new() };
    let place = |host: String| {
        let shown = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        (format!("stun:{shown}:{port}"), Place { host, port, transport: Transport::Udp, is_relay: false })
    };
    start.config.origins.iter().map(|origin| place(origin.place().0)).collect()
}

fn say(url: &str, place: &Place, answer: Result<SocketAddr, Failure>, report: &mut Report) {
    let protocol = if place.transport == Transport::Udp { "UDP" } else { "TCP" };
    let (host, port) = (&place.host, place.port);
    match answer {
        Ok(_) if place.is_relay => {
            report.ok(url, "it answers from here (whether it takes our credentials was not tried)")
        }
        Ok(_) => report.ok(url, "it answers from here"),
        Err(why) => {
            let mend = match &why {
                Failure::NoName(_) => format!("correct the name {host}, or enter it at your DNS"),
                Failure::Tls(_) => format!("give {host} a certificate that browsers trust"),
                Failure::Refused | Failure::TimedOut | Failure::Unreachable(_) | Failure::Broken(_) => format!(
                    "start the server at {host}, and open {protocol} port {port} in its firewall (forward it, if a router stands in between)"
                ),
            };
            report.wrong(url, why, mend);
        }
    }
}
