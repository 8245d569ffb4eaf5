//! The configuration of a server, read and checked.

use super::security_txt::SecurityTxt;
use crate::base::limits::Limits;
use crate::http::host::Host;
use crate::ice::servers::IceServers;
use crate::ice::turn::start::RelayConfig;
use crate::net::origin::Origin;
use crate::net::tls::CertificateSource;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A server's configuration. [`Config::default`] serves the embedded page, without STUN and relays, to whoever comes.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Public origins people reach the page at. With none, a page is believed to be at the `Host` it asked for.
    pub origins: Vec<Origin>,
    /// TLS with a certificate of our own; without it we speak plain HTTP.
    pub tls: Option<CertificateSource>,
    /// Where plain HTTP is answered with the way to the first origin.
    pub http_redirect: Option<SocketAddr>,
    /// Serve the page from this directory instead of the embedded one.
    pub web_root: Option<PathBuf>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The STUN and TURN servers that every page is told of.
    pub ice_servers: IceServers,
    /// Port of STUN and relays, on the address of the page; 0 takes a free one.
    pub stun_port: Option<u16>,
    /// Relays of our own, on that port; none without it.
    pub relay: Option<RelayConfig>,
    /// Who may show the page inside their own, as CSP sources (`https://intranet.example`); none means nobody.
    pub frame_ancestors: Vec<String>,
    /// What the host says on the start page.
    pub host: Host,
    /// Whom to tell of a hole.
    pub security_txt: Option<SecurityTxt>,
    /// What clients are held to.
    pub limits: Limits,
}
