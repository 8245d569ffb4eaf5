//! From where a certificate comes to one in use, and what keeps it fresh.

use super::CertificateSource;
use super::current::Current;
use super::files::hangups;
use super::self_signed;
use rustls::server::ResolvesServerCert;
use std::pin::Pin;
use std::sync::Arc;
use tracing::info;

/// A certificate in use.
#[derive(Debug)]
pub struct ServingTls {
    current: Arc<Current>,
    source: CertificateSource,
    /// What people compare, of a certificate that nobody vouches for.
    pub fingerprint: Option<String>,
}

impl ServingTls {
    /// Reads the certificate.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn new(source: &CertificateSource) -> Result<ServingTls, String> {
        let current = Arc::new(Current::default());
        let mut fingerprint = None;
        match source {
            CertificateSource::Files(files) => {
                let certificate = files.read()?;
                current.set(&certificate);
                info!("the certificate is good until {}", certificate.facts.last_day());
            }
            CertificateSource::Acme(acme) => match acme.kept() {
                Some(certificate) => {
                    current.set(&certificate);
                    info!("the certificate is good until {}", certificate.facts.last_day());
                }
                None => info!("asking {} for a certificate; nobody can connect before it is here", acme.directory),
            },
            CertificateSource::SelfSigned(own) => {
                let certificate = own.certificate()?;
                current.set(&certificate);
                fingerprint = Some(self_signed::fingerprint(&certificate));
            }
        }
        Ok(ServingTls { current, source: source.clone(), fingerprint })
    }

    /// Whether somebody vouches for it.
    pub fn is_for_good(&self) -> bool {
        self.source.is_for_good()
    }

    /// What handshakes ask for a certificate.
    pub fn resolver(&self) -> Arc<dyn ResolvesServerCert> {
        Arc::clone(&self.current) as Arc<dyn ResolvesServerCert>
    }

    /// Keeps it fresh. From the call on no signal is missed.
    pub fn renew(self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match self.source {
            CertificateSource::Files(files) => Box::pin(files.follow(self.current, hangups())),
            CertificateSource::Acme(acme) => Box::pin(acme.follow(self.current)),
            CertificateSource::SelfSigned(_) => Box::pin(std::future::ready(())),
        }
    }
}
