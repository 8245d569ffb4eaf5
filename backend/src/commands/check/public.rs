//! The public address: this server's page, its WebSocket, what the proxy passes on, and the clock.

use super::super::report::Report;
use super::ports::{Served, instance};
use crate::client::Failure;
use crate::client::dial::{Target, Trust};
use crate::client::http::{Answer, Connection};
use crate::client::socket::{NotOpened, challenge};
use crate::http::seen::Seen;
use crate::http::static_files::StaticFiles;
use crate::net::origin::Origin;
use crate::ops::start::Start;
use axum::http::{StatusCode, header};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

/// A credential of a relay ends after an hour; a minute is what no clock that is kept is wrong by.
const CLOCK: Duration = Duration::from_secs(60);
/// Larger than what `/seen` answers.
const SEEN_BYTES: usize = 1024;

/// Looks at each of them.
pub async fn check(start: &Start, served: &Served, trust: &Trust, report: &mut Report) {
    let page = StaticFiles::page_of(start.config.web_root.as_deref())
        .map_or_else(|_| StaticFiles::embedded().page(), |files| files.page());
    for origin in &start.config.origins {
        let target = Target::of(origin, trust);
        let (listens, is_tls_ours) = (served.address.port(), start.config.tls.is_some());
        let one = One { url: origin.url(), target: &target, listens, is_tls_ours };
        let mut connection = Connection::to(&target);
        if one.page(&mut connection, &page, served, report).await {
            one.socket(origin, report).await;
            one.proxy(&mut connection, report).await;
        }
    }
}

struct One<'a> {
    url: String,
    target: &'a Target,
    listens: u16,
    is_tls_ours: bool,
}

