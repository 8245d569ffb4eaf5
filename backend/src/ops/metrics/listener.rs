//! The listener of metrics: `/metrics`, `/healthz` and `/readyz` for this machine, until the very end of the program.

use super::{CONTENT_TYPE, Metrics};
use crate::base::limits::{HEAD_BYTES, HEADER_LINES, REQUEST_HEAD};
use crate::http::app_state::AppState;
use crate::http::plain_text;
use crate::http::probes::{self, Probe};
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Connections at once: one Prometheus, a health check, somebody with curl.
const CONNECTIONS: usize = 8;
/// One connection in all: an answer is 10 KB, and goes no further than this machine.
const CONNECTION: Duration = Duration::from_secs(10);
/// Pause after a failed accept, which is mostly a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What the answers are made of.
#[derive(Debug)]
pub struct Watched {
    /// The numbers.
    pub metrics: Metrics,
    /// What probes are answered from.
    pub state: Arc<AppState>,
}

/// Answers for ever. More connections at once wait until one of them ends.
pub async fn serve(listener: TcpListener, watched: Arc<Watched>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let watched = Arc::clone(&watched);
                tokio::spawn(async move {
                    let _ = timeout(CONNECTION, converse(stream, &watched)).await;
                    drop(place);
                });
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// One request, one answer.
async fn converse(stream: TcpStream, watched: &Watched) {
    let answer = service_fn(async |request| Ok::<_, Infallible>(answer(&request, watched)));
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_HEAD)
        .max_headers(HEADER_LINES)
        .max_buf_size(HEAD_BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

fn answer(request: &hyper::Request<Incoming>, watched: &Watched) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain_text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
    }
    if !host.is_none_or(is_this_machine) {
        return plain_text(StatusCode::FORBIDDEN, "Ask for 127.0.0.1, [::1] or localhost.\n");
    }
    match request.uri().path() {
        "/metrics" => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE)),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (headers, Body::from(watched.metrics.text())).into_response()
        }
        "/healthz" => probes::answer(Probe::Health, watched.state.is_ready()),
        "/readyz" => probes::answer(Probe::Ready, watched.state.is_ready()),
        _ => plain_text(StatusCode::NOT_FOUND, "There are /metrics, /healthz and /readyz.\n"),
    }
}

/// A page in a browser on this machine can make a name of its own lead here (DNS rebinding); it cannot call it by these.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let number = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || number.is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_somebody_elses_page_is_not_this_machine() {
        for ours in ["127.0.0.1", "127.0.0.1:9464", "[::1]:9464", "[::1]", "localhost:9464", "LOCALHOST"] {
            assert!(is_this_machine(ours), "{ours}");
        }
        for other in [
            "evil.example:9464",
            "evil.example",
            "10.0.0.4:9464",
            "127.0.0.1.evil.example",
            "",
            "localhost.evil.example:1",
        ] {
            assert!(!is_this_machine(other), "{other}");
        }
    }
}
