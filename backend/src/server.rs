//! From a configuration to a running server, and from a running server to a stopped one.

use crate::base::clock::Clock;
use crate::base::counters::{Count, Counters};
use crate::base::limits::{FORGET, LARGEST_ROOM};
use crate::base::warnings::Warnings;
use crate::http::app_state::AppState;
use crate::http::connection::HttpService;
use crate::http::headers::Headers;
use crate::http::host::HostFiles;
use crate::http::static_files::StaticFiles;
use crate::ice::turn::offer::Offer;
use crate::ice::turn::start::{RelayConfig, Started, Surroundings, start};
use crate::ice::turn::streams::{Streams, begins_with_stun};
use crate::net::address::Addresses;
use crate::net::connection_limiter::ConnectionLimiter;
use crate::net::listener::{Remote, Transport, accept, bind};
use crate::net::origin::Origin;
use crate::net::tls::acceptor::TlsAcceptor;
use crate::net::tls::serving::ServingTls;
use crate::ops::config::Config;
use crate::ops::metrics::Metrics;
use crate::ops::metrics::listener::{Watched, serve as serve_metrics};
use crate::signaling::context::Context;
use crate::signaling::rooms::Rooms;
use plenum_rooms::lock;
use plenum_rooms::pace::Allowance;
use plenum_rooms::rate::Buckets;
use plenum_shared::bytes;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::io::AsyncBufRead;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

/// A server that does not listen yet.
#[derive(Debug)]
pub struct Server {
    state: AppState,
    stun_port: Option<u16>,
    relay: Option<RelayConfig>,
    tls: Option<ServingTls>,
    http_redirect: Option<SocketAddr>,
}

/// Why a server does not start.
#[derive(Debug)]
pub enum StartError {
    /// The `--web-root` has no readable `index.html`.
    WebRoot(io::Error),
    /// The system has no random numbers.
    Random,
    /// The room size is not between 2 and [`LARGEST_ROOM`].
    RoomSize,
    /// The listener has no address.
    Listener(io::Error),
    /// The certificate cannot be used.
    Certificate(String),
    /// Plain HTTP cannot be answered there.
    Redirect(SocketAddr, io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::WebRoot(why) => write!(f, "--web-root needs a folder with an index.html in it: {why}"),
            StartError::Random => f.write_str("the system gives no random numbers"),
            StartError::RoomSize => write!(f, "--room-size has to be between 2 and {LARGEST_ROOM}"),
            StartError::Listener(why) => write!(f, "cannot tell where to listen: {why}"),
            StartError::Certificate(why) => write!(f, "the certificate cannot be used: {why}"),
            StartError::Redirect(at, why) => {
                write!(f, "--http-redirect {at}: cannot listen there: {why}. End what listens there, or leave it out")
            }
        }
    }
}

impl std::error::Error for StartError {}

impl Server {
    /// Checks a configuration and loads the page.
    ///
    /// # Errors
    /// What the host has to change.
    pub fn new(config: Config) -> Result<Server, StartError> {
        if !(2..=LARGEST_ROOM).contains(&config.limits.room_size) {
            return Err(StartError::RoomSize);
        }
        let files = match &config.web_root {
            Some(root) => StaticFiles::disk(root).map_err(StartError::WebRoot)?,
            None => StaticFiles::embedded(),
        };
        let mut instance = [0; 12];
        getrandom::fill(&mut instance).map_err(|_| StartError::Random)?;
        let (stun_port, relay, http_redirect) = (config.stun_port, config.relay.clone(), config.http_redirect);
        let tls = config.tls.as_ref().map(ServingTls::new).transpose().map_err(StartError::Certificate)?;
        Ok(Server { state: state(config, files, &instance), stun_port, relay, tls, http_redirect })
    }

    /// The service without a listener, for connections of any kind that are accepted elsewhere. Nothing runs beside
    /// them: no STUN, and no forgetting of addresses.
    pub fn into_service(self) -> HttpService {
        HttpService::new(Arc::new(self.state))
    }

