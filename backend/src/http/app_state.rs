//! The state of the HTTP service: what requests are answered from, and what their upgrades need.

use super::headers::Headers;
use super::host::HostFiles;
use super::static_files::StaticFiles;
use crate::net::address::Addresses;
use crate::signaling::context::Context;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Shared by all connections of a server.
#[derive(Debug)]
pub struct AppState {
    /// For the sessions that requests are upgraded to.
    pub signaling: Arc<Context>,
    /// Keys of client addresses, behind trusted proxies as well.
    pub addresses: Arc<Addresses>,
    /// The page and its files.
    pub files: StaticFiles,
    /// What the host says.
    pub host: HostFiles,
    /// On every response.
    pub headers: Headers,
    /// Everything that runs for this server.
    pub tasks: TaskTracker,
    /// Cancelled when the server is over: whatever only waits, ends.
    pub stopped: CancellationToken,
}

impl AppState {
    /// Whether newcomers are let in; not any more once the server stops.
    pub fn is_ready(&self) -> bool {
        !self.signaling.limiter.is_closed()
    }
}
