//! One order of a certificate, with TLS-ALPN-01 (RFC 8737): it needs no other port than the one that people open.

use super::super::certificate::chain;
use super::super::current::Current;
use super::super::folder::Folder;
use super::Acme;
use async_trait::async_trait;
use futures_util::StreamExt;
use rustls::RootCertStore;
use rustls::crypto::ring::default_provider;
use rustls_acme::acme::Auth;
use rustls_acme::{AccountCache, AcmeConfig, CertCache, EventError, OrderError};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;

/// An order that is not done by then is given up: the library waits for a silent authority for ever.
const ORDER: Duration = Duration::from_secs(5 * 60);
/// What is written of an authority's reasons, characters.
const REASON: usize = 300;
/// How often an authority may say that it does not know a number that it gave a moment ago (RFC 8555 §6.5), before we believe that
/// it is not well.
const BAD_NONCES: usize = 5;
const BAD_NONCE: &str = "urn:ietf:params:acme:error:badNonce";

/// Orders a certificate for all names: its key and its chain (PEM).
///
/// # Errors
/// Why there is none, for the log.
pub async fn order(acme: &Acme, current: &Current) -> Result<Vec<u8>, String> {
    let got = Got { account: acme.file("key"), folder: acme.folder.clone(), certificate: Mutex::default() };
    let got = Arc::new(got);
    let config = AcmeConfig::new_with_client_config(&acme.names, Arc::new(client(acme)?));
    let config = config.contact(&acme.contact).directory(&acme.directory);
    let mut state = config.cache(Kept(Arc::clone(&got))).state();
    current.answer_challenges(Some(state.resolver()));
    let ended = timeout(ORDER, async {
        let mut bad_nonces = 0;
        loop {
            match state.next().await {
                // Stored is what comes last.
                Some(Ok(_)) => {}
                // The library begins anew by itself.
                Some(Err(why)) if bad_nonces < BAD_NONCES && why.to_string().contains(BAD_NONCE) => bad_nonces += 1,
                Some(Err(why)) => return Err(reason(why)),
                None => return Err("it ended without one".to_owned()),
            }
            if let Some(pem) = plenum_rooms::lock(&got.certificate).take() {
                return Ok(pem);
            }
        }
    });
    let ended = ended.await;
    current.answer_challenges(None);
    ended.unwrap_or_else(|_| Err(format!("{} did not end it within five minutes", acme.directory)))
}

/// TLS to the authority, which is known as browsers know it, or by a file.
fn client(acme: &Acme) -> Result<rustls::ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    match &acme.authority {
        Some(file) => {
            for certificate in chain(file)? {
                roots.add(certificate).map_err(|why| format!("{}: {why}", file.display()))?;
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|why| why.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What the library keeps: the account in a file, the certificate until we took it.
struct Got {
    account: String,
    folder: Folder,
    certificate: Mutex<Option<Vec<u8>>>,
}

struct Kept(Arc<Got>);

#[async_trait]
impl CertCache for Kept {
    type EC = io::Error;

    /// None: it is asked for an order only when one is due.
    async fn load_cert(&self, _: &[String], _: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(None)
    }

    async fn store_cert(&self, _: &[String], _: &str, pem: &[u8]) -> io::Result<()> {
        *plenum_rooms::lock(&self.0.certificate) = Some(pem.to_vec());
        Ok(())
    }
}

#[async_trait]
impl AccountCache for Kept {
    type EA = io::Error;

    async fn load_account(&self, _: &[String], _: &str) -> io::Result<Option<Vec<u8>>> {
        self.0.folder.read(&self.0.account)
    }

    async fn store_account(&self, _: &[String], _: &str, account: &[u8]) -> io::Result<()> {
        self.0.folder.write(&self.0.account, account)
    }
}

/// What the authority says, where it says something (RFC 8555 §6.7).
fn reason(why: EventError<io::Error, io::Error>) -> String {
    let text = if let EventError::Order(OrderError::BadAuth(Auth { challenges, .. })) = why {
        let details = challenges.into_iter().filter_map(|challenge| challenge.error?.detail);
        details.collect::<Vec<_>>().join("; ")
    } else {
        why.to_string()
    };
    // Somebody else's words, on one line of the log.
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REASON).collect()
}
