//! TLS where it is ours (RFC 8446, RFC 5246): where certificates come from, and handshakes with a bound on time and bytes.

pub mod acceptor;
pub mod acme;
pub mod certificate;
pub mod current;
pub mod files;
pub mod folder;
pub mod self_signed;
pub mod serving;

use acme::Acme;
use files::Files;
use self_signed::SelfSigned;

/// Where the certificate of this server comes from.
#[derive(Clone, Debug)]
pub enum CertificateSource {
    /// Two PEM files, read anew when they change.
    Files(Files),
    /// An authority that gives it to whoever has the name.
    Acme(Acme),
    /// Ourselves.
    SelfSigned(SelfSigned),
}

impl CertificateSource {
    /// For serving a moment to look at the set-up: an authority is not asked for that, which it would count.
    #[must_use]
    pub fn for_a_look(self) -> CertificateSource {
        match self {
            CertificateSource::Acme(acme) => {
                CertificateSource::SelfSigned(SelfSigned { names: acme.names, folder: None })
            }
            CertificateSource::Files(_) | CertificateSource::SelfSigned(_) => self,
        }
    }

    /// Whether browsers may be told to come with TLS only, for two years.
    pub fn is_for_good(&self) -> bool {
        match self {
            CertificateSource::Files(_) | CertificateSource::Acme(_) => true,
            // Whoever accepted it by hand could not do so again: such a rule allows no exceptions (RFC 6797 §12.1).
            CertificateSource::SelfSigned(_) => false,
        }
    }
}
