//! From a configuration to a running server, and from a running server to a stopped one.

use crate::config::Config;
use crate::counters::{Count, Counters};
use crate::gate::Owner;
use crate::house::House;
use crate::http::connection::Serving;
use crate::http::dial::Peer;
use crate::http::site::Site;
use crate::limits::LARGEST_ROOM;
use crate::stun::{self, socket::StunSocket};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tracing::{debug, info, warn};

/// How often limiters forget addresses that did nothing lately.
pub const FORGET: Duration = Duration::from_secs(60);
/// Pause after the system could not accept, which it mostly cannot for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A server that does not listen yet.
#[derive(Debug)]
pub struct Server {
    house: House,
    stun_port: Option<u16>,
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
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::WebRoot(why) => write!(f, "--web-root needs a folder with an index.html in it: {why}"),
            StartError::Random => f.write_str("the system gives no random numbers"),
            StartError::RoomSize => write!(f, "--room-size has to be between 2 and {LARGEST_ROOM}"),
            StartError::Listener(why) => write!(f, "cannot tell where to listen: {why}"),
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
        let site = match &config.web_root {
            Some(root) => Site::disk(root).map_err(StartError::WebRoot)?,
            None => Site::embedded(),
        };
        let mut instance = [0; 12];
        getrandom::fill(&mut instance).map_err(|_| StartError::Random)?;
        let stun_port = config.stun_port;
        Ok(Server { house: House::new(config, site, instance), stun_port })
    }

    /// Begins to serve; has to be called within a tokio runtime.
    ///
    /// # Errors
    /// The listener is none.
    pub async fn listen(self, listener: TcpListener) -> Result<Running, StartError> {
        let address = listener.local_addr().map_err(StartError::Listener)?;
        let house = Arc::new(self.house);
        let stun_address = match self.stun_port {
            Some(port) => listen_for_stun(&house, SocketAddr::new(address.ip(), port)).await,
            None => None,
        };
        house.tasks.spawn(forget_addresses(Arc::clone(&house)));
        let accepting = tokio::spawn(accept(Arc::clone(&house), listener));
        info!("listening on port {}", address.port());
        Ok(Running { house, address, stun_address, accepting })
    }
}

/// Without STUN meetings work on one network and through other servers: worth a warning, not an end.
async fn listen_for_stun(house: &Arc<House>, at: SocketAddr) -> Option<SocketAddr> {
    // Whoever tries Plenum on their own machine has nobody outside; a public origin says that there is somebody.
    if at.ip().to_canonical().is_loopback() && !house.origins.is_empty() {
        warn!(
            "STUN answers on this machine only, where nobody needs it: people outside will not find each other through it. Listen on an address they reach with --listen, name another STUN server with --ice-servers, or switch this one off with --stun-port 0"
        );
    }
    match StunSocket::bind(at).and_then(|socket| Ok((socket.local_addr()?, socket))) {
        Ok((address, socket)) => {
            house.stun_listens(address.port());
            house.tasks.spawn(stun::serve(Arc::clone(house), socket));
            Some(address)
        }
        Err(why) => {
            warn!("no STUN on UDP port {}: {why}. Free the port, or choose another with --stun-port", at.port());
            None
        }
    }
}

async fn forget_addresses(house: Arc<House>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FORGET) => {
                house.failed_admissions.sweep();
                house.rooms.forget_addresses();
            }
            () = house.stopped.cancelled() => return,
        }
    }
}

async fn accept(house: Arc<House>, listener: TcpListener) {
    let serving = Serving::new(Arc::clone(&house));
    loop {
        match listener.accept().await {
            Ok((stream, from)) => welcome(&house, &serving, stream, from),
            Err(why) => {
                debug!("cannot accept: {why}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn welcome(house: &Arc<House>, serving: &Serving, stream: TcpStream, from: SocketAddr) {
    let owner = match house.addresses.is_proxy(from.ip()) {
        true => Owner::Proxy,
        false => Owner::Address(house.addresses.key(from.ip())),
    };
    let Ok(visit) = house.gate.enter(owner) else { return };
    // Messages are small and somebody waits for them.
    let _ = stream.set_nodelay(true);
    house.tasks.spawn(serving.clone().serve(stream, Peer { visit, address: from.ip() }));
}

/// A server at work.
#[derive(Debug)]
pub struct Running {
    house: Arc<House>,
    address: SocketAddr,
    stun_address: Option<SocketAddr>,
    accepting: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it answers STUN, if it does.
    pub fn stun_address(&self) -> Option<SocketAddr> {
        self.stun_address
    }

    /// What happened so far.
    pub fn counters(&self) -> &Counters {
        &self.house.counters
    }

    /// One counter.
    pub fn count(&self, what: Count) -> u64 {
        self.house.counters.get(what)
    }

    /// How many sockets are open, and how many of them without a seat.
    pub fn sockets(&self) -> (usize, usize) {
        self.house.gate.sockets()
    }

    /// How many doors there are.
    pub fn doors(&self) -> usize {
        self.house.rooms.doors()
    }

    /// The name of this process, as `/instance/<shard>` tells it.
    pub fn instance(&self) -> &str {
        &self.house.instance
    }

    /// Stops: no new sockets, a notice to everyone, lines closed with 1001, then at most [`crate::Limits::drain`] of waiting.
    pub async fn stop(self) {
        info!("stopping: {} sockets open", self.house.gate.sockets().0);
        self.accepting.abort();
        // Its end lets go of the port.
        let _ = self.accepting.await;
        self.house.gate.close();
        self.house.rooms.close();
        self.house.stopped.cancel();
        self.house.tasks.close();
        if tokio::time::timeout(self.house.limits.drain, self.house.tasks.wait()).await.is_err() {
            warn!("{} connections did not end in time", self.house.tasks.len());
        }
    }
}
