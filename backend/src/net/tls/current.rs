//! The certificate in use: every handshake is shown the one that is current when it begins.

use super::certificate::Certificate;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::sync::{Arc, PoisonError, RwLock};

/// The protocol inside of TLS in which an authority asks whether a name is ours (RFC 8737).
pub const ACME: &[u8] = b"acme-tls/1";

/// Exchanged at run time, without a connection noticing.
#[derive(Debug, Default)]
pub struct Current {
    certificate: RwLock<Option<Arc<CertifiedKey>>>,
    challenges: RwLock<Option<Arc<dyn ResolvesServerCert>>>,
}

impl Current {
    /// From now on this one.
    pub fn set(&self, certificate: &Certificate) {
        *self.certificate.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&certificate.key));
    }

    /// The one in use.
    pub fn get(&self) -> Option<Arc<CertifiedKey>> {
        self.certificate.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What answers an authority's questions while an order runs.
    pub fn answer_challenges(&self, with: Option<Arc<dyn ResolvesServerCert>>) {
        *self.challenges.write().unwrap_or_else(PoisonError::into_inner) = with;
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asks_for_proof = hello.alpn().is_some_and(|offers| offers.eq([ACME]));
        match asks_for_proof {
            true => self.challenges.read().unwrap_or_else(PoisonError::into_inner).clone()?.resolve(hello),
            false => self.get(),
        }
    }
}
