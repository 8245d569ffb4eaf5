//! The HTTP service: its routes (page, health, instance, upgrade), and the checks and headers all of them share.

pub mod app_state;
pub mod connection;
pub mod error_responses;
pub mod headers;
pub mod lingering_close;
pub mod static_files;
pub mod upgrade;

use crate::base::counters::Count;
use app_state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use static_files::Asset;
use std::sync::Arc;

/// All routes.
pub fn router(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/healthz", any(health))
        .route("/instance/{shard}", any(instance))
        .route("/ws/{shard}", any(upgrade::upgrade))
        .fallback(file)
        .layer(from_fn_with_state(Arc::clone(&state), check_request))
        .with_state(state)
}

/// Refuses what no browser sends, and puts the strict headers on every response.
async fn check_request(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let mut response = if has_odd_host(&request) {
        state.signaling.counters.add(Count::BadRequest);
        plain_text(StatusCode::BAD_REQUEST, "One Host header, please.\n")
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        state.signaling.counters.add(Count::BadMethod);
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        (allow, plain_text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n")).into_response()
    } else {
        next.run(request).await
    };
    state.headers.apply(response.headers_mut());
    response
}

/// RFC 9112 §3.2: exactly one `Host`, which HTTP/1.0 does not know yet (health checks speak it), and the target is a path.
fn has_odd_host(request: &Request) -> bool {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let is_old = request.version() < Version::HTTP_11;
    !(hosts == 1 || hosts == 0 && is_old) || !request.uri().path().starts_with('/')
}

/// The path of a file. A `#` that some program on the way wrote as `%23` still leads to the page, which mends it.
fn file_path(path: &str) -> &str {
    if path.starts_with("/%23") { "/" } else { path }
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
    match state.signaling.limiter.is_closed() {
        true => plain_text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
        false => plain_text(StatusCode::OK, "ok\n"),
    }
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
    let path = file_path(request.uri().path());
    let Some(asset) = state.files.find(path).await else { return not_found() };
    let mut response = send(&asset, request.headers());
    if state.files.is_live() && path == "/" {
        let policy = state.headers.policy_for(&String::from_utf8_lossy(&asset.identity));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The asset in the best form the browser takes, or the news that it has it already.
fn send(asset: &Asset, asked: &HeaderMap) -> Response {
    let (bytes, etag, encoding): (&Bytes, &HeaderValue, Option<&'static str>) = match &asset.brotli {
        Some(brotli) if takes_brotli(asked) => (brotli, &asset.brotli_etag, Some("br")),
        Some(_) | None => (&asset.identity, &asset.etag, None),
    };
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|tag| is_same(tag.trim(), etag));
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Body::from(bytes.clone()).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(asset.cache));
    headers.insert(header::ETAG, etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// Weak comparison (RFC 9110 §8.8.3.2).
fn is_same(tag: &str, etag: &HeaderValue) -> bool {
    tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes()
}

/// Whether `br` is named with a weight above zero (RFC 9110 §12.5.3); `*` alone is nobody's browser.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = lines.flat_map(|line| line.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        is_brotli && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_who_takes_it() {
        let takes = |value: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in ["br", "gzip, deflate, br, zstd", "gzip;q=1.0, br;q=0.1", "BR"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "gzip", "br;q=0", "br;q=0.000", "br;q=x", "brr", "*"] {
            assert!(!takes(no), "{no}");
        }
    }

    #[test]
    fn the_compressed_form_is_another_thing_with_another_tag() {
        let asset = Asset::new("/a.js", Bytes::from_static(b"plain"), Some(Bytes::from_static(b"small")));
        let ask = |name, value: &str| HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        let (plain, small) = (send(&asset, &HeaderMap::new()), send(&asset, &ask(header::ACCEPT_ENCODING, "gzip, br")));
        assert_eq!(plain.headers().get(header::CONTENT_ENCODING), None);
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(small.headers()[header::VARY], "accept-encoding");
        assert_ne!(plain.headers()[header::ETAG], small.headers()[header::ETAG]);
        let known = ask(header::IF_NONE_MATCH, small.headers()[header::ETAG].to_str().unwrap());
        assert_eq!(send(&asset, &known).status(), StatusCode::OK, "the plain form is not known by the other's tag");
    }

    #[test]
    fn a_shard_is_two_hex_digits() {
        assert_eq!(shard("/ws/0a"), Some(10));
        for path in ["/ws/", "/ws/a", "/ws/0A", "/ws/00a", "/ws/+1", "/ws/%30a", "/ws/zz"] {
            assert_eq!(shard(path), None, "{path}");
        }
    }
}