    /// Begins to serve; has to be called within a tokio runtime.
    ///
    /// # Errors
    /// The listener is none.
    pub async fn listen(self, listener: TcpListener) -> Result<Running, StartError> {
        let address = listener.local_addr().map_err(StartError::Listener)?;
        let state = Arc::new(self.state);
        // Browsers relay over TLS only with a certificate that somebody vouches for.
        let tls_port = self.tls.as_ref().filter(|tls| tls.is_for_good()).map(|_| public_port(&state, address));
        let turn = match self.stun_port {
            Some(port) => turn(&state, SocketAddr::new(address.ip(), port), self.relay.as_ref(), tls_port),
            None => None,
        };
        let fingerprint = self.tls.as_ref().and_then(|tls| tls.fingerprint.clone());
        let acceptor = acceptor(&state, self.tls)?;
        state.tasks.spawn(forget_addresses(Arc::clone(&state)));
        let (service, tasks) = (HttpService::new(Arc::clone(&state)), state.tasks.clone());
        let (limiter, addresses) = (Arc::clone(&state.signaling.limiter), Arc::clone(&state.addresses));
        let mut accepting = JoinSet::new();
        if let Some(at) = self.http_redirect {
            let listener = bind(at).map_err(|why| StartError::Redirect(at, why))?;
            let (service, tasks) = (HttpService::redirecting(Arc::clone(&state)), tasks.clone());
            let serve = move |stream, remote| drop(tasks.spawn(service.clone().serve(stream, remote)));
            accepting.spawn(accept(listener, Arc::clone(&limiter), Arc::clone(&addresses), serve));
        }
        match acceptor {
            Some(acceptor) => {
                let relays = turn.as_ref().and_then(|turn| turn.offer.as_ref()).map(|offer| offer.streams.clone());
                let (counters, first_byte) =
                    (Arc::clone(&state.signaling.counters), state.signaling.limits.request_head);
                let inside = Inside { service, relays, counters, first_byte };
                let serve = move |stream: TcpStream, remote: Remote| {
                    let (acceptor, inside) = (acceptor.clone(), inside.clone());
                    let from = stream.peer_addr();
                    tasks.spawn(async move {
                        if let (Some(stream), Ok(from)) = (acceptor.accept(stream, &remote.permit).await, from) {
                            inside.serve(stream, from, remote).await;
                        }
                    });
                };
                accepting.spawn(accept(listener, limiter, addresses, serve));
            }
            None => {
                let serve = move |stream, remote| drop(tasks.spawn(service.clone().serve(stream, remote)));
                accepting.spawn(accept(listener, limiter, addresses, serve));
            }
        }
        info!("listening on port {}", address.port());
        Ok(Running { state, address, turn, accepting, fingerprint })
    }
}

/// What is spoken inside of TLS: HTTP, or TURN with our relays.
#[derive(Clone)]
struct Inside {
    service: HttpService,
    relays: Option<Streams>,
    counters: Arc<Counters>,
    /// Who says nothing for so long says nothing.
    first_byte: Duration,
}

impl Inside {
    async fn serve<S: Transport + AsyncBufRead>(self, mut stream: S, from: SocketAddr, remote: Remote) {
        let Some(relays) = self.relays else { return self.service.serve(stream, remote).await };
        let is_turn = tokio::select! {
            first = timeout(self.first_byte, begins_with_stun(&mut stream)) => match first {
                Ok(first) => first.unwrap_or(false),
                Err(_) => return self.counters.add(Count::HttpTimeout),
            },
            // HTTP knows what becomes of a connection that has to go.
            () = remote.permit.revoked() => false,
        };
        match is_turn {
            true => {
                // Its place is among the relays' connections.
                drop(remote);
                relays.take(stream, from).await;
            }
            false => self.service.serve(stream, remote).await,
        }
    }
}

/// The port people ask for.
fn public_port(state: &AppState, listens: SocketAddr) -> u16 {
    state.signaling.origins.first().map_or(listens.port(), |origin| origin.place().1)
}

/// Takes TLS off connections, if that is ours to do, and keeps the certificate fresh.
fn acceptor(state: &AppState, tls: Option<ServingTls>) -> Result<Option<TlsAcceptor>, StartError> {
    let Some(tls) = tls else { return Ok(None) };
    let context = &state.signaling;
    let acceptor = TlsAcceptor::new(tls.resolver(), &context.limits, Arc::clone(&context.counters))
        .map_err(|why| StartError::Certificate(why.to_string()))?;
    let stopped = state.stopped.clone();
    state.tasks.spawn(stopped.run_until_cancelled_owned(tls.renew()));
    Ok(Some(acceptor))
}

/// The parts of a server, out of a checked configuration.
fn state(config: Config, files: StaticFiles, instance: &[u8]) -> AppState {
    let (tasks, stopped) = (TaskTracker::new(), CancellationToken::new());
    let counters = Arc::new(Counters::default());
    let (limits, clock) = (Arc::new(config.limits), Clock::start());
    let signaling = Context {
        limiter: ConnectionLimiter::new(&limits, Arc::clone(&counters)),
        rooms: Rooms::new(&limits, clock, Arc::clone(&counters), tasks.clone(), stopped.clone()),
        warnings: Warnings::new(config.origins.first().map(Origin::url).unwrap_or_default()),
        failed_admissions: Mutex::new(Buckets::new(limits.failed_admissions)),
        ice_servers: config.ice_servers,
        instance: bytes::encode(instance),
        stun_port: OnceLock::new(),
        relays: OnceLock::new(),
        origins: config.origins,
        allowance: Allowance::new(limits.messages, limits.burst_bytes, limits.bytes_per_second),
        clock,
        limits,
        counters,
    };
    let headers = Headers::new(&signaling.origins, &config.frame_ancestors, &files.page());
    AppState {
        headers: match &config.tls {
            Some(source) if source.is_for_good() => headers.with_transport_security(),
            Some(_) | None => headers,
        },
        host: HostFiles::new(&config.host, &config.frame_ancestors, config.security_txt.map(|file| file.text)),
        signaling: Arc::new(signaling),
        addresses: Arc::new(Addresses::new(config.trusted_proxies)),
        files,
        tasks,
        stopped,
    }
}

