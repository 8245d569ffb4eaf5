//! `GET /host.json` and `/.well-known/security.txt`: what the host of this server has to say, and who may embed its page.

use super::app_state::AppState;
use super::asset::Asset;
use super::not_found;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the page asks for it.
pub const HOST: &str = "/host.json";
/// Where others look for it (RFC 9116 §3).
pub const SECURITY_TXT: &str = "/.well-known/security.txt";

/// What the host says on the start page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Host {
    /// A note, by the tag of its language.
    pub note: BTreeMap<String, String>,
    /// Where to donate, an address with `https:`.
    pub donate: Option<String>,
}

/// The answers, made at start: nothing in them depends on who asks.
#[derive(Debug)]
pub struct HostFiles {
    host: Asset,
    security_txt: Option<Asset>,
}

impl HostFiles {
    /// `embedders`: who may show the page inside their own, as CSP sources; the page hears no other.
    pub fn new(host: &Host, embedders: &[String], security_txt: Option<String>) -> HostFiles {
        let json = serde_json::json!({ "note": host.note, "donate": host.donate, "embedders": embedders }).to_string();
        HostFiles {
            host: Asset::new(HOST, Bytes::from(json), None),
            security_txt: security_txt.map(|text| Asset::new(SECURITY_TXT, Bytes::from(text), None)),
        }
    }
}

/// Answers a page whose host has nothing to say.
pub fn nothing(asked: &HeaderMap) -> Response {
    HostFiles::new(&Host::default(), &[], None).host.response(asked)
}

/// Answers the page.
pub async fn host(State(state): State<Arc<AppState>>, request: Request) -> Response {
    state.host.host.response(request.headers())
}

/// Answers whoever has found a hole.
pub async fn security_txt(State(state): State<Arc<AppState>>, request: Request) -> Response {
    match &state.host.security_txt {
        Some(file) => file.response(request.headers()),
        None => not_found(),
    }
}
