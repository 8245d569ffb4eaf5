//! `GET /ws/<shard>`: the checks of an upgrade request, and how its connection becomes a WebSocket session.

use super::app_state::AppState;
use super::error_responses::ErrorResponses;
use super::lingering_close::LingeringClose;
use super::{not_found, plain_text, shard};
use crate::base::counters::Count;
use crate::base::warnings::Warning;
use crate::net::listener::{Remote, Transport};
use crate::net::origin::Origin;
use crate::signaling::context::Context;
use crate::signaling::session::{self, Client};
use crate::ws::handshake::{NoHandshake, accept};
use crate::ws::socket::Socket;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use tokio::time::timeout;

/// Starts the session of an upgraded connection; which function that is depends on the connection's kind of stream,
/// which a request does not know.
#[derive(Clone, Copy, Debug)]
pub struct SpawnSession(fn(&AppState, OnUpgrade, Client));

impl SpawnSession {
    /// For requests over this kind of stream.
    pub fn over<S: Transport>() -> SpawnSession {
        SpawnSession(spawn_session::<S>)
    }
}

fn spawn_session<S: Transport>(state: &AppState, upgrade: OnUpgrade, client: Client) {
    let context = Arc::clone(&state.signaling);
    state.tasks.spawn(async move {
        if let Some(socket) = open::<S>(&context, upgrade).await {
            session::run(context, socket, client).await;
        }
    });
}

/// Answers an upgrade request, and starts the session it becomes.
pub async fn upgrade(State(state): State<Arc<AppState>>, mut request: Request) -> Response {
    let context = &state.signaling;
    let Some(shard) = shard(request.uri().path()) else { return not_found() };
    let accepted = match accept(request.method(), request.version(), request.headers()) {
        Ok(accepted) => accepted,
        Err(why) => {
            context.counters.add(Count::BadUpgrade);
            // A browser asked (nothing else sends the key) and a proxy left out the rest.
            if why == NoHandshake::NotAsked && request.headers().contains_key(header::SEC_WEBSOCKET_KEY) {
                context.warnings.once(Warning::NoUpgrade);
            }
            return no_handshake(why);
        }
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    if !is_origin_allowed(request.headers(), &host, &context.origins) {
        context.counters.add(Count::ForeignOrigin);
        context.warnings.once(Warning::OtherHost);
        return plain_text(
            StatusCode::FORBIDDEN,
            "This page belongs to another server. If it is yours, name it with --origin.\n",
        );
    }
    let extensions = request.extensions_mut();
    let (Some(remote), Some(spawn), Some(upgrade)) =
        (extensions.remove::<Remote>(), extensions.remove::<SpawnSession>(), extensions.remove::<OnUpgrade>())
    else {
        return plain_text(StatusCode::BAD_REQUEST, "This connection cannot become a WebSocket.\n");
    };
    let forwarded = HeaderName::from_static("x-forwarded-for");
    let hops: Vec<&str> =
        request.headers().get_all(forwarded).iter().map(|line| line.to_str().unwrap_or("?")).collect();
    let address = state.addresses.key(state.addresses.client(remote.address, &hops));
    if remote.permit.assign(address).is_err() {
        return plain_text(StatusCode::TOO_MANY_REQUESTS, "Too many connections from this address.\n");
    }
    let at_host = Origin::sockets_at(&host);
    let (origins, other_names) = match &context.origins[..] {
        [] => (at_host, Vec::new()),
        public => (public.iter().map(Origin::socket).collect(), at_host),
    };
    let host = page_host(&host, &context.origins);
    let client = Client { permit: remote.permit, address, shard, origins, other_names, host };
    spawn.0(&state, upgrade, client);
    switching(&accepted)
}

/// The host by which a page reached us: of several names the one it used, and none that is not ours.
fn page_host(asked: &str, origins: &[Origin]) -> String {
    let named = origins.iter().find(|origin| origin.is_at(asked)).or(origins.first());
    match named {
        Some(origin) => origin.place().0,
        None => Origin::host_of(asked).unwrap_or_default(),
    }
}

/// Takes the bare stream out of the upgraded connection, with what was read ahead of it.
async fn open<S: Transport>(context: &Context, upgrade: OnUpgrade) -> Option<Socket<S>> {
    let upgraded: Upgraded = timeout(context.limits.upgrade, upgrade).await.ok()?.ok()?;
    let parts = upgraded.downcast::<TokioIo<ErrorResponses<LingeringClose<S>>>>().ok()?;
    let stream = parts.io.into_inner().into_inner().into_inner()?;
    Some(Socket::new(stream, &parts.read_buf, context.limits.join_bytes, context.limits.fragments))
}

/// The answer to an upgrade request that is accepted (RFC 6455 §4.2.2).
pub fn switching(accepted: &str) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    if let Ok(accepted) = HeaderValue::from_str(accepted) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    }
    response
}

/// The answer to a request that opens no WebSocket.
pub fn no_handshake(why: NoHandshake) -> Response {
    let required = || {
        let version = [(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))];
        let upgrade = [(header::UPGRADE, HeaderValue::from_static("websocket"))];
        (version, upgrade, plain_text(StatusCode::UPGRADE_REQUIRED, "This is a door for WebSockets, version 13.\n"))
            .into_response()
    };
    match why {
        NoHandshake::NotAsked | NoHandshake::OtherVersion => required(),
        NoHandshake::Malformed => plain_text(StatusCode::BAD_REQUEST, "This is no WebSocket handshake.\n"),
    }
}

/// Pages from this host and from the configured origins are allowed; so are programs, which send no `Origin`. There
/// are no cookies to ride on: safety rests on the signatures, and this check only spares people surprises.
fn is_origin_allowed(headers: &HeaderMap, host: &str, public: &[Origin]) -> bool {
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