/// Without STUN, meetings still work on one network and through other STUN servers: a warning, not an error.
fn turn(state: &AppState, at: SocketAddr, relay: Option<&RelayConfig>, tls_port: Option<u16>) -> Option<Started> {
    let context = &state.signaling;
    let around = Surroundings {
        origins: &context.origins,
        limits: &context.limits,
        clock: context.clock,
        tls_port,
        addresses: Arc::clone(&state.addresses),
        counters: Arc::clone(&context.counters),
    };
    match start(at, relay, around) {
        Ok(started) => {
            // Both are set once, before the first session. A page looks for STUN at its own host; where that may be a
            // proxy's, the offer names another.
            if relay.is_none_or(|relay| relay.addresses.is_empty()) {
                let _ = context.stun_port.set(started.address.port());
            }
            if let Some(offer) = &started.offer {
                let _ = context.relays.set(offer.clone());
            }
            Some(started)
        }
        Err(why) => {
            warn!("no STUN on UDP port {}: {why}. Free the port, or choose another with --stun-port", at.port());
            None
        }
    }
}

async fn forget_addresses(state: Arc<AppState>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FORGET) => {
                lock(&state.signaling.failed_admissions).sweep(state.signaling.clock.now());
                state.signaling.rooms.forget_addresses();
            }
            () = state.stopped.cancelled() => return,
        }
    }
}

/// A server at work.
#[derive(Debug)]
pub struct Running {
    state: Arc<AppState>,
    address: SocketAddr,
    turn: Option<Started>,
    accepting: JoinSet<()>,
    fingerprint: Option<String>,
}

impl Running {
    /// What people compare (SHA-256), of a certificate that nobody vouches for.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it answers STUN, if it does.
    pub fn stun_address(&self) -> Option<SocketAddr> {
        self.turn.as_ref().map(|turn| turn.address)
    }

    /// What pages are told of relays, if there are any.
    pub fn relays(&self) -> Option<&Started> {
        self.turn.as_ref().filter(|turn| turn.offer.as_ref().is_some_and(Offer::has_begun))
    }

    /// Waits until it was looked once where peers would reach relays.
    pub async fn relays_looked_for(&self) {
        if let Some(turn) = &self.turn {
            turn.looked.wait().await;
        }
    }

    /// What happened so far.
    pub fn counters(&self) -> &Counters {
        &self.state.signaling.counters
    }

    /// One counter.
    pub fn count(&self, what: Count) -> u64 {
        self.state.signaling.counters.get(what)
    }

    /// How many sockets are open, and how many of them without a seat.
    pub fn sockets(&self) -> (usize, usize) {
        self.state.signaling.limiter.sockets()
    }

    /// Tells metrics and probes at this listener, until the program ends.
    ///
    /// # Errors
    /// It is no listener.
    pub fn tell_metrics(&self, listener: TcpListener) -> Result<SocketAddr, StartError> {
        let address = listener.local_addr().map_err(StartError::Listener)?;
        let (metrics, state) = (Metrics::new(Arc::clone(&self.state)), Arc::clone(&self.state));
        let watched = Arc::new(Watched { metrics, state });
        // Not one of the tasks that a stop waits for: whoever watches sees that it stops, too.
        tokio::spawn(serve_metrics(listener, watched));
        Ok(address)
    }

    /// How many doors there are.
    pub fn doors(&self) -> usize {
        self.state.signaling.rooms.doors()
    }

    /// The name of this process, as `/instance/<shard>` tells it.
    pub fn instance(&self) -> &str {
        &self.state.signaling.instance
    }

    /// Stops: no new sockets, a notice to everyone, sessions closed with 1001, then at most [`crate::base::limits::Limits::drain`] of waiting.
    pub async fn stop(mut self) {
        info!("stopping: {} sockets open", self.state.signaling.limiter.sockets().0);
        // Their end lets go of the ports.
        self.accepting.shutdown().await;
        self.state.signaling.limiter.close();
        if let Some(turn) = &self.turn {
            turn.server.close();
        }
        self.state.signaling.rooms.close();
        self.state.stopped.cancel();
        self.state.tasks.close();
        if tokio::time::timeout(self.state.signaling.limits.drain, self.state.tasks.wait()).await.is_err() {
            warn!("{} connections did not end in time", self.state.tasks.len());
        }
        // Last, so that who talks over a relay is not cut off before their page knows why.
        if let Some(turn) = &self.turn {
            turn.end();
        }
    }
}
