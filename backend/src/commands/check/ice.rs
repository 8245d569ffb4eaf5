//! STUN and TURN servers that pages are told of: each has to answer, and each relay to take the credential of a page.

use super::super::report::Report;
use super::ports::Served;
use crate::client::Failure;
use crate::client::dial::{Target, Trust};
use crate::client::seat::{self, Seat};
use crate::client::stun;
use crate::client::turn::{self, NoRelay};
use crate::ice::turn::addresses::is_this_machine;
use crate::ice::url::{self, Place, Transport};
use crate::net::origin::Origin;
use crate::ops::start::Start;
use plenum_shared::message::IceServer;
use plenum_turn::filter::is_special;
use std::net::SocketAddr;
use tokio::task::JoinSet;

/// What the one at the end of a URL said.
enum Answered {
    /// It says where we come from, or that it can be asked.
    Stun(Result<SocketAddr, Failure>),
    /// It made a relay that others would have reached at this address.
    Relay(Result<SocketAddr, NoRelay>),
}

/// Asks all of them at the same time, and says what came in their order.
pub async fn check(start: &Start, served: Option<&Served>, trust: &Trust, report: &mut Report) {
    if let Some(running) = served.and_then(|served| served.ours.as_ref()) {
        running.relays_looked_for().await;
    }
    // Whoever has a seat is told of all servers, with credentials; only somebody with a seat may have a relay of ours.
    let seat = sit_down(start, served, trust).await;
    let mut asked = own(start, served);
    match &seat {
        Ok(seat) => {
            let told = seat.ice_servers.iter();
            let told = told.flat_map(|server| server.urls.iter().map(move |url| (url, Some(server))));
            let told: Vec<Asked> =
                told.filter(|(url, _)| asked.iter().all(|(own, ..)| own != *url)).filter_map(place).collect();
            asked.extend(told);
        }
        // Those were read when the settings were.
        Err(_) => asked.extend(start.config.ice_servers.urls().iter().map(|url| (url, None)).filter_map(place)),
    }
    let is_nobody = asked.is_empty() && start.config.stun_port.is_none();
    let has_relay = asked.iter().any(|(_, place, _)| place.is_relay);
    let mut tasks = JoinSet::new();
    for (number, (_, place, server)) in asked.iter().enumerate() {
        let (place, server, trust) = (place.clone(), server.clone(), trust.clone());
        tasks.spawn(async move { (number, ask(&place, server, &trust).await) });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    for ((url, place, _), (_, answer)) in asked.iter().zip(answers) {
        match answer {
            Answered::Stun(answer) => say(url, place, answer, report),
            Answered::Relay(answer) => say_relay(url, place, answer, start, report),
        }
    }
    let untold = match seat {
        Ok(seat) => {
            seat.leave().await;
            None
        }
        Err(why) => Some(why),
    };
    if is_nobody {
        report.note("STUN", "there is none, so only people in the same network find each other; leave out --stun-port 0, or name servers");
    } else if !has_relay {
        let ours = served.and_then(|served| served.ours.as_ref());
        let is_without = ours.is_some_and(|ours| ours.relays().is_none());
        let how = match (&start.config.relay, untold) {
            (Some(_), Some(why)) if !is_without => {
                report.note("TURN", format!("our relays were not tried, since nobody could take a seat: {why}"));
                return;
            }
            (Some(_), _) => {
                "no public address of this machine is known, so people behind strict firewalls cannot take part; say --relay-address"
            }
            (None, _) => {
                "there is no relay, so people behind strict firewalls cannot take part; leave out --relay-ports 0, or see --turn"
            }
        };
        report.note("TURN", how);
    }
}

type Asked = (String, Place, Option<IceServer>);

fn place((url, server): (&String, Option<&IceServer>)) -> Option<Asked> {
    Some((url.clone(), url::place(url).ok()?, server.cloned()))
}

/// A seat at the first public address; without one nothing is told of relays.
async fn sit_down(start: &Start, served: Option<&Served>, trust: &Trust) -> Result<Seat, String> {
    served.ok_or("the server does not run")?;
    let origin = start.config.origins.first().ok_or("no address that people open is known; say --origin")?;
    seat::take(&Target::of(origin, trust), origin).await.map_err(|why| why.to_string())
}

async fn ask(place: &Place, server: Option<IceServer>, trust: &Trust) -> Answered {
    match server.filter(|_| place.is_relay) {
        Some(server) => Answered::Relay(turn::relay(place, &server, trust).await),
        None => Answered::Stun(stun::ask(place, trust).await),
    }
}

/// Our own STUN, as pages would ask for it: at the addresses that the host says, or at the host of the public address.
fn own(start: &Start, served: Option<&Served>) -> Vec<Asked> {
    let running = served.and_then(|served| served.ours.as_ref());
    let port = match running {
        Some(running) => running.stun_address().map(|address| address.port()),
        None => start.config.stun_port,
    };
    let Some(port) = port.filter(|_| served.is_some()) else { return Vec::new() };
    let hosts: Vec<String> = match start.config.relay.as_ref().map_or(&[][..], |relay| &relay.addresses) {
        [] => start.config.origins.iter().map(|origin| origin.place().0).collect(),
        configured => configured.iter().map(ToString::to_string).collect(),
    };
    let place = |host| Place { host, port, transport: Transport::Udp, is_relay: false };
    hosts.into_iter().map(place).map(|place| (place.to_string(), place, None)).collect()
}

fn say(url: &str, place: &Place, answer: Result<SocketAddr, Failure>, report: &mut Report) {
    match answer {
        Ok(_) if place.is_relay => {
            report.ok(url, "it answers from here (whether it takes our credentials was not tried)")
        }
        Ok(_) => report.ok(url, "it answers from here"),
        Err(why) => failed(url, place, &why, report),
    }
}

fn failed(url: &str, place: &Place, why: &Failure, report: &mut Report) {
    let protocol = if place.transport == Transport::Udp { "UDP" } else { "TCP" };
    let (host, port) = (&place.host, place.port);
    let mend = match why {
        Failure::NoName(_) => format!("correct the name {host}, or enter it at your DNS"),
        Failure::Tls(_) => format!("give {host} a certificate that browsers trust"),
        Failure::Refused | Failure::TimedOut | Failure::Unreachable(_) | Failure::Broken(_) => format!(
            "start the server at {host}, and open {protocol} port {port} in its firewall (forward it, if a router stands in between)"
        ),
    };
    report.wrong(url, why, mend);
}

fn say_relay(url: &str, place: &Place, answer: Result<SocketAddr, NoRelay>, start: &Start, report: &mut Report) {
    let is_here = |origin: &Origin| is_this_machine(origin) || origin.place().0.parse().is_ok_and(is_special);
    let is_trial = start.config.origins.iter().all(is_here);
    match answer {
        Ok(relayed) if is_special(relayed.ip()) && !is_trial => report.wrong(
            url,
            format!("it relays, but at {}, which nobody outside reaches", relayed.ip()),
            "tell the relay its public address: --relay-address for our own, external-ip for a coturn",
        ),
        Ok(relayed) => report.ok(url, format!("it relays for a page, reached by others at {}", relayed.ip())),
        Err(NoRelay::Failed(why)) => failed(url, place, &why, report),
        Err(NoRelay::Refused(401)) => report.wrong(
            url,
            "it does not take the credential that a page is told",
            "give both servers the same secret (turn-secret-file here, static-auth-secret and use-auth-secret there), and set the clocks of both",
        ),
        Err(NoRelay::Refused(486 | 508)) => report.note(url, "it has all the relays it may have just now"),
        Err(NoRelay::Refused(code)) => report.wrong(
            url,
            format!("it makes no relay, and answers {code}"),
            "see in the log of that server what it refuses (RFC 8656 §19 lists the numbers)",
        ),
    }
}
