//! From where a certificate comes to one in use, and what keeps it fresh.

use super::CertificateSource;
use super::current::Current;
use super::files::hangups;
use rustls::server::ResolvesServerCert;
use std::sync::Arc;
use tracing::info;

/// A certificate in use.
#[derive(Debug)]
pub struct ServingTls {
    current: Arc<Current>,
    source: CertificateSource,
}

impl ServingTls {
    /// Reads the certificate.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn new(source: &CertificateSource) -> Result<ServingTls, String> {
        let current = Arc::new(Current::default());
        match source {
            CertificateSource::Files(files) => {
                let certificate = files.read()?;
                current.set(&certificate);
                info!("the certificate is good until {}", certificate.facts.last_day());
            }
        }
        Ok(ServingTls { current, source: source.clone() })
    }

    /// What handshakes ask for a certificate.
    pub fn resolver(&self) -> Arc<dyn ResolvesServerCert> {
        Arc::clone(&self.current) as Arc<dyn ResolvesServerCert>
    }

    /// Keeps it fresh for ever. From the call on no signal is missed.
    pub fn renew(self) -> impl Future<Output = ()> + Send {
        match self.source {
            CertificateSource::Files(files) => files.follow(self.current, hangups()),
        }
    }
}
