//! `GET /seen`: who asks, as this server sees it; `plenum check` finds out by it what a proxy passes on.

use super::app_state::AppState;
use super::not_found;
use crate::net::listener::Remote;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;

/// What is told: nothing but what the asker sent, or is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Whose limits the request counts for.
    pub address: IpAddr,
    /// Whether it came through one of our own proxies.
    pub by_proxy: bool,
    /// Whether it says for whom it was passed on (`X-Forwarded-For`), believed or not.
    pub forwarded: bool,
    /// By which scheme the proxy says it was asked (`X-Forwarded-Proto`).
    pub scheme: Option<String>,
}

/// Answers.
pub async fn seen(State(state): State<Arc<AppState>>, request: Request) -> Response {
    let Some(remote) = request.extensions().get::<Remote>() else { return not_found() };
    let forwarded = request.headers().get_all(HeaderName::from_static("x-forwarded-for"));
    let hops: Vec<&str> = forwarded.iter().map(|line| line.to_str().unwrap_or("?")).collect();
    let scheme = request.headers().get(HeaderName::from_static("x-forwarded-proto"));
    let known = ["https", "http"].into_iter().find(|known| scheme.is_some_and(|said| said == known));
    let seen = Seen {
        address: state.addresses.client(remote.address, &hops),
        by_proxy: state.addresses.is_proxy(remote.address),
        forwarded: !hops.is_empty(),
        scheme: known.map(str::to_owned),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, serde_json::to_string(&seen).unwrap_or_default()).into_response()
}
