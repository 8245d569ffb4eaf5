//! Warnings to the operator about a proxy or a setting that is probably wrong, each logged once per start.

use std::sync::atomic::{AtomicBool, Ordering};
use tracing::warn;

/// A misconfiguration that shows at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The page was opened under another name than the configured origins.
    OtherName,
    /// The `Origin` of a page is another than the `Host` of its request.
    OtherHost,
    /// A WebSocket request came without `Upgrade`.
    NoUpgrade,
    /// One address has all the sessions it may have.
    AddressFull,
}

/// Which warnings were logged.
// Invariant: each is logged once per start, so that nobody fills a log, and none holds a part of a request.
#[derive(Debug, Default)]
pub struct Warnings {
    public_origin: String,
    logged: [AtomicBool; 4],
}

impl Warnings {
    /// For a server that people reach at this origin (empty when none is configured).
    pub fn new(public_origin: String) -> Warnings {
        Warnings { public_origin, logged: Default::default() }
    }

    /// Logs the warning, unless it was logged before.
    pub fn once(&self, warning: Warning) {
        if self.logged[warning as usize].swap(true, Ordering::Relaxed) {
            return;
        }
        match warning {
            Warning::OtherName => warn!(
                "the page was opened under another name than {}; people are told to open that. Name every address they may use with --origin",
                self.public_origin
            ),
            Warning::OtherHost => warn!(
                "a page was refused because it comes from another address than the Host of its request says. If a proxy stands in between, it has to pass Host on unchanged (nginx: proxy_set_header Host $http_host), or name the address people open with --origin"
            ),
            Warning::NoUpgrade => warn!(
                "a WebSocket request came without its Upgrade header: the proxy in between has to pass on Upgrade and Connection, over HTTP/1.1 (nginx: proxy_http_version 1.1)"
            ),
            Warning::AddressFull => warn!(
                "one address has all the connections it may have. If that address is your own proxy, name it with --trusted-proxy; if many people share it, see --sockets-per-address"
            ),
        }
    }
}
