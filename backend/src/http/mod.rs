//! The HTTP service: its routes (page, what its host says, probes, instance, what was seen of a request, upgrade), and the checks and headers all of them share.

pub mod app_state;
pub mod asset;
pub mod connection;
pub mod error_responses;
pub mod headers;
pub mod host;
pub mod lingering_close;
pub mod probes;
pub mod redirect;
pub mod seen;
pub mod static_files;
pub mod upgrade;
mod walk;

use crate::base::counters::Count;
use app_state::AppState;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use probes::Probe;
use std::sync::Arc;

/// All routes.
pub fn router(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/healthz", any(health))
        .route(host::HOST, any(host::host))
        .route("/readyz", any(ready))
        .route("/instance/{shard}", any(instance))
        .route("/seen", any(seen::seen))
        .route("/ws/{shard}", any(upgrade::upgrade))
        .route(host::SECURITY_TXT, any(host::security_txt))
        .fallback(file)
        .layer(from_fn_with_state(Arc::clone(&state), check_request))
        .with_state(state)
}

/// Refuses what no browser sends, and puts the strict headers on every response.
async fn check_request(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let mut response = match refused(&state, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    state.headers.apply(response.headers_mut());
    response
}

/// What no browser sends.
fn refused(state: &AppState, request: &Request) -> Option<Response> {
    if has_odd_host(request) {
        state.signaling.counters.add(Count::BadRequest);
        Some(plain_text(StatusCode::BAD_REQUEST, "One Host header, please.\n"))
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        state.signaling.counters.add(Count::BadMethod);
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        let text = plain_text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
        Some((allow, text).into_response())
    } else {
        None
    }
}

/// RFC 9112 §3.2: exactly one `Host`, which HTTP/1.0 does not know yet (health checks speak it), and the target is a path.
fn has_odd_host(request: &Request) -> bool {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let is_old = request.version() < Version::HTTP_11;
    !(hosts == 1 || hosts == 0 && is_old) || !request.uri().path().starts_with('/')
}

/// Whether some program on the way wrote the `#` of a link as `%23`, so that its secret came to us. The page is given all the
/// same, and mends its address.
// Invariant: such a path is compared and forgotten: no log and no counter has any of it, and no header but the `Location` that
// leads from plain HTTP to TLS, back to whoever asked.
fn is_damaged_link(path: &str) -> bool {
    path.starts_with("/%23")
}

/// A short text that is not cached.
pub fn plain_text(status: StatusCode, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, text).into_response()
}

/// Two lower-case hex digits at the end of a path.
pub fn shard(path: &str) -> Option<u8> {
    let digits = path.rsplit('/').next()?;
    let is_plain = digits.len() == 2 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_plain.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

async fn health(State(state): State<Arc<AppState>>) -> Response {
    probes::answer(Probe::Health, state.is_ready())
}

async fn ready(State(state): State<Arc<AppState>>) -> Response {
    probes::answer(Probe::Ready, state.is_ready())
}

async fn instance(State(state): State<Arc<AppState>>, request: Request) -> Response {
    if shard(request.uri().path()).is_none() {
        return not_found();
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, serde_json::json!({ "instance": state.signaling.instance }).to_string()).into_response()
}

fn not_found() -> Response {
    plain_text(StatusCode::NOT_FOUND, "There is nothing here.\n")
}

async fn file(State(state): State<Arc<AppState>>, request: Request) -> Response {
    let asked = request.uri().path();
    let path = if is_damaged_link(asked) { "/" } else { asked };
    if path != asked {
        state.signaling.counters.add(Count::DamagedLink);
    }
    let Some(asset) = state.files.find(path).await else { return not_found() };
    let mut response = asset.response(request.headers());
    if state.files.is_live() && path == "/" {
        let policy = state.headers.policy_for(&String::from_utf8_lossy(asset.bytes()));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_two_hex_digits() {
        assert_eq!(shard("/ws/0a"), Some(10));
        for path in ["/ws/", "/ws/a", "/ws/0A", "/ws/00a", "/ws/+1", "/ws/%30a", "/ws/zz"] {
            assert_eq!(shard(path), None, "{path}");
        }
    }
}
