//! What a host should hear once, about a proxy or a setting that is probably not meant so.

use crate::origin::Origin;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::warn;

/// A slip of a host that shows at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The page was opened under another name than the configured ones.
    OtherName,
    /// A page says it comes from elsewhere than the `Host` of its own request.
    OtherHost,
    /// A WebSocket request came without `Upgrade`.
    NoUpgrade,
    /// One address has all the lines it may have.
    AddressFull,
}

/// Which hints were given.
// Invariant: each is given once per start, so that nobody fills a host's log, and none holds a part of a request.
#[derive(Debug, Default)]
pub struct Hints([AtomicBool; 4]);

impl Hints {
    /// Says it, unless it was said before.
    pub fn give(&self, hint: Hint, origins: &[Origin]) {
        if self.0[hint as usize].swap(true, Ordering::Relaxed) {
            return;
        }
        let public = origins.first().map(Origin::url).unwrap_or_default();
        match hint {
            Hint::OtherName => warn!(
                "the page was opened under another name than {public}; people are told to open that. Name every address they may use with --origin"
            ),
            Hint::OtherHost => warn!(
                "a page was refused because it comes from another address than the Host of its request says. If a proxy stands in between, it has to pass Host on unchanged (nginx: proxy_set_header Host $http_host), or name the address people open with --origin"
            ),
            Hint::NoUpgrade => warn!(
                "a WebSocket request came without its Upgrade header: the proxy in between has to pass on Upgrade and Connection, over HTTP/1.1 (nginx: proxy_http_version 1.1)"
            ),
            Hint::AddressFull => warn!(
                "one address has all the lines it may have. If that address is your own proxy, name it with --trusted-proxy; if many people share it, see --sockets-per-address"
            ),
        }
    }
}
