//! One HTTP/1.1 connection, with a limit on everything it may take its time for.

use super::dial::Peer;
use super::faults::{Faults, Ours};
use super::linger::{Lingering, Manner};
use crate::counters::Count;
use crate::house::House;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tower_service::Service;

/// What all connections of a server are served with.
#[derive(Clone, Debug)]
pub struct Serving {
    house: Arc<House>,
    router: Router,
    ours: Arc<Ours>,
}

impl Serving {
    /// Made once.
    pub fn new(house: Arc<House>) -> Serving {
        let counting = Arc::clone(&house.counters);
        let ours = Ours { lines: house.headers.lines(), seen: Box::new(move || counting.add(Count::BadRequest)) };
        Serving { router: super::router(Arc::clone(&house)), house, ours: Arc::new(ours) }
    }

    /// Serves one connection until it ends, becomes a line, has to make room, or takes too long.
    pub async fn serve(self, stream: TcpStream, peer: Peer) {
        let limits = &self.house.limits;
        let (visit, router) = (Arc::clone(&peer.visit), self.router);
        let answered = Arc::new(AtomicBool::new(false));
        let manner = Manner {
            visit: Arc::clone(&visit),
            answered: Arc::clone(&answered),
            patience: limits.goodbye,
            tasks: self.house.tasks.clone(),
        };
        let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
            answered.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer.clone());
            router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.request_head)
            .max_headers(limits.header_lines)
            .max_buf_size(limits.head_bytes)
            .serve_connection(TokioIo::new(Faults::new(Lingering::new(stream, manner), self.ours)), answer)
            .with_upgrades();
        let mut connection = pin!(connection);
        tokio::select! {
            served = connection.as_mut() => {
                if served.is_err_and(|error| error.is_timeout()) {
                    self.house.counters.add(Count::HttpTimeout);
                }
            }
            () = sleep(limits.http_connection) => self.house.counters.add(Count::HttpTimeout),
            () = visit.asked_to_leave() => {
                if self.house.gate.is_closed() {
                    // The server stops: what is being answered may still be answered.
                    connection.as_mut().graceful_shutdown();
                    let _ = tokio::time::timeout(limits.drain, connection).await;
                }
            }
        }
    }
}
