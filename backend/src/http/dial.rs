//! `GET /ws/<shard>`: who may open a line, and how the request becomes one.

use super::faults::Faults;
use super::linger::Lingering;
use super::{not_found, said, shard};
use crate::counters::Count;
use crate::gate::Visit;
use crate::hints::Hint;
use crate::house::House;
use crate::line::{self, Caller};
use crate::origin::Origin;
use crate::websocket::handshake::{NoHandshake, accept};
use crate::websocket::socket::Socket;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::time::timeout;

/// The connection a request came over.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its place at the gate.
    pub visit: Arc<Visit>,
    /// Its other end; a proxy's, perhaps.
    pub address: IpAddr,
}

/// Answers a request for a line.
pub async fn dial(State(house): State<Arc<House>>, mut request: Request) -> Response {
    let Some(shard) = shard(request.uri().path()) else { return not_found() };
    let accepted = match accept(request.method(), request.version(), request.headers()) {
        Ok(accepted) => accepted,
        Err(why) => {
            house.counters.add(Count::BadUpgrade);
            // A browser asked (nobody else sends the key) and somebody in between left the rest out.
            if why == NoHandshake::NotAsked && request.headers().contains_key(header::SEC_WEBSOCKET_KEY) {
                house.hints.give(Hint::NoUpgrade, &house.origins);
            }
            return no_handshake(why);
        }
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    if !may_dial(request.headers(), &host, &house.origins) {
        house.counters.add(Count::ForeignOrigin);
        house.hints.give(Hint::OtherHost, &house.origins);
        return said(
            StatusCode::FORBIDDEN,
            "This page belongs to another server. If it is yours, name it with --origin.\n",
        );
    }
    let (Some(peer), Some(upgrade)) =
        (request.extensions_mut().remove::<Peer>(), request.extensions_mut().remove::<OnUpgrade>())
    else {
        return said(StatusCode::BAD_REQUEST, "This connection cannot become a line.\n");
    };
    let forwarded = HeaderName::from_static("x-forwarded-for");
    let hops: Vec<&str> =
        request.headers().get_all(forwarded).iter().map(|line| line.to_str().unwrap_or("?")).collect();
    let address = house.addresses.key(house.addresses.client(peer.address, &hops));
    if peer.visit.is_for(address).is_err() {
        return said(StatusCode::TOO_MANY_REQUESTS, "Too many lines from this address.\n");
    }
    let at_host = Origin::sockets_at(&host);
    let (origins, other_names) = match &house.origins[..] {
        [] => (at_host, Vec::new()),
        public => (public.iter().map(Origin::socket).collect(), at_host),
    };
    let caller = Caller { visit: peer.visit, address, shard, origins, other_names };
    let (keeper, tasks) = (Arc::clone(&house), house.tasks.clone());
    tasks.spawn(async move {
        if let Some(socket) = open(&keeper, upgrade).await {
            line::run(keeper, socket, caller).await;
        }
    });
    switching(&accepted)
}

/// Takes the bare TCP stream out of the upgraded connection.
async fn open(house: &House, upgrade: OnUpgrade) -> Option<Socket> {
    let upgraded: Upgraded = timeout(house.limits.upgrade, upgrade).await.ok()?.ok()?;
    let parts = upgraded.downcast::<TokioIo<Faults<Lingering>>>().ok()?;
    let stream = parts.io.into_inner().into_inner().into_inner()?;
    Some(Socket::new(stream, &parts.read_buf, house.limits.join_bytes, house.limits.fragments))
}

fn switching(accepted: &str) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    if let Ok(accepted) = HeaderValue::from_str(accepted) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    }
    response
}

fn no_handshake(why: NoHandshake) -> Response {
    let required = || {
        let version = [(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))];
        let upgrade = [(header::UPGRADE, HeaderValue::from_static("websocket"))];
        (version, upgrade, said(StatusCode::UPGRADE_REQUIRED, "This is a door for WebSockets, version 13.\n"))
            .into_response()
    };
    match why {
        NoHandshake::NotAsked | NoHandshake::OtherVersion => required(),
        NoHandshake::Malformed => said(StatusCode::BAD_REQUEST, "This is no WebSocket handshake.\n"),
    }
}

/// Pages from here and from the configured origins may; so may programs, which say no origin. There are no cookies
/// to ride on: safety rests on the signatures, and this only spares people surprises.
fn may_dial(headers: &HeaderMap, host: &str, public: &[Origin]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(_), Some(_)) => false,
        (Some(one), None) => {
            let origin = one.to_str().ok().and_then(|text| text.parse::<Origin>().ok());
            origin.is_some_and(|origin| origin.is_at(host) || public.contains(&origin))
        }
    }
}
