//! TLS where it is ours (RFC 8446, RFC 5246): certificates from files, and handshakes with a bound on time and bytes.

pub mod acceptor;
pub mod certificate;
pub mod current;
pub mod files;
pub mod serving;

use files::Files;

/// Where the certificate of this server comes from.
#[derive(Clone, Debug)]
pub enum CertificateSource {
    /// Two PEM files, read anew when they change.
    Files(Files),
}

impl CertificateSource {
    /// Whether browsers may be told to come with TLS only, for two years.
    pub fn is_for_good(&self) -> bool {
        match self {
            CertificateSource::Files(_) => true,
        }
    }
}