impl One<'_> {
    fn what(&self, part: &str) -> String {
        format!("{part} at {}", self.url)
    }

    /// Whether it is our server that answers, with our page.
    async fn page(&self, connection: &mut Connection<'_>, page: &str, served: &Served, report: &mut Report) -> bool {
        let what = self.what("page");
        let answer = match connection.get("/", "identity", page.len()).await {
            Ok(answer) => answer,
            Err(why) => {
                report.wrong(&what, &why, self.mend(&why));
                return false;
            }
        };
        clock(&answer, report);
        if answer.status != StatusCode::OK {
            let (how, mend) = self.status(&answer);
            report.wrong(&what, how, mend);
            return false;
        }
        let is_ours = instance(connection).await.is_ok_and(|found| found.as_ref() == Some(&served.instance));
        let is_same = answer.body == page.as_bytes();
        match (is_ours, is_same) {
            (true, true) => report.ok(&what, "this server answers, with the page of this program"),
            (true, false) if served.ours.is_none() => report.wrong(
                &what,
                "it is not the page of this program",
                "restart the server if it is older than this program; else see that no proxy changes pages on the way (switch off what rewrites HTML there)",
            ),
            (true, false) => report.wrong(
                &what,
                "the page is changed on its way",
                "switch off whatever rewrites HTML in the proxy or the service in between",
            ),
            (false, true) => report.wrong(
                &what,
                "another Plenum answers there",
                format!("let the name and the proxy lead to this machine and to port {}", self.listens),
            ),
            (false, false) => report.wrong(
                &what,
                "something other than this server answers there",
                format!("let the name and the proxy lead to this machine and to port {}, or correct --origin", self.listens),
            ),
        }
        is_ours
    }

    fn mend(&self, why: &Failure) -> String {
        let (host, port) = (&self.target.host, self.target.port);
        match why {
            Failure::NoName(_) => {
                format!("enter {host} at your DNS with the address of this machine, or correct --origin")
            }
            Failure::Refused => format!(
                "start the proxy that listens on port {port}, or correct --origin; `ss -ltn` shows what listens here"
            ),
            Failure::TimedOut | Failure::Unreachable(_) => {
                format!(
                    "open TCP port {port} in the firewall, and forward it to this machine if a router stands in between"
                )
            }
            Failure::Tls(_) if self.is_tls_ours => format!(
                "give this server a certificate for {host} that browsers trust, with its whole chain, in tls-cert and tls-key, or see in its log why it gets none (tls = acme); name your own authority with --ca"
            ),
            Failure::Tls(_) => format!(
                "give the proxy a certificate for {host} that browsers trust (Caddy fetches one by itself); name your own authority with --ca"
            ),
            Failure::Broken(_) => "see that HTTP is spoken there".to_owned(),
        }
    }

    fn status(&self, answer: &Answer) -> (String, String) {
        let port = self.listens;
        match answer.status {
            status if status.is_redirection() => {
                let to = answer.header(&header::LOCATION).unwrap_or("elsewhere");
                (format!("it sends people on to {to}"), "name the address where they end up with --origin".to_owned())
            }
            status @ (StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT) => (
                format!("the proxy answers {status}: it does not reach Plenum"),
                format!(
                    "let it pass everything on to port {port} of this machine (Caddy: reverse_proxy localhost:{port})"
                ),
            ),
            status => (
                format!("it answers {status}"),
                format!("let the proxy pass everything on to port {port}, below every path, and ask for no password"),
            ),
        }
    }

    async fn socket(&self, origin: &Origin, report: &mut Report) {
        let what = self.what("WebSocket");
        match challenge(self.target, &origin.url()).await {
            Ok(_) => report.ok(&what, "it opens, and signaling begins"),
            Err(NotOpened::Answered(StatusCode::UPGRADE_REQUIRED)) => report.wrong(
                &what,
                "the proxy leaves out the Upgrade header",
                "let it pass on Upgrade and Connection over HTTP/1.1 (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\")",
            ),
            Err(NotOpened::Answered(StatusCode::TOO_MANY_REQUESTS)) => report.wrong(
                &what,
                "too many connections from this address",
                "if that address is your own proxy, name it with --trusted-proxy; if many people share it, raise --sockets-per-address",
            ),
            Err(NotOpened::Answered(status)) => {
                report.wrong(&what, format!("it answers {status}"), "let the proxy pass on /ws/ as everything else");
            }
            Err(NotOpened::Failed(why)) => report.wrong(&what, &why, "see that the proxy passes WebSockets on, and does not end or buffer them"),
        }
    }

    /// What the proxy says of who asked: without it everybody comes from one address and shares its limits.
    async fn proxy(&self, connection: &mut Connection<'_>, report: &mut Report) {
        let what = self.what("proxy");
        let answer = connection.get("/seen", "identity", SEEN_BYTES).await;
        let seen = answer.ok().and_then(|answer| serde_json::from_slice::<Seen>(&answer.body).ok());
        let Some(seen) = seen else {
            let mend = "restart the server if it is older than this program";
            return report.wrong(&what, "the server does not say what it saw of a request", mend);
        };
        let is_https = self.target.tls.is_some();
        let address = seen.address;
        match (seen.by_proxy, seen.forwarded) {
            (true, true) if seen.scheme.as_deref().is_some_and(|scheme| is_https != (scheme == "https")) => report.wrong(
                &what,
                "it says that people come by another scheme than the public address has (X-Forwarded-Proto)",
                "correct --origin, or the proxy in front of this one",
            ),
            (true, true) => {
                let ours = connection.from;
                let own = if ours == Some(address) { ", which is this machine" } else { "" };
                report.ok(&what, format!("it is trusted and says who asks: {address}{own}"));
            }
            (true, false) => report.wrong(
                &what,
                "it is trusted, but does not say for whom it asks, so that everybody shares the limits of one address",
                "let it send X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; Caddy does)",
            ),
            (false, true) => report.wrong(
                &what,
                format!("a proxy at {address} says for whom it asks, but is not believed, so that everybody shares the limits of one address"),
                format!("say --trusted-proxy {address}, if that is your own proxy"),
            ),
            // Without TLS of our own somebody took it off.
            (false, false) if is_https && !self.is_tls_ours => report.wrong(
                &what,
                format!("somebody at {address} takes off TLS and does not say for whom, so that everybody shares the limits of one address"),
                format!("let it send X-Forwarded-For, and say --trusted-proxy {address}"),
            ),
            (false, false) => report.ok(&what, format!("none in between; asked by {}", as_text(address))),
        }
    }
}

fn as_text(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

/// Compares our clock with that of whoever answered.
fn clock(answer: &Answer, report: &mut Report) {
    let told = answer.header(&header::DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    let Some(told) = told else {
        return report.note("clock", "the public address tells no time (Date) to compare with");
    };
    let now = SystemTime::now();
    let apart = now.duration_since(told).or_else(|_| told.duration_since(now)).unwrap_or_default();
    match apart <= CLOCK {
        true => report.ok("clock", "that of this machine and that of the public address agree"),
        false => report.wrong(
            "clock",
            format!(
                "it is {} seconds apart from that of the public address; credentials of relays would be refused",
                apart.as_secs()
            ),
            "switch on time synchronisation: timedatectl set-ntp true",
        ),
    }
}
