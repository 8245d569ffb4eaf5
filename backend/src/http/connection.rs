//! One HTTP/1.1 connection (RFC 9112), with a timeout on everything a client may delay.

use super::app_state::AppState;
use super::error_responses::{ErrorResponses, Replacement};
use super::lingering_close::{Linger, LingeringClose};
use super::upgrade::SpawnSession;
use crate::base::counters::Count;
use crate::net::connection_limiter::LimitReached;
use crate::net::listener::{Remote, Transport};
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::sleep;
use tower_service::Service;

/// The HTTP service that all connections of a server share.
#[derive(Clone, Debug)]
pub struct HttpService {
    state: Arc<AppState>,
    router: Router,
    replacement: Arc<Replacement>,
}

impl HttpService {
    /// Made once per server.
    pub fn new(state: Arc<AppState>) -> HttpService {
        let (router, lines) = (super::router(Arc::clone(&state)), state.headers.lines());
        HttpService::of(state, router, lines)
    }

    /// One that answers every request with the same path at the address people are to open.
    pub fn redirecting(state: Arc<AppState>) -> HttpService {
        let headers = state.headers.without_transport_security();
        let lines = headers.lines();
        let router = super::redirect::router(Arc::clone(&state), headers);
        HttpService::of(state, router, lines)
    }

    fn of(state: Arc<AppState>, router: Router, header_lines: Vec<u8>) -> HttpService {
        let counters = Arc::clone(&state.signaling.counters);
        let on_replaced = Box::new(move || counters.add(Count::BadRequest));
        HttpService { state, router, replacement: Arc::new(Replacement { header_lines, on_replaced }) }
    }

    /// A connection from this address takes its place.
    ///
    /// # Errors
    /// There is none.
    pub fn admit(&self, from: IpAddr) -> Result<Remote, LimitReached> {
        Remote::admit(&self.state.signaling.limiter, &self.state.addresses, from)
    }

    /// Serves one connection until it ends, is upgraded, is evicted, or takes too long.
    pub async fn serve<S: Transport>(self, stream: S, remote: Remote) {
        let context = &self.state.signaling;
        let limits = &context.limits;
        let (permit, router) = (Arc::clone(&remote.permit), self.router);
        let answered = Arc::new(AtomicBool::new(false));
        let linger = Linger {
            permit: Arc::clone(&permit),
            answered: Arc::clone(&answered),
            timeout: limits.close_timeout,
            tasks: self.state.tasks.clone(),
        };
        let was_asked = Arc::clone(&answered);
        let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
            answered.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(remote.clone());
            request.extensions_mut().insert(SpawnSession::over::<S>());
            router.clone().call(request)
        });
        let stream = ErrorResponses::new(LingeringClose::new(stream, linger), self.replacement);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.request_head)
            .max_headers(limits.header_lines)
            .max_buf_size(limits.head_bytes)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades();
        let mut connection = pin!(connection);
        tokio::select! {
            served = connection.as_mut() => {
                if served.is_err_and(|error| error.is_timeout()) {
                    context.counters.add(Count::HttpTimeout);
                }
            }
            () = sleep(limits.http_connection) => context.counters.add(Count::HttpTimeout),
            () = permit.revoked() => {
                if context.limiter.is_closed() {
                    // The server stops. Whoever has just dialled still gets an answer, and so does the request under way.
                    if !was_asked.load(Ordering::Relaxed) {
                        let _ = tokio::time::timeout(limits.first_request, connection.as_mut()).await;
                    }
                    connection.as_mut().graceful_shutdown();
                    let _ = tokio::time::timeout(limits.drain, connection).await;
                }
            }
        }
    }
}
